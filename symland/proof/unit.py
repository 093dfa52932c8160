"""One theorem as a unit of work for another process: found again by its file and place.

What travels are names of files, numbers and settings.  A process that gets the first unit of a run
loads the same files as the run did, in the same order, and checks each theorem that it is asked
for; it refuses if its symland or its files are not those of the run.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from symland.execute.units import ExecutionError
from symland.proof.cache import version
from symland.proof.loader import LoadedFile, forget, load
from symland.proof.results import TheoremResult
from symland.proof.settings import Settings
from symland.proof.theorem import Theorem

Unit = dict[str, Any]
FOLDERS = ("cache", "certificates")  # settings that are paths


@dataclass(frozen=True, slots=True)
class Done:
    """What a unit comes back with; `circular` if a result depends on where a run began."""

    result: TheoremResult
    proved: dict[str, str]  # new entries of the cache
    circular: bool


@dataclass(slots=True)
class _Session:
    """What a process keeps of the run for which it works."""

    name: str
    run: Any
    theorems: dict[str, tuple[Theorem, ...]]


_session: _Session | None = None
_one_at_a_time = threading.Lock()  # threads of one process share its precision and its modules


def units_of(loaded: Sequence[LoadedFile], settings: Settings) -> dict[int, Unit]:
    """A unit for each theorem of some files, by the theorem's identity."""
    common = {
        "session": uuid.uuid4().hex,
        "folder": str(Path.cwd()),
        "settings": _data(settings),
        "files": [[str(file.path), _digest(file.path)] for file in loaded],
        "checker": version(),
    }
    return {id(theorem): {**common, "file": str(file.path), "place": place}
            for file in loaded for place, theorem in enumerate(file.theorems)}  # fmt: skip


def check_unit(unit: Unit) -> Done:
    """Check the theorem of a unit, here."""
    from symland.proof.runner import check_theorem

    with _one_at_a_time, contextlib.chdir(unit["folder"]):
        session = _session_of(unit)
        cache = session.run.judge.cache
        before = set(cache.added)
        result = check_theorem(session.run, session.theorems[unit["file"]][unit["place"]])
        circular = any(one.failure is not None and one.failure.code == "SL005"
                       for one in session.run.results.values())  # fmt: skip
        proved = {key: cache.added[key] for key in cache.added.keys() - before}
        return Done(result, proved, circular)


@contextlib.contextmanager
def theorem_in(unit: Unit) -> Iterator[Theorem]:
    """The theorem of a unit, in the folder of its run; one unit at a time."""
    with _one_at_a_time, contextlib.chdir(unit["folder"]):
        yield _session_of(unit).theorems[unit["file"]][unit["place"]]


def _session_of(unit: Unit) -> _Session:
    """The session of a unit; files are loaded when its first unit comes."""
    global _session
    if _session is None or _session.name != unit["session"]:
        from symland.proof.runner import run_of

        if unit["checker"] != version():
            raise ExecutionError("a worker has another version of symland than this process")
        paths = [Path(name) for name, _ in unit["files"]]
        for path, (_, digest) in zip(paths, unit["files"], strict=True):
            if _digest(path) != digest:
                raise ExecutionError(f"a worker finds another text in `{path}` than this process")
        forget(paths)
        theorems = {str(path): load(path).theorems for path in paths}
        _session = _Session(unit["session"], run_of(_settings(unit["settings"])), theorems)
    return _session


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _data(settings: Settings) -> dict[str, Any]:
    """Settings as plain data: folders as texts."""
    found = asdict(settings) | {"targets": list(settings.targets)}
    return found | {name: str(found[name]) for name in FOLDERS if found[name] is not None}


def _settings(data: dict[str, Any]) -> Settings:
    folders = {name: Path(data[name]) for name in FOLDERS if data[name] is not None}
    return Settings(**{**data, "targets": tuple(data["targets"]), **folders})
