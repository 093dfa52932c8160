"""Laws that hold by what a function or an inverse is, written down from the argument.

inverse: A B = I = B A.  pinv: the four equations of Penrose (1955).  Entrywise, for real arguments:
tanh(x) (e^x + e^-x) = e^x - e^-x, sigmoid(x) (1 + e^-x) = 1, e^x e^-x = 1, sin(x)^2 + cos(x)^2 = 1,
arctan'(x) (1 + x^2) = 1, and quotient: (1/x) x = 1 where it is defined.  value: that of a function
at 0, as an equation of 1 x 1 matrices.
"""

from __future__ import annotations

from functools import reduce

from symland.kernel.check import Equation, penrose_equations
from symland.kernel.linear import Context, KernelError
from symland.kernel.poly import ONE, Poly
from symland.kernel.syntax import Term
from symland.kernel.terms import expand

LAWS = ("inverse", "pinv")  # that the search adds by itself
MINUS = ("num", "-1")
AT_ZERO = {"tanh": "zero", "arctan": "zero", "sin": "zero", "exp": "ones", "cos": "ones"}


def law(kind: str, argument: Term, context: Context) -> tuple[Equation, ...]:
    """The equations of a law for an argument."""
    if kind == "pinv":
        return penrose_equations(argument, ("pinv", argument))
    if kind == "value":
        if argument not in AT_ZERO:
            raise KernelError(f"the value of {argument!r} at 0 is not known")
        value = AT_ZERO[argument], ONE, ONE  # type: ignore[index]
        return ((("entry", argument, None, 0, ("zero", ONE, ONE)), value),)
    raw = expand(argument, context)
    rows, cols = (reduce(_product, side, ONE) for side in (raw.rows, raw.cols))
    if kind == "inverse":
        other, unit = ("inverse", argument), ("eye", rows)
        return (("mul", argument, other), unit), (("mul", other, argument), unit)
    is_matrix = bool(raw.rows or raw.cols)
    one: Term = ("ones", rows, cols) if is_matrix else ("num", "1")
    return (_elementary(kind, argument, one, "hadamard" if is_matrix else "mul"),)


def _product(one: Poly, other: Poly) -> Poly:
    return one * other


def _elementary(kind: str, x: Term, one: Term, times: str) -> Equation:
    def entry(name: str, order: int = 0, parameter: str | None = None) -> Term:
        return "entry", name, parameter, order, x

    def square(term: Term) -> Term:
        return times, term, term

    grows, falls = entry("exp"), ("entry", "exp", None, 0, ("mul", MINUS, x))
    found: dict[str, Equation] = {
        "tanh": ((times, entry("tanh"), ("add", grows, falls)),
                 ("add", grows, ("mul", MINUS, falls))),
        "sigmoid": ((times, entry("sigmoid"), ("add", one, falls)), one),
        "exp": ((times, grows, falls), one),
        "sin": (("add", square(entry("sin")), square(entry("cos"))), one),
        "arctan": ((times, entry("arctan", 1), ("add", one, square(x))), one),
        "quotient": ((times, entry("power", 0, "-1"), x), one),
    }  # fmt: skip
    if kind not in found:
        raise KernelError(f"no laws are known of {kind!r}")
    return found[kind]
