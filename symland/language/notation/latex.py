r"""Expressions and statements as LaTeX source, in the notation of papers; needs amsmath only.

`W_2^\top E X^\top`, `A \otimes B`, `W_{l} \cdots W_{k+1}`, `\nabla_{W} L`; entrywise are
`\sigma'(A)`, `A \circ B`, `A^{\circ 2}`, `A \oslash B`.  Brackets grow only around fractions and
sums.
"""

from __future__ import annotations

from typing import Any

from symland.errors import StatementError
from symland.language.block_matrix import block_rows, shown_block
from symland.language.claims import Claim, Statement
from symland.language.expr import ONE, Expr
from symland.language.integers import Constraint, Int
from symland.language.notation import rules
from symland.language.notation.latex_names import (
    latex_function,
    latex_integer,
    latex_name,
    script,
)
from symland.language.notation.layout import Product, exponent_of, is_root, product_of
from symland.language.notation.pieces import (
    Fraction,
    Group,
    Item,
    Items,
    Joint,
    Level,
    Piece,
    atom,
)
from symland.language.notation.rules import SHARED, Rule, Style, at_least, bracketed, inside

RELATIONS = {"eq": "=", "le": r"\le", "ge": r"\ge", "lt": "<", "gt": ">"}
_LONGEST_WRITTEN_OUT = 3  # a product of known length is written with dots from 4 factors on
_TALL = (r"\frac", r"\sum")


def latex(value: Expr | Statement) -> str:
    r"""An expression or statement in LaTeX math mode, with brackets only where they are needed.

    >>> from symland import dims, kron, matrix
    >>> from symland.language.notation.latex import latex
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", m, n)
    >>> print(latex(kron(A @ B.T, A - B / 2)))
    (A B^\top) \otimes (A - \tfrac{1}{2} B)
    """
    return latex_claim(value) if isinstance(value, Statement) else plain(formula(value))


def latex_claim(claim: Statement) -> str:
    r"""A statement in LaTeX math mode.

    >>> from symland import Ge, dims, frob2, matrix
    >>> from symland.language.notation.latex import latex_claim
    >>> m, n = dims("m n")
    >>> print(latex_claim(Ge(frob2(matrix("A", m, n)), 0)))
    \lVert A \rVert_F^2 \ge 0
    """
    left, sign, right = sides(claim)
    return f"{plain(left)} {sign} {plain(right)}"


def sides(claim: Statement) -> tuple[Items, str, Items]:
    """Left side, sign and right side of a statement, for displays."""
    if isinstance(claim, Claim):
        return formula(claim.left), RELATIONS[claim.relation], formula(claim.right)
    if isinstance(claim, Constraint):
        positive = Int(tuple(term for term in claim.value.terms if term[1] > 0))
        return (latex_integer(positive),), r"\ge", (latex_integer(positive - claim.value),)
    raise StatementError(f"`latex_claim` needs a statement, not {claim!r}")


def formula(expr: Expr) -> Items:
    """The expression as items, to be broken into lines."""
    return inside(expr, LATEX)


def plain(items: Items) -> str:
    """Printed items as one line."""
    return "".join(map(_plain, items))


def _plain(item: Item) -> str:
    match item:
        case str():
            return item
        case Joint():
            return item.sign
        case Group():
            left, right = delimiters(item, *((r"\left", r"\right") if is_tall(item) else ("", "")))
            return left + plain(item.inside) + right
        case Fraction():
            return rf"\frac{{{plain(item.above)}}}{{{plain(item.below)}}}"


def delimiters(group: Group, left: str, right: str) -> tuple[str, str]:
    r"""The brackets of a group, made larger by commands such as `\left` and `\right`."""
    gap = " " if group.left.startswith("\\") else ""
    return f"{left}{group.left}{gap}", f"{gap}{right}{group.right}"


def is_tall(item: Item) -> bool:
    """Whether brackets around an item have to grow."""
    match item:
        case str():
            return any(command in item for command in _TALL)
        case Group():
            return any(map(is_tall, item.inside))
        case Fraction():
            return True
    return False


def _letter(name: str, *indices: Int) -> Piece:
    shown, raised = latex_name(name, tuple(latex_integer(index) for index in indices))
    return Piece((shown,), Level.FACTOR if raised else Level.ATOM)


def _member(expr: Expr, _: Style) -> Piece:
    layers, position = expr.data
    return _letter(layers.name, *layers.params, position)


