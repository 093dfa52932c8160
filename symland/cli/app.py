"""The command group: lazy commands, and what becomes of errors."""

from __future__ import annotations

import contextlib
import difflib
import importlib
import io
import os
import sys
import traceback

import click

from symland import __version__
from symland.cli.exit_codes import ExitCode, of_error
from symland.errors import SymlandError

_COMMANDS = {  # name: module in symland.cli, one line of help
    "verify": ("verify", "Check the proofs in files, folders or under given refs."),
    "recheck": ("recheck", "Check certificates again, with the kernel alone."),
    "grad": ("derive", "Gradients of a formula."),
    "hess": ("derive", "Hessian of a formula: blocks, block matrix, form, operator."),
    "invariants": ("invariants", "Conserved quantities of a gradient flow, found and proved."),
    "latex": ("latex", "LaTeX of theorems, proof files, formulas and their derivatives."),
    "numeric": ("numeric", "Both sides of a theorem, evaluated to many digits."),
    "flow": ("flow", "Gradient flow of a formula to many digits, drift of what is conserved."),
    "errata": ("errata", "The claims that are false as printed, as a table or as LaTeX."),
    "experiments": ("experiments", "The figures of the shallow-geometry paper, run again."),
    "explain": ("explain", "What an error code or a topic means."),
    "new": ("new", "Write the skeleton of a proof file."),
}


class _Lazy(click.Group):
    """A group that imports a command when it is called, and turns errors into messages."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"symland.cli.{_COMMANDS[cmd_name][0]}")
        return getattr(module, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        close = difflib.get_close_matches(args[0], _COMMANDS, n=1)
        if close and args[0] not in _COMMANDS:
            ctx.fail(f"no such command `{args[0]}`; did you mean `{close[0]}`?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> int:
        try:
            return int(super().invoke(ctx) or 0)
        except SymlandError as error:
            return _report(error, debug=ctx.params["debug"])
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            return _broken_pipe()
        except Exception as error:
            return _internal(error, debug=ctx.params["debug"])


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: `symland explain exit-codes`. Conventions: `symland explain conventions`.",
)
@click.version_option(__version__, message="symland %(version)s")
@click.option("--debug", is_flag=True, help="Show tracebacks of internal errors.")
def app(debug: bool) -> None:  # noqa: FBT001
    """Check hand derivations about the loss landscapes of neural networks."""


def run(argv: list[str] | None) -> int:
    """Run the command line; every way to end has its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return int(app.main(argv, prog_name="symland", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return ExitCode.INTERRUPTED


def _report(error: SymlandError, *, debug: bool) -> int:
    """Show a mistake of the user in the form of a failure report."""
    from symland.cli.errors import show

    if debug:
        traceback.print_exception(error)
    show(error)
    return of_error(error)


def _internal(error: Exception, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    detail = " ".join(str(error).split())[:200]
    hint = "" if debug else "; `symland --debug ...` shows the traceback"
    shown = f"{type(error).__name__}: {detail}" if detail else type(error).__name__
    click.echo(f"internal error, please report it: {shown}{hint}", err=True)
    return ExitCode.INTERNAL


def _broken_pipe() -> int:
    """The reader of our output has gone (`symland ... | head`); that is no mistake."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.OK
