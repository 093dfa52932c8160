"""From the language to the kernel: what an author's formula means as a kernel term.

This is the only place where both are known.  Abbreviations are unfolded, `frob2(A)` becomes
tr(A'A), `inner(A, B)` tr(A'B), a Hessian block the Jacobian of vec of a gradient.  A node that is
not in the table raises `ExpressionError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache

from symland.errors import ExpressionError
from symland.kernel import poly
from symland.kernel.linear import Context, KernelError, Linear
from symland.kernel.poly import Poly
from symland.kernel.syntax import Term
from symland.language.block_matrix import written_out
from symland.language.build import indices_of
from symland.language.derivatives import GENERIC, along_parts
from symland.language.expr import ONE, Expr, rebuild
from symland.language.families import Family, unfolded
from symland.language.integers import Atom, Constraint, Int


@lru_cache(maxsize=20000)
def polynomial(value: Int) -> Poly:
    """A size or layer index as a kernel polynomial."""
    pieces: list[Poly] = []
    for monomial, number in value.terms:
        product = poly.constant(number)
        for atom, power in monomial:
            forms = tuple(linear(arg) for arg in atom.args)
            product = product * poly.symbol(atom.kind, atom.name, forms).power(power)
        pieces.append(product)
    return poly.sum_of(pieces)


def linear(value: Int) -> Linear:
    """A layer index as a linear form; raises `ExpressionError` if it is not linear."""
    try:
        return polynomial(value).linear()
    except KernelError as error:
        message = f"`{value}` is not a linear form in layer indices"
        raise ExpressionError(message, help="hypotheses about sizes are not supported") from error


@lru_cache(maxsize=20000)
def term(expr: Expr) -> Term:
    """The kernel term of an expression."""
    rule = RULES.get(expr.op)
    if rule is None:
        raise ExpressionError(f"the kernel does not know `{expr.op}` in `{expr}`")
    return rule(expr)


def folded(expr: Expr) -> Expr:
    """The same expression with its abbreviations as letters of their own, for a first comparison.

    Two sides that are equal with E = W X - Y kept as E are equal; if not, E is to be written out.
    """
    args = tuple(folded(arg) for arg in expr.args)
    if expr.op == "let":
        return type(expr)("folded", args, expr.data, expr.rows, expr.cols)
    return rebuild(expr, args)


def context_of(exprs: Iterable[Expr], constraints: Iterable[Constraint] = ()) -> Context:
    """Ranges of all layer indices that occur, together with further constraints."""
    given = list(constraints)
    atoms: dict[str, Atom] = {}
    for expr in exprs:
        _collect(atoms, indices_of(expr).values())
    for constraint in given:
        _collect(atoms, (atom for atom in constraint.value.atoms() if atom.kind == "index"))
    facts = {linear(constraint.value) for constraint in given}
    todo = list(atoms.values())
    while todo:
        atom = todo.pop()
        for bound, sign in ((atom.low, 1), (atom.high, -1)):
            if bound is None:
                continue
            own = Linear(((atom.name, 1),))
            facts.add((own - linear(bound)).scale(sign))
            inside = [a for a in bound.atoms() if a.kind == "index"]
            fresh = [a for a in inside if a.name not in atoms]
            _collect(atoms, inside)
            todo += fresh
    return Context(frozenset(facts))


def _collect(atoms: dict[str, Atom], more: Iterable[Atom]) -> None:
    """Add layer indices by name; one name must have one range."""
    for atom in more:
        known = atoms.setdefault(atom.name, atom)
        if known != atom and not atom.name.startswith(GENERIC):
            raise ExpressionError(
                f"two layer indices are called `{atom.name}`, with the ranges {_range(known)} and "
                f"{_range(atom)}",
                help="give one of them another name, or take the formula at it with `at(...)`",
            )


def _range(atom: Atom) -> str:
    return (
        f"{atom.low if atom.low is not None else ''}..{atom.high if atom.high is not None else ''}"
    )


def _args(op: str) -> Callable[[Expr], Term]:
    return lambda expr: (op, *(term(arg) for arg in expr.args))


def _joined(op: str, *parts: Term) -> Term:
    """A product (or sum) whose factors are no products: so the kernel writes it with values."""
    return op, *(one for part in parts for one in (part[1:] if part[0] == op else (part,)))


def _symbol(expr: Expr) -> Term:
    name, options = expr.data
    if not expr.is_matrix:
        return "poly", poly.symbol("param", name)
    symmetric = "symmetric" in options
    return "letter", name, (), polynomial(expr.rows), polynomial(expr.cols), symmetric


def _member(expr: Expr) -> Term:
    layers, place = expr.data
    if layers.chainable:
        return _segment(layers, place, place)
    sizes = polynomial(expr.rows), polynomial(expr.cols)
    return "letter", layers.name, (*_units(layers), linear(place)), *sizes, False


def _segment(layers: Family, high: Int, low: Int) -> Term:
    sizes = polynomial(layers.rows), polynomial(layers.cols)
    return "segment", layers.name, _units(layers), linear(high), linear(low), *sizes


def _units(layers: Family) -> tuple[Linear, ...]:
    return tuple(linear(unit) for unit in layers.params)


def _defined(expr: Expr) -> Term:
    """Layers that abbreviate an expression; those that do not multiply are written out."""
    layers, high, low = expr.data
    sizes = polynomial(layers.rows), polynomial(layers.cols)
    if not layers.chainable or ONE in (layers.rows, layers.cols):
        return term(unfolded(expr))
    return "defined", layers.name, linear(high), linear(low), *sizes, term(expr.args[0])


def _sum(expr: Expr) -> Term:
    name, low, high = expr.data
    return "sum", name, linear(low), linear(high), term(expr.args[0])


def _apply(expr: Expr) -> Term:
    return "map", expr.data.name, polynomial(expr.data.outputs), term(expr.args[0])


def _inner(expr: Expr) -> Term:
    left, right = expr.args
    return "tr", _joined("mul", ("T", term(left)), term(right))


def _frob2(expr: Expr) -> Term:
    return "tr", _joined("mul", ("T", term(expr.args[0])), term(expr.args[0]))


def _hess(expr: Expr) -> Term:
    body, first, second = (term(arg) for arg in expr.args)
    return "jac", ("grad", body, first), second


def _along(expr: Expr) -> Term:
    body, variables, velocities, order = along_parts(expr)
    if order == 2:
        moving = {variable.data[0] for variable in variables}
        if any(node.op in ("symbol", "member", "chain", "defined") and node.data[0] in moving
               for velocity in velocities for node in velocity.walk()):  # fmt: skip
            raise ExpressionError(
                "the directions of a quadratic form may not contain its variables"
            )
    pairs = tuple((term(x), term(v)) for x, v in zip(variables, velocities, strict=True))
    return "along", term(body), pairs, order


def _entrywise(expr: Expr) -> Term:
    function = expr.data
    parameter = None if function.parameter is None else str(function.parameter)
    return "entry", function.name, parameter, function.order, term(expr.args[0])


def _norm(expr: Expr) -> Term:
    return "entry", "power", "1/2", 0, _frob2(expr)


def _total(expr: Expr) -> Term:
    (body,) = expr.args
    left, right = (("ones", polynomial(side), polynomial(ONE)) for side in (body.rows, body.cols))
    return _joined("mul", ("T", left), term(body), right)


LARGEST_POWER = 64


def _matpower(expr: Expr) -> Term:
    (base,), exponent = expr.args, expr.data
    if abs(exponent) > LARGEST_POWER:
        raise ExpressionError(f"`{expr}` is a power beyond {LARGEST_POWER}")
    if exponent == 0:
        return "eye", polynomial(base.rows)
    factor = term(base) if exponent > 0 else ("inverse", term(base))
    return _joined("mul", *(factor for _ in range(abs(exponent))))


RULES: dict[str, Callable[[Expr], Term]] = {
    "number": lambda expr: ("num", str(Fraction(expr.data))),
    "size": lambda expr: ("poly", polynomial(expr.data)),
    "symbol": _symbol,
    "member": _member,
    "chain": lambda expr: _segment(*expr.data),
    "defined": _defined,
    "identity": lambda expr: ("eye", polynomial(expr.rows)),
    "zeros": lambda expr: ("zero", polynomial(expr.rows), polynomial(expr.cols)),
    "ones": lambda expr: ("ones", polynomial(expr.rows), polynomial(expr.cols)),
    "commutation": lambda expr: ("commutation", *(polynomial(side) for side in expr.data)),
    "selection": lambda expr: ("selection", *(polynomial(part) for part in expr.data)),
    "block": lambda expr: term(written_out(expr)),
    "entrywise": _entrywise,
    "diagonal": _args("diagonal"),
    "det": _args("det"),
    "logdet": _args("logdet"),
    "expm": _args("expm"),
    "norm": _norm,
    "total": _total,
    "matpower": _matpower,
    "hole": lambda expr: ("hole", expr.data, polynomial(expr.rows), polynomial(expr.cols)),
    "let": lambda expr: term(expr.args[0]),
    "folded": lambda expr: ("abbreviation", expr.data, term(expr.args[0])),
    "add": lambda expr: _joined("add", *map(term, expr.args)),
    "mul": lambda expr: _joined("mul", *map(term, expr.args)),
    "scale": _args("scale"),
    "matmul": lambda expr: _joined("mul", *map(term, expr.args)),
    "power": lambda expr: ("power", term(expr.args[0]), expr.data),
    "kron": _args("kron"),
    "hadamard": _args("hadamard"),
    "transpose": _args("T"),
    "inverse": _args("inverse"),
    "pinv": _args("pinv"),
    "vec": _args("vec"),
    "diag": _args("diag"),
    "scalar": lambda expr: term(expr.args[0]),
    "trace": _args("tr"),
    "frob2": _frob2,
    "inner": _inner,
    "sum": _sum,
    "apply": _apply,
    "grad": _args("grad"),
    "jacobian": _args("jac"),
    "hess": _hess,
    "along": _along,
}