def _chain(expr: Expr, style: Style) -> Piece:
    layers, high, low = expr.data
    length = (high - low).number
    if length == -1:
        return _identity(expr, style)
    if length is not None and length < _LONGEST_WRITTEN_OUT:
        factors = [_letter(layers.name, *layers.params, high - step) for step in range(length + 1)]
        shown = rules.beside([factor.items for factor in factors], style)
        return Piece(shown, Level.PRODUCT if length else factors[0].level)
    (first,), (last,) = (
        _letter(layers.name, *layers.params, position).items for position in (high, low)
    )
    return Piece((rf"{first} \cdots {last}",), Level.PRODUCT)


def _identity(expr: Expr, _: Style) -> Piece:
    return atom("I" + script("_", latex_integer(expr.rows)))


def _ones(expr: Expr, _: Style) -> Piece:
    rows, cols = latex_integer(expr.rows), latex_integer(expr.cols)
    size = rows if expr.cols == ONE else rf"{rows} \times {cols}"
    return atom(r"\mathbf{1}" + script("_", size))


def _commutation(expr: Expr, _: Style) -> Piece:
    return atom(f"K_{{{','.join(latex_integer(side) for side in expr.data)}}}")


def _selection(expr: Expr, _: Style) -> Piece:
    before, size, _ = expr.data
    rows = latex_integer(expr.rows)
    ends = latex_integer(before + 1), latex_integer(before + size)
    return Piece((rf"I_{{{rows}}}[:, {ends[0]} {{:}} {ends[1]}]",), Level.FACTOR)


def _block(expr: Expr, style: Style) -> Piece:
    rows = [
        " & ".join(plain(rules.inside(shown_block(one), style)) for one in row)
        for row in block_rows(expr)
    ]
    return atom(r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}")


def _size(expr: Expr, style: Style) -> Piece:
    if len(expr.data.terms) > 1:
        return rules.sum_of_terms(expr, style)
    if product_of(expr).factors == [expr]:
        return atom(latex_integer(expr.data))
    return rules.product(expr, style)


def _fraction(found: Product, style: Style) -> Piece:
    head = _quotient(found, style) if found.factors_below else _coefficient(found, style)
    operands = [] if found.factors_below else list(found.factors)
    operands += [] if found.matrix is None else [found.matrix]
    shown = [rules.piece(operand, style) for operand in operands]
    if not shown:
        return head or atom("1")
    if head is None and len(shown) == 1:
        return shown[0]
    least = Level.FACTOR if found.matrix is None else Level.PRODUCT
    return _juxtaposed(head, shown, least, style)


def _juxtaposed(head: Piece | None, shown: list[Piece], least: Level, style: Style) -> Piece:
    r"""A product; its last factor may begin with an operator such as `\sum`, others may not."""
    *front, last = shown
    open_ended = last.level == Level.PREFIX
    operands = [head.items] if head else []
    operands += [rules.fit(piece, Level.FACTOR) for piece in front]
    operands.append(last.items if open_ended else rules.fit(last, least))
    return Piece(rules.beside(operands, style), Level.PREFIX if open_ended else Level.PRODUCT)


def _coefficient(found: Product, style: Style) -> Piece | None:
    r"""The number in front, if there is one: `2` or `\tfrac{1}{2}`."""
    above, below = _numbers(found.numbers, style), _numbers(found.numbers_below, style)
    if below:
        shown = rf"\tfrac{{{plain(above) or 1}}}{{{plain(below)}}}"
        return Piece((shown,), Level.FACTOR)
    return Piece(above, Level.ATOM if len(found.numbers) == 1 else Level.PRODUCT) if above else None


def _quotient(found: Product, style: Style) -> Piece:
    above = _row(found.numbers, found.factors, style) or ("1",)
    below = _row(found.numbers_below, found.factors_below, style)
    return Piece((Fraction(above, below),), Level.FACTOR)


def _row(numbers: list[int], factors: list[Expr], style: Style) -> Items:
    if not numbers and len(factors) == 1:
        return inside(factors[0], style)
    operands = [_numbers(numbers, style)] if numbers else []
    operands += [at_least(factor, Level.FACTOR, style) for factor in factors]
    return rules.beside(operands, style) if operands else ()


def _numbers(numbers: list[int], style: Style) -> Items:
    return rules.beside([(str(number),) for number in numbers], style) if numbers else ()


