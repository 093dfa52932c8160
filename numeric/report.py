"""Tables of high-precision checks: how many digits both sides of a statement share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import flint

from numeric.arithmetic import Array, DomainError, Element, Field, FieldError, SingularError
from numeric.choose import NoDimensionsError, coincidences, constraints_of, fitting
from numeric.compare import Comparison, compare, unmet
from numeric.construct import construct
from numeric.construct.linear import solved_linearly
from numeric.degenerate import KINDS, entries_of
from numeric.dimensions import Dimensions, admissible_indices
from numeric.draw import Entries, decimals, draw, general, positive, residues
from numeric.fields import ball, exact, float64, modular, mpmath
from numeric.instance import Instance, SizeGiven, dimensions_of
from numeric.requirements import Requirements, requirements
from symland.errors import ExpressionError, SizeError, SymlandError, UndecidedError
from symland.language.claims import Claim, Statement
from symland.language.integers import Atom, Constraint, Int, integer, symbol

BACKENDS = ("auto", "ball", "mpmath", "float64", "exact", "modular")
GUARD = 40  # digits more than thrice those asked for, where the first ones do not decide
SHAPES, OTHER = 2, 7919  # choices of sizes for hypotheses that not all sizes allow; their seeds
SPAN = (2, 5)
DEPTHS = (4, 6)  # largest layer indices to try where the caller does not say
ATTEMPTS = 5  # draws of entries before an instance without the inverses needed is given up


class NoInstanceError(UndecidedError):
    """SL102: hypotheses that hold in no instance that was made."""


@dataclass(frozen=True, slots=True, eq=False)
class DigitsRow:
    """One line of the table; the norms |...| are Frobenius norms.

    `holds` is None where the digits do not decide; `margin` is by how much an inequality holds;
    `kind` is one of `numeric.degenerate.KINDS`.
    """

    sizes: dict[str, int]  # "m", "d[0]", ... and the layer indices
    left_norm: Element
    right_norm: Element
    difference_norm: Element
    digits_asked: int
    digits_obtained: float
    left: Array
    right: Array
    instance: Instance
    holds: bool | None
    field: Field
    margin: Element | None = None
    kind: str = "random"

    @property
    def agrees(self) -> bool:
        """Whether the statement holds to the digits asked for."""
        return self.holds is True


def digits_table(
    claim: Claim,
    digits: int = 50,
    dims: Mapping[str, SizeGiven] | None = None,
    depth: int | None = None,
    seed: int = 0,
    instances: int = 3,
    *,
    given: Iterable[Statement] = (),
    backend: str = "mpmath",
    degenerate: bool = False,
) -> list[DigitsRow]:
    """Both sides at random entries with all digits, at several sizes and depths.

    `dims` fixes sizes (`{"m": 3, "d": [2, 3, 4]}`), `depth` bounds the layer indices.  Hypotheses
    must be solvable for a letter; else `UndecidedError` is raised.  `backend` is one of `BACKENDS`
    ("auto": balls, and what knows more about ranks where balls do not decide).  With `degenerate`
    the instances after the first are rank deficient, with repeated singular values, with zeros, of
    size 1; those outside the domain of the statement are left out.

    >>> from symland.language.build import matrix, tr
    >>> from symland.language.claims import Eq
    >>> from symland.language.integers import dims
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", n, m)
    >>> [row.agrees for row in digits_table(Eq(tr(A @ B), tr(B @ A)), digits=30)]
    [True, True, True]
    """
    given = list(given)
    needs = requirements(claim, given)
    rules = constraints_of(needs, given)
    places = _places(needs, rules, depth, instances)
    sides = [side for one in (claim, *given) if isinstance(one, Claim)
             for side in (one.left, one.right)]  # fmt: skip
    ranks = any(node.op == "pinv" for side in sides for node in side.walk())
    rows = []
    for turn in range(instances):
        kind = KINDS[turn % len(KINDS)] if degenerate else KINDS[0]
        span = (1, 1) if kind == "size 1" else SPAN
        fields, place = _fields(backend, digits, kind, ranks), places[turn % len(places)]
        failure: SymlandError | None = None
        for attempt in range(SHAPES if given and kind == KINDS[0] else 1):
            here = seed + turn + OTHER * attempt
            try:
                sizes = _sizes(needs, rules, dims, place, here, span)
                found = _row(claim, given, sizes, fields, _Draw(here, kind, digits))
            except (UndecidedError, SizeError, FieldError) as error:
                failure = failure or error
            else:
                rows.append(replace(found, sizes=sizes_used(needs, sizes)))
                break
        else:
            if failure is not None and kind == KINDS[0]:
                raise failure
    return rows


def _fields(backend: str, digits: int, kind: str, ranks: bool) -> list[Field]:  # noqa: FBT001
    """The number systems to try, one after the other until one decides.

    Balls never take a singular matrix for a regular one, but they cannot invert it either (`ranks`:
    there are Moore-Penrose inverses); at random instances many digits tell the rank, at degenerate
    ones only exact numbers do.
    """
    rest: list[Field] = [exact] if kind != KINDS[0] else [mpmath(digits)] if ranks else []
    known: dict[str, Callable[[], list[Field]]] = {
        "auto": lambda: [ball(digits), ball(3 * digits + GUARD), *rest],
        "mpmath": lambda: [mpmath(digits)],
        "ball": lambda: [ball(digits)],
        "float64": lambda: [float64],
        "exact": lambda: [exact],
        "modular": lambda: [modular()],
    }
    if backend not in known:
        raise ExpressionError(f"the backends are {', '.join(BACKENDS)}, not `{backend}`")
    return known[backend]()


def random_dimensions(
    needs: Requirements,
    given: Iterable[Statement],
    dims: Mapping[str, SizeGiven] | None,
    depth: int | None,
    seed: int,
) -> Dimensions:
    """Rectangular sizes around those in `dims`, and layer indices in general position."""
    rules = constraints_of(needs, given)
    return _sizes(needs, rules, dims, _places(needs, rules, depth, 1)[0], seed)


def _sizes(
    needs: Requirements,
    rules: Sequence[Constraint],
    dims: Mapping[str, SizeGiven] | None,
    indices: Mapping[str, int],
    seed: int,
    span: tuple[int, int] = SPAN,
) -> Dimensions:
    here = replace(dimensions_of(dims or {}, {}), indices=dict(indices))
    found = fitting(needs, rules, here, seed=seed, span=span)
    if found is None:
        raise NoDimensionsError("no sizes were found that satisfy the constraints")
    return found


def sizes_used(needs: Requirements, dimensions: Dimensions) -> dict[str, int]:
    """Sizes, members of families of sizes, and layer indices, by the names that are printed."""
    used: dict[str, int] = {name: dimensions.sizes[name] for name in needs.sizes}
    layers = range(max(dimensions.indices.values(), default=-1) + 1)
    for name, positions in needs.size_families.items():
        places = {*layers, *(place for item in positions for place in _place(item, dimensions))}
        used |= {f"{name}[{place}]": dimensions.value(symbol(Atom("size", name, (integer(place),))))
                 for place in sorted(places)}  # fmt: skip
    return used | dict(dimensions.indices)


def _place(position: Int, dimensions: Dimensions) -> list[int]:
    """The value of a position, nothing where it depends on the index of a sum."""
    if all(atom.name in dimensions.indices for atom in position.atoms() if atom.kind == "index"):
        return [dimensions.value(position)]
    return []


def _places(
    needs: Requirements, rules: Sequence[Constraint], depth: int | None, count: int
) -> list[dict[str, int]]:
    """Layer indices in general position, one choice for each of several depths."""
    for largest in DEPTHS if depth is None else (depth,):
        by_depth: dict[int, list[dict[str, int]]] = {}
        for values in admissible_indices(needs.index_atoms, rules, largest):
            by_depth.setdefault(max(values.values(), default=0), []).append(values)
        if by_depth:
            kept = sorted(by_depth)[-count:]
            return [min(by_depth[at], key=lambda v: coincidences(v, rules)) for at in kept]
    raise NoDimensionsError("no layer indices were found that satisfy the constraints")


@dataclass(frozen=True, slots=True)
class _Draw:
    """How the entries of an instance are drawn."""

    seed: int
    kind: str
    digits: int  # that are asked for

    def entries(self, field: Field) -> Entries:
        """Entries with all digits that the number system has."""
        if field.is_exact:
            return entries_of(self.kind, general() if field.is_ordered else residues())
        return entries_of(self.kind, decimals(field.precision))


def _row(
    claim: Claim, given: list[Statement], dimensions: Dimensions, fields: list[Field], draws: _Draw
) -> DigitsRow:
    """The row of the first number system that decides, or of the last one."""
    *others, last = fields
    for field in others:
        try:
            found = _checked(claim, given, dimensions, field, draws)
        except NoInstanceError:
            raise
        except (UndecidedError, FieldError):
            continue
        if found.holds is not None:
            return found
    return _checked(claim, given, dimensions, last, draws)


def _checked(
    claim: Claim, given: list[Statement], dimensions: Dimensions, field: Field, draws: _Draw
) -> DigitsRow:
    """A row; where rounding may be to blame for a difference, more digits decide."""
    instance, found = _compare(claim, given, dimensions, field, draws)
    asked = min(draws.digits, field.digits or 0)
    if claim.relation == "eq" and not found.holds and not field.is_exact:
        again = compare(claim, instance, _finer(field, draws.digits))
        first, second = found.digits or 0.0, again.digits or 0.0
        if second >= asked:
            found = replace(found, holds=True, digits=second)
        elif second - first > asked / 2:
            found = replace(found, holds=None)
    obtained = math.inf if field.is_exact and found.holds else found.digits or 0.0
    margin = None
    if claim.relation != "eq":
        margin = found.difference.flat[0]
        margin = -margin if claim.relation in ("le", "lt") else margin
    return DigitsRow(
        sizes={},
        left_norm=norm(found.left, field),
        right_norm=norm(found.right, field),
        difference_norm=norm(found.difference, field),
        digits_asked=asked,
        digits_obtained=min(obtained, float(field.precision)),
        left=found.left,
        right=found.right,
        instance=instance,
        holds=found.holds,
        field=field,
        margin=margin,
        kind=draws.kind,
    )


def _finer(field: Field, digits: int) -> Field:
    """The same kind of numbers with more than three times the digits."""
    return (ball if field.encloses else mpmath)(3 * digits + GUARD)


def _compare(
    claim: Claim, given: list[Statement], dimensions: Dimensions, field: Field, draws: _Draw
) -> tuple[Instance, Comparison]:
    """Both sides at an instance in which the hypotheses hold and all inverses exist."""
    failure: SingularError | None = None
    for turn in range(ATTEMPTS if draws.kind == KINDS[0] else 1):
        source = draws.entries(field)
        if isinstance(failure, DomainError):
            source = positive(source)
        start_seed = draws.seed + 1000 * turn
        start = draw(dimensions, seed=start_seed, entries=source)
        instance, others = construct(given, start)
        try:
            missing = _unmet(others, instance, field)
            if missing:
                instance, others = _solved(
                    given, draw(dimensions, seed=start_seed, entries=general())
                )
                missing = _unmet(others, instance, field)
            if missing:
                raise NoInstanceError(f"no instance of the hypothesis `{missing[0]}` was found")
            return instance, compare(claim, instance, field)
        except SingularError as error:
            failure = error
    raise UndecidedError(f"no instance was found: {failure}") from failure


def _solved(given: list[Statement], start: Instance) -> tuple[Instance, list[Statement]]:
    """An instance with one letter changed so that hypotheses that are linear in it hold."""
    instance, others = construct(given, start)
    equations = [one for one in others if isinstance(one, Claim) and one.relation == "eq"]
    if equations and _unmet(equations, instance, exact):  # which also draws all letters
        instance = solved_linearly(equations, instance) or instance
    return instance, others


def _unmet(others: Sequence[Statement], instance: Instance, field: Field) -> list[Statement]:
    """Hypotheses that do not hold; where rounding may be to blame, exact numbers decide."""
    missing = list(others) if field.is_exact else unmet(others, instance, field)
    try:
        return unmet(missing, instance, exact)
    except FieldError:
        return missing


def norm(values: Array, field: Field | None = None) -> Element:
    """The Frobenius norm (of balls around 0 a bound); in exact systems the largest |entry|."""
    if field is not None and field.is_exact:
        return field.size(values) if values.size else field.element(0)
    if field is not None and field.encloses:
        with flint.ctx.workdps(field.precision):
            square = sum((value * value for value in values.flat), flint.arb(0))
            return (square if square >= 0 else square.abs_upper()).sqrt()
    return sum(value * value for value in values.flat) ** 0.5
