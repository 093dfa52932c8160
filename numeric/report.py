"""Tables of high-precision checks: how many digits both sides of a statement share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from numeric.arithmetic import Array, DomainError, Element, Field, SingularError
from numeric.choose import NoDimensionsError, coincidences, constraints_of, fitting
from numeric.compare import Comparison, compare, unmet
from numeric.construct import construct
from numeric.dimensions import Dimensions, admissible_indices
from numeric.draw import decimals, draw, positive
from numeric.fields import mpmath
from numeric.instance import Instance, SizeGiven, dimensions_of
from numeric.requirements import Requirements, requirements
from symland.errors import ExpressionError, UndecidedError
from symland.language.claims import Claim, Statement
from symland.language.integers import Atom, Constraint, Int, integer, symbol

SPAN = (2, 5)
DEPTHS = (4, 6)  # largest layer indices to try where the caller does not say
ATTEMPTS = 5  # draws of entries before an instance without the inverses needed is given up


@dataclass(frozen=True, slots=True, eq=False)
class DigitsRow:
    """One line of the table; the norms |...| are Frobenius norms."""

    sizes: dict[str, int]  # "m", "d[0]", ... and the layer indices
    left_norm: Element
    right_norm: Element
    difference_norm: Element
    digits_asked: int
    digits_obtained: float
    left: Array
    right: Array
    instance: Instance

    @property
    def agrees(self) -> bool:
        """Whether the relative difference is below 10^-digits."""
        return self.digits_obtained >= self.digits_asked


def digits_table(
    claim: Claim,
    digits: int = 50,
    dims: Mapping[str, SizeGiven] | None = None,
    depth: int | None = None,
    seed: int = 0,
    instances: int = 3,
    *,
    given: Iterable[Statement] = (),
) -> list[DigitsRow]:
    """Both sides at random entries with all digits, at several sizes and depths.

    `dims` fixes sizes (`{"m": 3, "d": [2, 3, 4]}`), `depth` bounds the layer indices.  Hypotheses
    must be solvable for a letter; else `UndecidedError` is raised.

    >>> from symland.language.build import matrix, tr
    >>> from symland.language.claims import Eq
    >>> from symland.language.integers import dims
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", n, m)
    >>> [row.agrees for row in digits_table(Eq(tr(A @ B), tr(B @ A)), digits=30)]
    [True, True, True]
    """
    if claim.relation != "eq":
        raise ExpressionError("digits are compared for equations, not for inequalities")
    given, field = list(given), mpmath(digits)
    needs = requirements(claim, given)
    rules = constraints_of(needs, given)
    places = _places(needs, rules, depth, instances)
    rows = []
    for turn in range(instances):
        sizes = _sizes(needs, rules, dims, places[turn % len(places)], seed + turn)
        instance, found = _compare(claim, given, sizes, field, seed + turn)
        rows.append(_row(sizes_used(needs, sizes), instance, found, field))
    return rows


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
) -> Dimensions:
    here = replace(dimensions_of(dims or {}, {}), indices=dict(indices))
    found = fitting(needs, rules, here, seed=seed, span=SPAN)
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


def _compare(
    claim: Claim, given: list[Statement], dimensions: Dimensions, field: Field, seed: int
) -> tuple[Instance, Comparison]:
    """Both sides at an instance in which the hypotheses hold and all inverses exist."""
    failure: SingularError | None = None
    for turn in range(ATTEMPTS):
        source = decimals(field.precision)
        if isinstance(failure, DomainError):
            source = positive(source)
        start = draw(dimensions, seed=seed + 1000 * turn, entries=source)
        instance, others = construct(given, start)
        try:
            missing = unmet(others, instance, field)
            if missing:
                raise UndecidedError(f"no instance of the hypothesis `{missing[0]}` was found")
            return instance, compare(claim, instance, field)
        except SingularError as error:
            failure = error
    raise UndecidedError(f"no instance was found: {failure}") from failure


def _row(sizes: dict[str, int], instance: Instance, found: Comparison, field: Field) -> DigitsRow:
    asked, obtained = field.digits or 0, found.digits or 0.0
    return DigitsRow(
        sizes=sizes,
        left_norm=norm(found.left),
        right_norm=norm(found.right),
        difference_norm=norm(found.difference),
        digits_asked=asked,
        digits_obtained=min(obtained, float(field.precision)),
        left=found.left,
        right=found.right,
        instance=instance,
    )


def norm(values: Array) -> Element:
    """The Frobenius norm of mpmath numbers."""
    return sum(value * value for value in values.flat) ** 0.5
