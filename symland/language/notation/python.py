"""Expressions as Python source in the notation of proof files.

Running the source with the same letters gives the same tree.  A lone number or size is written
plain, as everything that expects a scalar takes it; between two plain numbers `as_scalar` keeps
Python from computing with them first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import IntEnum
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from symland.errors import ExpressionError
from symland.language.block_matrix import block_rows, shown_block
from symland.language.derivatives import along_parts
from symland.language.expr import Expr, Matrix, Scalar, scale
from symland.language.expr import number as number_node
from symland.language.families import PLACE, Family
from symland.language.functions import NAMED, Activation
from symland.language.notation.layout import divisor_of, exponent_of, flat, is_root, rule_for
from symland.language.notation.python_names import NO_NAMES, Letters, identifier, python_integer

_ALONG = {1: "differential", 2: "hess_form"}  # by order


class Bind(IntEnum):
    """How tightly Python's operators bind."""

    ADD = 0
    MUL = 1
    SIGN = 2
    POWER = 3
    ATOM = 4


class Source(NamedTuple):
    """Python source; `plain` marks an int, a Fraction or a size, which is not yet a scalar."""

    text: str
    level: Bind
    plain: bool = False


Rule: TypeAlias = "Callable[[Expr, Letters], Source]"


def python(expr: Expr, names: Mapping[Any, str] = NO_NAMES) -> str:
    """Python source that builds the expression again.

    `names` are variables in which letters and formulas are kept.

    >>> from symland import chain, dims, family, frob2, index, matrix
    >>> from symland.language.notation.python import python
    >>> d, n = dims("d[] n")
    >>> W, l = family("W", d), index("l", 1)
    >>> print(python(frob2(chain(W, l - 1, 1) @ matrix("X'", d[0], n)) / 2))
    frob2(chain(W, l - 1, 1) @ X_prime) / 2
    """
    return _source(expr, Letters(names)).text


def _source(expr: Expr, letters: Letters) -> Source:
    if expr in letters.names:
        return Source(letters.names[expr], Bind.ATOM)
    return rule_for(_RULES, expr, "python")(expr, letters)


def _solid(expr: Expr, letters: Letters) -> Source:
    """Source whose value is an expression, never a plain number."""
    source = _source(expr, letters)
    return Source(f"as_scalar({source.text})", Bind.ATOM) if source.plain else source


def _at_least(source: Source, level: Bind) -> str:
    return source.text if source.level >= level else f"({source.text})"


def _right(source: Source, level: Bind) -> str:
    """A right operand; `a - -b` is legal, but hard to read."""
    return f"({source.text})" if source.text.startswith("-") else _at_least(source, level)


def _call(name: str, *arguments: str) -> Source:
    return Source(f"{name}({', '.join(arguments)})", Bind.ATOM)


def _number(expr: Expr, _: Letters) -> Source:
    is_negative = expr.data.denominator == 1 and expr.data < 0
    return Source(_exact(expr.data), Bind.SIGN if is_negative else Bind.ATOM, plain=True)


def _exact(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value)
    return f"Fraction({value.numerator}, {value.denominator})"


def _size(expr: Expr, letters: Letters) -> Source:
    text = python_integer(expr.data, letters)
    level = Bind.ATOM if re.fullmatch(r"\w+(\[[^]]*\])?", text) else Bind.ADD
    return Source(text, level, plain=True)


def _symbol(expr: Expr, letters: Letters) -> Source:
    return Source(letters.identifier(expr.data[0], expr), Bind.ATOM)


def _let(expr: Expr, letters: Letters) -> Source:
    return Source(letters.identifier(expr.data, expr), Bind.ATOM)


def _member(expr: Expr, letters: Letters) -> Source:
    layers, position = expr.data
    name = _family(layers, letters)
    return Source(f"{name}[{python_integer(position, letters)}]", Bind.ATOM)


def _family(layers: Family, letters: Letters) -> str:
    """The name of a family, with its unit if there is one: `A[k]`."""
    meaning = (layers.name, layers.rows, layers.cols)
    name = letters.identifier(layers.name, meaning)
    return name + "".join(f"[{python_integer(unit, letters)}]" for unit in layers.params)


def _chain(expr: Expr, letters: Letters) -> Source:
    layers, high, low = expr.data
    name = _family(layers, letters)
    if expr.op == "defined" and high == low:
        return Source(f"{name}[{python_integer(low, letters)}]", Bind.ATOM)
    return _call("chain", name, python_integer(high, letters), python_integer(low, letters))


def _identity(expr: Expr, letters: Letters) -> Source:
    return _call("identity", python_integer(expr.rows, letters))


def _sized(name: str) -> Rule:
    def rule(expr: Expr, letters: Letters) -> Source:
        return _call(name, python_integer(expr.rows, letters), python_integer(expr.cols, letters))

    return rule


def _commutation(expr: Expr, letters: Letters) -> Source:
    return _call("commutation", *(python_integer(side, letters) for side in expr.data))


