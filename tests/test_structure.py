"""The shape of the project: which module imports which, sizes of files, exported names."""

import ast
import doctest
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import symland
from symland import prelude

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*(ROOT / "symland").rglob("*.py"), *(ROOT / "numeric").rglob("*.py")])
LONGEST = 400  # lines of a module

# What a part of the project may import, apart from itself.  Everything may import `errors`.
KERNEL: set[str] = set()
LANGUAGE = {"errors"}
CALCULUS = {"errors", "language", "kernel", "elaborate"}
REASONING = CALCULUS | {"evidence"}
REFUTE = REASONING | {"reasoning", "numeric", "calculus"}
CONSERVED = REASONING | {"calculus", "numeric"}
RECHECK = {"errors", "language", "numeric", "kernel"}
PROOF = REFUTE | {"refute", "calculus", "symland", "execute", "recheck"}
ALLOWED = {
    "errors": set(),
    "evidence": {"errors"},
    "execute": {"errors"},
    "kernel": KERNEL,
    "language": LANGUAGE,
    "elaborate": {"errors", "language", "kernel"},
    "numeric": {"errors", "language"},
    "calculus": CALCULUS,
    "reasoning": REASONING,
    "refute": REFUTE,
    "recheck": RECHECK,
    "proof": PROOF,
    "crosscheck": PROOF | {"proof"},
    "conserved": CONSERVED,
    "models": {"language", "calculus"},
    "prelude": {"language", "calculus", "reasoning", "proof"},
    "render": {"errors", "evidence", "language", "proof", "symland", "crosscheck"},
    "cli": PROOF | {"conserved", "crosscheck", "models", "proof", "render"},
    "__main__": {"cli"},
    "symland": {"language", "calculus", "conserved", "reasoning", "proof", "evidence"},
}
# Imports against this order, each with its reason.
EXCEPTIONS = {
    ("refute", "proof"): "a counterexample is one of the results of a proof (`proof.results`)",
}
TRUSTED_STANDARD_LIBRARY = {
    "__future__", "collections", "contextlib", "dataclasses", "fractions", "functools", "hashlib",
    "itertools", "json", "math",
    "re", "typing",
}  # fmt: skip


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part_of(name):
    """The part of the project to which a module belongs, None for modules from elsewhere."""
    head, *rest = name.split(".")
    if head == "numeric":
        return "numeric"
    if head != "symland":
        return None
    return rest[0] if rest else "symland"


def imports_of(path):
    """Every module that a file imports, at its top or inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} is a relative import"
            yield node.module or "", node.lineno


def test_imports_point_one_way():
    wrong = []
    used = set()
    for path in FILES:
        here = part_of(module_name(path))
        for name, line in imports_of(path):
            there = part_of(name)
            if there in (None, here) or there in ALLOWED[here]:
                continue
            if (here, there) in EXCEPTIONS:
                used.add((here, there))
            else:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert wrong == []
    assert used == set(EXCEPTIONS), "an exception that is not needed any more"


def test_every_part_has_its_place():
    assert {part_of(module_name(path)) for path in FILES} == set(ALLOWED)


def test_the_kernel_needs_the_standard_library_only():
    for path in FILES:
        if part_of(module_name(path)) != "kernel":
            continue
        for name, line in imports_of(path):
            is_own = name.startswith("symland.kernel")
            assert is_own or name.split(".")[0] in TRUSTED_STANDARD_LIBRARY, f"{path}:{line} {name}"


def test_the_kernel_is_small():
    """Lines of code, without docstrings, comments and empty lines."""
    files = [path for path in FILES if part_of(module_name(path)) == "kernel"]
    assert sum(map(lines_of_code, files)) <= 3816


def lines_of_code(path):
    text = path.read_text(encoding="utf-8")
    prose = set()
    for node in ast.walk(ast.parse(text)):
        is_block = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if is_block and ast.get_docstring(node) is not None:
            prose |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = enumerate(map(str.strip, text.splitlines()), start=1)
    return sum(bool(line) and line[0] != "#" and number not in prose for number, line in lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: module_name(path))
def test_modules_are_short_and_say_what_they_are(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a module begins with what it is for"


# Functions that turn text or data into running code, and the one place that may.
FORBIDDEN = {"eval", "exec", "compile", "__import__", "parse_expr", "exec_module",
             "run_path", "run_module", "sympify"}  # fmt: skip
ALLOWED_CALLS = {
    ("symland.proof.loader", "exec_module"),  # proof files are modules of the author
    # NumPy code made of names and numbers of our own, see tests/numeric/program/test_source.py
    ("numeric.backends.source", "exec"),
    ("numeric.backends.source", "compile"),
}
SERIALISERS = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}


def calls_of(path):
    """Names of the functions that a module calls; a method `compile` is that of `re`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute) and node.func.attr != "compile":
                yield node.func.attr, node


