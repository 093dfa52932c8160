"""Find proof files and load them: a file is an ordinary module whose theorems are its globals."""

from __future__ import annotations

import importlib
import importlib.util
import linecache
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from symland.errors import Location, SizeError, SymlandError, place_of
from symland.proof.declare import REGISTER, checked_given
from symland.proof.mending import with_sizes
from symland.proof.results import Failure
from symland.proof.theorem import Theorem
from symland.reasoning.facts import Facts


class TargetError(SymlandError):
    """SL010: a target names no file, theorem or ref."""

    code = "SL010"


@dataclass(frozen=True, slots=True)
class Selection:
    """A file and, if the target says so, one of its theorems and one of its steps."""

    path: Path
    theorem: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """The theorems of a file in the order of their definition, or why it did not load."""

    path: Path
    theorems: tuple[Theorem, ...] = ()
    failure: Failure | None = None
    module: ModuleType | None = None


def select(targets: Sequence[str]) -> list[Selection]:
    """Files behind the targets; raises `TargetError` for a path that does not exist."""
    found: list[Selection] = []
    for target in targets:
        name, theorem, step = [*target.split("::"), "", ""][:3]
        path = Path(name)
        if path.is_dir():
            found += [Selection(file, theorem, step) for file in proof_files(path)]
        elif path.is_file():
            found.append(Selection(path, theorem, step))
        elif "/" not in name and not name.endswith(".py") and not theorem:
            found.append(Selection(Path(), name))  # a ref, looked up in the default folder
        else:
            raise TargetError(f"there is no file or folder `{name}`")
    return found


def proof_files(folder: Path) -> Iterator[Path]:
    """Python files below a folder whose names do not start with `_` or `.`."""
    for path in sorted(folder.rglob("*.py")):
        if not any(part.startswith(("_", ".")) for part in path.relative_to(folder).parts):
            yield path


def forget(paths: Sequence[Path]) -> None:
    """Make the next load read the files again, and the modules that they import from each other."""
    linecache.checkcache()
    roots = {folder for path in paths for folder in (str(path.parent), str(path.resolve().parent))}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and os.path.dirname(file) in roots:  # noqa: PTH120 - for every loaded module
            del sys.modules[name]


def load(path: Path) -> LoadedFile:
    """Run the module and collect its theorems; what it raises becomes the failure of the file."""
    try:
        module = _module(path)
    except SymlandError as error:
        place = error.location if error.location and _is_in(error.location, path) else None
        place = place or last_place(error, path)
        failure = Failure(error.code, error.message, place, hint=error.help)
        if isinstance(error, SizeError):
            failure = with_sizes(failure, error, _facts_alone)
        return LoadedFile(path, failure=failure)
    except SyntaxError as error:
        place = Location(str(path), error.lineno or 1, error.offset or 1,
                         error.end_lineno or error.lineno or 1, error.end_offset or 1)  # fmt: skip
        return LoadedFile(path, failure=Failure("SL008", f"invalid Python: {error.msg}", place))
    except KeyboardInterrupt:
        raise
    except (Exception, SystemExit) as error:
        code = "SL003" if isinstance(error, NameError) else "SL008"
        message = f"the file does not load: {type(error).__name__}: {error}"
        if isinstance(error, NameError):
            message = str(error).replace("'", "`")
        return LoadedFile(path, failure=Failure(code, message, last_place(error, path)))
    return LoadedFile(path, tuple(theorems_of(module, path)), module=module)


def _facts_alone(_: Sequence[Any], given: Any) -> Facts:
    """The facts of a statement that was not made, from its `given=`."""
    from symland.proof.prove import facts_from

    return facts_from(checked_given(given or []))


def theorems_of(module: ModuleType, path: Path) -> Iterator[Theorem]:
    """Theorems that the file itself defines, each once, with the name of its variable."""
    named = {id(value): name for name, value in reversed(list(vars(module).items()))
             if isinstance(value, Theorem)}  # fmt: skip
    for made in vars(module).get(REGISTER, []):
        place = made.location
        if place is not None and Path(place.file).resolve() == path.resolve():
            object.__setattr__(made, "name", named.get(id(made), made.name))
            yield made


def _module(path: Path) -> ModuleType:
    name = _module_name(path)
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise TargetError(f"`{path}` is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    folder = str(path.resolve().parent)
    _hide_namesakes(path.resolve().parent)
    sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    finally:
        sys.path.remove(folder)
    return module


def _hide_namesakes(folder: Path) -> None:
    """Forget modules from elsewhere that are named like a neighbour of the file."""
    for neighbour in folder.glob("*.py"):
        file = getattr(sys.modules.get(neighbour.stem), "__file__", None)
        if file is not None and Path(file).resolve().parent != folder and _is_proof(file):
            del sys.modules[neighbour.stem]


def _is_proof(file: str) -> bool:
    """Whether a module is a proof file, as far as its text shows."""
    try:
        return "symland.prelude" in Path(file).read_text()
    except (OSError, UnicodeDecodeError):
        return False


def _module_name(path: Path) -> str:
    """The plain stem, so that a neighbour that imports this file gets the same module."""
    stem = path.stem
    if stem in sys.stdlib_module_names:
        return f"{stem}@{path.resolve()}"
    loaded = sys.modules.get(stem)
    if loaded is None:
        return stem
    file = getattr(loaded, "__file__", None)
    same = file is not None and Path(file).resolve() == path.resolve()
    return stem if same else f"{stem}@{path.resolve()}"


def _is_in(location: Location, path: Path) -> bool:
    return Path(location.file).resolve() == path.resolve()


def last_place(error: BaseException, path: Path) -> Location | None:
    """The innermost place in the author's file on the way to an error."""
    found: Location | None = None
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename).resolve() == path.resolve():
            line = frame.lineno or 1
            found = place_of(str(path), line, frame.colno or 0, frame.end_lineno or line,
                             frame.end_colno or 0)  # fmt: skip
    return found


def relative(location: Location | None) -> Location | None:
    """The place with its file relative to the current folder, if it is below it."""
    if location is None:
        return None
    try:
        return replace(location, file=str(Path(location.file).resolve().relative_to(Path.cwd())))
    except ValueError:
        return location