def _selection(expr: Expr, letters: Letters) -> Source:
    return _call("selection", *(python_integer(part, letters) for part in expr.data))


def _block(expr: Expr, letters: Letters) -> Source:
    rows = (
        ", ".join(_source(shown_block(one), letters).text for one in row)
        for row in block_rows(expr)
    )
    return _call("block", f"[{', '.join(f'[{row}]' for row in rows)}]")


def _add(expr: Expr, letters: Letters) -> Source:
    first = _source(expr.args[0], letters)
    for position, term in enumerate(expr.args[1:]):
        minus, positive = _split_sign(term)
        second = _source(positive, letters)
        if position == 0 and first.plain and second.plain:
            first = _solid(expr.args[0], letters)
        sign = "-" if minus else "+"
        first = Source(f"{first.text} {sign} {_right(second, Bind.MUL)}", Bind.ADD)
    return first


def _split_sign(term: Expr) -> tuple[bool, Expr]:
    """A term as (is subtracted, operand) such that `- operand` builds the very same tree."""
    if term.op == "number" and term.data < 0:
        return True, number_node(-term.data)
    head = term.args[0] if term.args else None
    if head is None or head.op != "number":
        return False, term
    if term.op == "scale" and head.data < 0:
        return True, scale(number_node(-head.data), term.args[1])
    if term.op == "mul" and head.data == -1 and len(term.args) > 1:
        return True, _times(term.args[1:])
    return False, term


def _times(args: tuple[Scalar, ...]) -> Scalar:
    return args[0] if len(args) == 1 else Scalar("mul", args)


def _mul(expr: Expr, letters: Letters) -> Source:
    head, *rest = expr.args
    if head.op != "number" or not rest or _is_divisor(rest[0]):
        return _fold(expr.args, letters)
    factor, other = head.data, _times(tuple(rest))
    source = _solid(other, letters)
    if factor != -1 and factor.numerator == 1 and factor != 1:
        return Source(f"{_at_least(source, Bind.MUL)} / {factor.denominator}", Bind.MUL)
    bare = source.level >= Bind.MUL and rest[0].op not in ("number", "size")
    text = source.text if bare or source.level == Bind.ATOM else f"({source.text})"
    if factor == -1:
        return Source(f"-{text}", Bind.MUL if source.level == Bind.MUL else Bind.SIGN)
    return Source(f"{_number(head, letters).text} * {text}", Bind.MUL)


def _is_divisor(expr: Expr) -> bool:
    return expr.op == "power" and expr.data == -1 and expr.args[0].op != "number"


def _fold(args: tuple[Scalar, ...], letters: Letters) -> Source:
    """`a * b / c` from the left; a number in the middle starts a bracket of its own."""
    first = _source(args[0], letters)
    for position, arg in enumerate(args[1:], start=1):
        if arg.op == "number":
            rest = _source(_times(args[position:]), letters)
            return Source(f"{_at_least(first, Bind.MUL)} * {_at_least(rest, Bind.SIGN)}", Bind.MUL)
        sign = "/" if _is_divisor(arg) else "*"
        second = _source(arg.args[0] if sign == "/" else arg, letters)
        divides_size = sign == "/" and args[0].op == "size"
        if position == 1 and first.plain and (second.plain or divides_size):
            first = _solid(args[0], letters)
        text = f"{_at_least(first, Bind.MUL)} {sign} {_right(second, Bind.SIGN)}"
        first = Source(text, Bind.MUL)
    return first


def _power(expr: Expr, letters: Letters) -> Source:
    base = _at_least(_solid(expr.args[0], letters), Bind.ATOM)
    return Source(f"{base}**{expr.data}", Bind.POWER)


def _scale(expr: Expr, letters: Letters) -> Source:
    factor, body = expr.args
    matrix = _source(body, letters)
    if factor.op == "number" and abs(factor.data.numerator) == 1 and factor.data != 1:
        return _signed_fraction(factor.data, matrix)
    if factor.op == "mul" and len(factor.args) == 2 and _is_reciprocal(factor):
        divisor = _source(factor.args[1].args[0], letters)
        text = f"{_at_least(matrix, Bind.MUL)} / {_at_least(divisor, Bind.SIGN)}"
        return Source(text, Bind.MUL)
    scalar = _at_least(_source(factor, letters), Bind.MUL)
    return Source(f"{scalar} * {_right(matrix, Bind.SIGN)}", Bind.MUL)


def _is_reciprocal(factor: Expr) -> bool:
    head, power = factor.args
    return head.op == "number" and head.data == 1 and _is_divisor(power)


def _signed_fraction(factor: Fraction, matrix: Source) -> Source:
    text = f"-{_at_least(matrix, Bind.POWER)}" if factor < 0 else _at_least(matrix, Bind.MUL)
    if factor.denominator == 1:
        return Source(text, Bind.SIGN)
    return Source(f"{text} / {factor.denominator}", Bind.MUL)


