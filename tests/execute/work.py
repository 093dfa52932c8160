"""Functions for other processes: they note each time that they are called."""

import os
import signal
import time
from pathlib import Path


def square(unit):
    """The square of a number; a unit with `kill` ends its process the first time."""
    folder = Path(unit["folder"])
    with (folder / f"{unit['number']}.calls").open("a") as log:
        log.write(f"{os.getpid()}\n")
    if unit.get("kill") and not (folder / "killed").exists():
        (folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(unit.get("seconds", 0))
    if unit["number"] < 0:
        raise ValueError("a negative number")
    return unit["number"] ** 2


def die(_):
    """End the process, each time."""
    os.kill(os.getpid(), signal.SIGKILL)
