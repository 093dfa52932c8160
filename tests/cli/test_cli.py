"""The command line: lazy imports, help, errors, `grad` and `hess` in three notations."""

import subprocess
import sys

import pytest

from symland import __version__
from symland.cli import main
from symland.cli.exit_codes import ExitCode
from symland.language.notation.python import python
from symland.language.parse import parse

LOSS = "frob2(W2@W1@X - Y)/2"
VARIABLES = "W1:h d, W2:k h, X:d n, Y:k n"
ARGUMENTS = (LOSS, "--vars", VARIABLES, "--wrt", "W1,W2")
COMMANDS = ("verify", "grad", "hess", "latex", "numeric", "flow", "experiments", "explain", "new")


@pytest.mark.parametrize(
    "argv", [["--help"], ["--version"], ["explain"], ["explain", "SL001"], ["verify", "--help"]]
)
def test_help_needs_neither_sympy_nor_numpy(argv):
    script = (
        "import sys\n"
        "from symland.cli import main\n"
        "code = main(sys.argv[1:])\n"
        "heavy = {'sympy', 'numpy', 'mpmath', 'flint', 'rich'} & sys.modules.keys()\n"
        "sys.exit(f'imported {heavy}' if heavy else code)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *argv], capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_module_and_version(process):
    assert process("--version").out == f"symland {__version__}\n"


def test_help_lists_the_commands(cli):
    found = cli("--help")
    assert found.code == 0
    assert all(f"\n  {command} " in found.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(cli, command):
    found = cli(command, "--help")
    assert found.code == 0
    assert found.out.startswith(f"Usage: symland {command}")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["verfy"], "did you mean `verify`?"),
        (["nonsense"], "No such command"),
        (["verify", "--nonsense"], "No such option"),
        (["grad"], "Missing argument"),
        (["grad", "tr(A)", "--vars", "A:n n", "--wrt", "Z"], "unknown variable `Z`"),
        (["grad", "tr(A)", "--vars", "A:n n", "--wrt", "n"], "unknown variable `n`"),
        (["grad", "tr(A)", "--vars", "A:n n", "--wrt", ","], "at least one variable"),
        (["hess", "tr(A)", "--vars", "A:n n", "--wrt", "A", "--as", "html"], "--as"),
        (["explain", "SL10l"], "did you mean `SL10"),
        (["new", "1st"], "cannot be the name"),
        (["numeric", "x", "--digits", "0"], "--digits"),
        (["numeric", "x", "--digits", "5", "--dims", "m=0"], "not of the form"),
        (["verify", ".", "--example", "k=x"], "--example"),
        (["verify"], "no folder `proofs`"),
        (["verify", "gd.eq08"], "no folder `proofs`"),
    ],
)
def test_wrong_usage(cli, argv, words):
    found = cli(*argv)
    assert found.code == ExitCode.USAGE
    assert words in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize("style", ["latex", "python", "text"])
@pytest.mark.parametrize("command", ["grad", "hess"])
def test_derivatives(cli, command, style, snapshot):
    found = cli(command, *ARGUMENTS, "--as", style)
    assert (found.code, found.err) == (0, "")
    assert found.out == snapshot


def test_every_block_is_there(cli):
    lines = cli("hess", *ARGUMENTS, "--as", "python").out.splitlines()
    labels = [line.split(" = ")[0] for line in lines if not line.startswith("#")]
    assert labels == ["L", *(f"hess_{u}_{v}" for u in ("W1", "W2") for v in ("W1", "W2"))]


def test_python_output_can_be_read_again(cli):
    for line in cli("hess", *ARGUMENTS, "--as", "python").out.splitlines():
        if not line.startswith("#"):
            formula = line.split(" = ", 1)[1]
            assert python(parse(formula, VARIABLES)) == formula


def test_the_name_of_the_function_is_free(cli):
    found = cli("grad", "tr(L.T @ L)", "--vars", "L:f J", "--wrt", "L", "--as", "python")
    assert found.out.splitlines()[2:] == ["loss = tr(L.T @ L)", "grad_L = 2 * L"]


@pytest.mark.parametrize(
    ("formula", "variables", "code", "place"),
    [
        ("tr(A @ Q)", "A:n n", "SL007", "<expression>:1:8"),
        ("tr(A B)", "A:n n", "SL007", "<expression>:1:6"),
        ("__import__('os')", "A:n n", "SL007", "<expression>:1:1"),
        ("tr(A @ A)", "A:m n", "SL001", "<expression>:1:4"),
        ("tr(A)", "A:m -2", "SL007", "<variables>:1:5"),
        ("A @ A", "A:n n", "SL007", "<expression>:1:1"),  # no scalar
    ],
)
def test_mistakes_in_formulas_are_shown_in_place(cli, formula, variables, code, place):
    found = cli("grad", formula, "--vars", variables, "--wrt", "A")
    assert found.code == ExitCode.USAGE
    assert found.out == ""
    assert found.err.startswith(f"error[{code}]: ")
    assert f"--> {place}" in found.err or not place
    assert "-->" not in found.err or place
    assert "Traceback" not in found.err


def test_mistakes_in_a_process_of_its_own(process):
    found = process("grad", "A @ A", "--vars", "A:n n", "--wrt", "A")
    assert found.code == ExitCode.USAGE
    assert found.err.startswith("error[SL007]: the formula is a matrix of size n x n\n")
    assert found.err.rstrip().endswith("help: derivatives are those of a scalar")


def test_signs_that_the_terminal_lacks_are_replaced(process):
    found = process("grad", "tr(λ)", "--vars", "λ:n n", "--wrt", "λ", "--as", "text",
                    PYTHONIOENCODING="ascii")  # fmt: skip
    assert (found.code, found.err) == (0, "")
    assert found.out.endswith("= I\n")


def test_internal_errors_are_one_line(cli, monkeypatch):
    def broken(*_):
        raise RuntimeError("something\nis wrong")

    monkeypatch.setattr("symland.cli.formulas.evaluate", broken)
    found = cli("grad", "tr(A)", "--vars", "A:n n", "--wrt", "A")
    assert found.code == ExitCode.INTERNAL
    assert found.err == (
        "internal error, please report it: RuntimeError: something is wrong; "
        "`symland --debug ...` shows the traceback\n"
    )
    shown = cli("--debug", "grad", "tr(A)", "--vars", "A:n n", "--wrt", "A")
    assert shown.code == ExitCode.INTERNAL
    assert "Traceback" in shown.err


def test_interrupts(cli, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("symland.cli.formulas.evaluate", interrupted)
    found = cli("grad", "tr(A)", "--vars", "A:n n", "--wrt", "A")
    assert found.code == ExitCode.INTERRUPTED
    assert found.err.strip() == "interrupted"


def test_main_returns_the_exit_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "evidence"]) == 0
    assert main(["verify"]) == 2