def _matmul(expr: Expr, letters: Letters) -> Source:
    operands = [_source(arg, letters) for arg in flat(expr, "matmul")]
    return Source(" @ ".join(_at_least(operand, Bind.ATOM) for operand in operands), Bind.MUL)


def _attribute(name: str) -> Rule:
    def rule(expr: Expr, letters: Letters) -> Source:
        return Source(_at_least(_source(expr.args[0], letters), Bind.ATOM) + name, Bind.ATOM)

    return rule


def _function(name: str) -> Rule:
    def rule(expr: Expr, letters: Letters) -> Source:
        return _call(name, *(_solid(arg, letters).text for arg in expr.args))

    return rule


def _hadamard(expr: Expr, letters: Letters) -> Source:
    below = divisor_of(expr) if len(expr.args) == 2 else None
    if below is None:
        return _function("hadamard")(expr, letters)
    return _call("hadamard_div", *(_source(arg, letters).text for arg in (expr.args[0], below)))


def _entrywise(expr: Expr, letters: Letters) -> Source:
    argument, exponent = _source(expr.args[0], letters).text, exponent_of(expr)
    if expr.is_matrix and exponent is not None and not is_root(expr):
        return _call("hadamard_power", argument, _exact(exponent))
    return _call(_activation(expr.data, letters), argument)


def _activation(function: Activation, letters: Letters) -> str:
    primes = ".dd" * (function.order // 2) + ".d" * (function.order % 2)
    name, parameter = function.name, function.parameter
    if parameter is None:
        known = letters.names.get(Activation(name))
        return (known or (name if name in NAMED else f'activation("{name}")')) + primes
    if name == "leaky_relu":
        return f"leaky_relu({_exact(parameter)})" + primes
    if name == "power" and parameter == Fraction(1, 2):
        return "sqrt" + primes
    shown = _exact(parameter) if parameter.denominator > 1 else f"Fraction({parameter})"
    return f'Activation("{name}", {function.order}, {shown})'


def _apply(expr: Expr, letters: Letters) -> Source:
    name = letters.identifier(expr.data.name, expr.data)
    return _call(name, _source(expr.args[0], letters).text)


def _layer_sum(expr: Expr, letters: Letters) -> Source:
    name, low, high = expr.data
    bounds = [python_integer(low, letters), python_integer(high, letters)]
    position = letters.identifier(name, ("index", name))
    return _call("layer_sum", position, *bounds, _source(expr.args[0], letters).text)


def _along(expr: Expr, letters: Letters) -> Source:
    body, variables, velocities, order = along_parts(expr)
    if order not in _ALONG:
        raise ExpressionError(f"a derivative of order {order} has no name in Python")
    source = _solid(body, letters).text
    taken, outer = {identifier(name) for name in _names(expr)}, letters.generic
    letters.generic = next(name for name in ("j", "i", "q", "layer_") if name not in taken)
    pairs = [_pair(*pair, letters) for pair in zip(variables, velocities, strict=True)]
    letters.generic = outer
    return _call(_ALONG[order], source, f"{{{', '.join(pairs)}}}")


def _pair(variable: Matrix, velocity: Matrix, letters: Letters) -> str:
    if variable.op != "member" or variable.data[1] != PLACE:
        return f"{_source(variable, letters).text}: {_source(velocity, letters).text}"
    name, value = _family(variable.data[0], letters), _source(velocity, letters).text
    return f"{name}: lambda {letters.generic}: {value}"


def _names(expr: Expr) -> set[str]:
    """All words in a node's printed data, to choose a name that is not among them."""
    return {word for node in expr.walk() for word in re.findall(r"\w+", _words(node))}


def _words(node: Expr) -> str:
    return f"{node.data} {node.rows} {node.cols}"


_RULES: dict[str, Rule] = {
    "number": _number,
    "size": _size,
    "symbol": _symbol,
    "let": _let,
    "member": _member,
    "chain": _chain,
    "defined": _chain,
    "identity": _identity,
    "zeros": _sized("zeros"),
    "ones": _sized("ones"),
    "commutation": _commutation,
    "selection": _selection,
    "block": _block,
    "add": _add,
    "mul": _mul,
    "scale": _scale,
    "power": _power,
    "matmul": _matmul,
    "matpower": _power,
    "kron": _function("kron"),
    "hadamard": _hadamard,
    "entrywise": _entrywise,
    "transpose": _attribute(".T"),
    "inverse": _attribute(".inv"),
    "pinv": _function("pinv"),
    "vec": _function("vec"),
    "diag": _function("diag"),
    "diagonal": _function("diagonal"),
    "expm": _function("expm"),
    "scalar": _function("as_scalar"),
    "trace": _function("tr"),
    "total": _function("total"),
    "det": _function("det"),
    "logdet": _function("logdet"),
    "norm": _function("norm"),
    "frob2": _function("frob2"),
    "inner": _function("inner"),
    "sum": _layer_sum,
    "apply": _apply,
    "grad": _function("grad"),
    "jacobian": _function("jacobian"),
    "hess": _function("hess"),
    "along": _along,
}