def _entrywise(expr: Expr, style: Style) -> Piece:
    carried_out = rules.power_derivative(expr, style)
    if carried_out is not None:
        return carried_out
    exponent = exponent_of(expr)
    if exponent is None:
        return rules.called(latex_function(expr.data), expr, style)
    if is_root(expr) and not expr.is_matrix:
        return Piece((rf"\sqrt{{{plain(inside(expr.args[0], style))}}}",), Level.FACTOR)
    shown = rf"\circ {exponent}" if expr.is_matrix else str(exponent)
    return rules.with_mark(style.raised(shown), expr.args[0], style)


def _norm(power: str) -> Rule:
    def rule(expr: Expr, style: Style) -> Piece:
        group = Group(r"\lVert", inside(expr.args[0], style), r"\rVert")
        return Piece((group, f"_F{power}"), Level.FACTOR)

    return rule


def _exponential(expr: Expr, style: Style) -> Piece:
    return Piece(("e" + script("^", plain(inside(expr.args[0], style))),), Level.FACTOR)


def _inner(expr: Expr, style: Style) -> Piece:
    return Piece((Group(r"\langle", rules.listed(expr, style), r"\rangle"),), Level.ATOM)


def _apply(expr: Expr, style: Style) -> Piece:
    return rules.called(plain(_letter(expr.data.name).items), expr, style)


def _layer_sum(expr: Expr, style: Style) -> Piece:
    name, low, high = expr.data
    index = plain(_letter(name).items)
    bounds = script("_", f"{index}={latex_integer(low)}") + script("^", latex_integer(high))
    return _prefixed(rf"\sum{bounds}", expr.args[0], Level.PREFIX, style)


def _prefixed(operator: str, body: Any, level: Level, style: Style) -> Piece:
    return Piece((f"{operator} ", *at_least(body, level, style)), Level.PREFIX)


def _grad(expr: Expr, style: Style) -> Piece:
    body, variable = expr.args
    operator = r"\nabla" + script("_", plain(inside(variable, style)))
    return _prefixed(operator, body, Level.FACTOR, style)


def _hess(expr: Expr, style: Style) -> Piece:
    body, *variables = expr.args
    under = ",".join(plain(inside(variable, style)) for variable in variables)
    return _prefixed(r"\nabla^2" + script("_", under), body, Level.FACTOR, style)


def _jacobian(expr: Expr, style: Style) -> Piece:
    above, below = (_column(arg, style) for arg in expr.args)
    under: Items = (r"\partial ", *below, r"^\top")
    operator: Items = (Fraction((r"\partial",), under), " ")
    fraction = Fraction((r"\partial ", *above), under, bracketed((*operator, *above)))
    return Piece((fraction,), Level.FACTOR)


def _column(expr: Expr, style: Style) -> Items:
    """vec of a matrix; a vector stays as it is."""
    if expr.op == "vec" or expr.cols == ONE:
        return at_least(expr, Level.ATOM, style)
    return (r"\operatorname{vec}", *bracketed(inside(expr, style)))


def _along(expr: Expr, style: Style) -> Piece:
    _, order, *number = expr.data
    return _prefixed(along_operator(order, *number), expr.args[0], Level.FACTOR, style)


def along_operator(order: int = 1, number: int = 0) -> str:
    r"""`\frac{d}{dt}`; where there are several motions, that of the given number."""
    power = script("^", str(order)) if order > 1 else ""
    time = f"t{script('_', str(number))}" if number else "t"
    return rf"\frac{{d{power}}}{{d{time}{power}}}"


_RULES: dict[str, Rule] = {
    **SHARED,
    **{name: rules.call(rf"\operatorname{{{name}}}") for name in ("vec", "diag", "diagonal")},
    "trace": rules.call(r"\operatorname{tr}"),
    "total": rules.call(r"\operatorname{sum}"),
    "det": rules.call(r"\det"),
    "logdet": rules.call(r"\log\det"),
    "size": _size,
    "member": _member,
    "chain": _chain,
    "defined": _chain,
    "identity": _identity,
    "zeros": rules.constant("0"),
    "ones": _ones,
    "commutation": _commutation,
    "selection": _selection,
    "block": _block,
    "entrywise": _entrywise,
    "transpose": rules.raised(r"\top"),
    "expm": _exponential,
    "norm": _norm(""),
    "frob2": _norm("^2"),
    "inner": _inner,
    "sum": _layer_sum,
    "apply": _apply,
    "grad": _grad,
    "jacobian": _jacobian,
    "hess": _hess,
    "along": _along,
}
LATEX = Style(
    "latex", _RULES, r"\otimes", r"\circ", r"\oslash", r" \cdot ", _letter,
    lambda power: script("^", power), _fraction,
)  # fmt: skip