def is_strict(call):
    """`sympify(..., strict=True)` raises for text."""
    return any(word.arg == "strict" for word in call.keywords)


def test_no_text_becomes_code():
    found = {(module_name(path), name) for path in FILES for name, _ in calls_of(path)
             if name in FORBIDDEN - {"sympify"}}  # fmt: skip
    assert found == ALLOWED_CALLS
    for path in FILES:
        assert not SERIALISERS & {name.split(".")[0] for name, _ in imports_of(path)}, path


def test_lambdify_is_our_own():
    """SymPy's function of this name evaluates text."""
    for path in FILES:
        assert "sympy.lambdify" not in path.read_text(encoding="utf-8"), path
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and "lambdify" in {x.name for x in node.names}:
                assert (node.module or "").startswith("numeric"), path


def test_sympify_is_strict():
    found = {module_name(path) for path in FILES for name, call in calls_of(path)
             if name == "sympify" and not is_strict(call)}  # fmt: skip
    assert found == set()


def exported():
    return [(name, getattr(symland, name)) for name in symland.__all__]


@pytest.mark.parametrize("name", symland.__all__)
def test_public_names_are_documented(name):
    value = getattr(symland, name)
    documentation = inspect.getdoc(value)
    assert documentation, f"`{name}` has no docstring"
    first = documentation.splitlines()[0]
    assert first[-1] in ".:", f"the first line about `{name}` is no sentence: {first}"


def is_function(value):
    return inspect.isfunction(value) and value.__module__.startswith("symland")


def has_example(value):
    return bool(doctest.DocTestParser().get_examples(inspect.getdoc(value) or ""))


# Functions that still lack an example; the list may only become shorter.
@pytest.mark.parametrize("name", [name for name, value in exported() if is_function(value)])
def test_public_functions_have_an_example(name):
    assert has_example(getattr(symland, name))


def test_public_names_are_sorted_and_plain():
    assert sorted(symland.__all__) == symland.__all__
    assert len(set(symland.__all__)) == len(symland.__all__)
    assert all(len(name) > 1 for name in symland.__all__)


def type_checking_imports(path):
    """Names under `if TYPE_CHECKING:`, with the modules they come from."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return {
                alias.asname or alias.name: statement.module
                for statement in node.body
                for alias in statement.names
            }
    return {}


def test_the_table_of_homes_is_complete():
    homes = {name: home for home, names in symland.HOMES.items() for name in names.split()}
    assert sorted(homes) == sorted(symland.__all__)
    assert type_checking_imports(ROOT / "symland" / "__init__.py") == homes
    for name, home in homes.items():
        value = getattr(importlib.import_module(home), name)
        assert getattr(symland, name) is value


def test_the_prelude():
    tree = ast.parse((ROOT / "symland" / "prelude.py").read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(prelude.__all__) == imported
    assert sorted(prelude.__all__) == prelude.__all__
    assert all(len(name) > 1 for name in prelude.__all__)
    builtins = set(dir(importlib.import_module("builtins")))
    assert not builtins & imported, "the prelude hides a builtin"
    for name in imported - {"Fraction"}:
        assert getattr(symland, name) is getattr(prelude, name)


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["explain", "evidence"]])
def test_quick_commands_load_no_mathematics(argv):
    """`--help` and `--version` answer at once: neither SymPy nor NumPy is imported for them."""
    code = (
        "import sys\nfrom symland.cli import main\n"
        f"code = main({argv!r})\n"
        "heavy = {'sympy', 'numpy', 'mpmath', 'flint'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)\nsys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          check=False, cwd=ROOT)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert done.stdout


def test_importing_the_package_loads_nothing():
    code = "import sys, symland; print(sorted(m for m in sys.modules if m.startswith('symland')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          check=True, cwd=ROOT)  # fmt: skip
    assert done.stdout == "['symland']\n"


def test_the_kernel_runs_alone():
    """A certificate is checked without SymPy, NumPy or any other part of the project."""
    code = (
        "import sys, symland.kernel.certificate\n"
        "print(sorted(m for m in sys.modules if m.startswith(('symland', 'sympy', 'numpy'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          check=True, cwd=ROOT)  # fmt: skip
    loaded = ast.literal_eval(done.stdout)
    assert all(name == "symland" or name.startswith("symland.kernel") for name in loaded)
