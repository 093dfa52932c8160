"""What a run of `symland verify` is asked to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Targets are paths, `FILE::THEOREM`, `FILE::THEOREM::STEP`, or refs such as `gd.eq08`."""

    targets: tuple[str, ...] = ("proofs",)
    keyword: str = ""
    seed: int = 0
    max_size: int = 3
    tries: int = 20000
    fail_fast: bool = False
    spot_check: bool = True
    example: str = ""  # "k=1,h=2": only these sizes in the search for an instance
    cache: Path | None = Path(".symland_cache")
    certificates: Path | None = None  # a folder for the certificates of what is proved
    errata: bool = False  # errata only, with what they need
    fresh: bool = False  # check everything again, but write the cache
    jobs: int = 1  # processes to work in
    scheduler: str = ""  # the address of a Dask scheduler, whose workers then do the work


# Called with (theorem name, number of theorems done, number of all, step number) on progress.
Progress = Callable[[str, int, int, int], None]
