"""Tables of high-precision checks: how many digits both sides of a statement share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from numeric.arithmetic import Field, FieldError, SingularError
from numeric.choose import NoDimensionsError, coincidences, constraints_of, fitting
from numeric.degenerate import KINDS
from numeric.dimensions import Dimensions, admissible_indices
from numeric.fields import ball, exact, float64, modular, mpmath
from numeric.instance import Instance, SizeGiven, dimensions_of
from numeric.requirements import Requirements, requirements
from numeric.row import GUARD, DigitsRow, Draw, NoInstanceError, row_at, row_of
from numeric.satisfy import Quantified, Together, is_hard, note_hard, together
from symland.errors import ExpressionError, SizeError, SymlandError, UndecidedError
from symland.language.claims import Claim, Statement
from symland.language.integers import Atom, Constraint, Int, integer, symbol

BACKENDS = ("auto", "ball", "mpmath", "float64", "exact", "modular")
SHAPES, OTHER = 2, 7919  # choices of sizes for hypotheses that not all sizes allow; their seeds
SPAN = (2, 5)
SOLVED = "solved for the hypotheses"  # the kind of such an instance
DEPTHS = (4, 6)  # largest layer indices to try where the caller does not say


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
    more: Quantified | None = None,
) -> list[DigitsRow]:
    """Both sides at random entries with all digits, at several sizes and depths.

    `dims` fixes sizes (`{"m": 3, "d": [2, 3, 4]}`), `depth` bounds the layer indices.  Hypotheses
    hold by construction, or all letters are chosen together, at small sizes, so that they do; else
    `UndecidedError` is raised.  `more` are hypotheses that depend on the sizes.  `backend` is one
    of `BACKENDS` ("auto": balls, and what knows more about ranks where balls do not decide).  With
    `degenerate` the instances after the first are rank deficient, with repeated singular values,
    with zeros, of size 1; those outside the domain of the statement are left out.

    >>> from symland.language.build import matrix, tr
    >>> from symland.language.claims import Eq
    >>> from symland.language.integers import dims
    >>> m, n = dims("m n")
    >>> A, B = matrix("A", m, n), matrix("B", n, m)
    >>> [row.agrees for row in digits_table(Eq(tr(A @ B), tr(B @ A)), digits=30)]
    [True, True, True]
    """
    work = _work(claim, list(given), more, _Asked(digits, dims, depth, seed, backend))
    places = _places(work.needs, work.rules, depth, instances)
    joint, rows = _joint(work), []
    for turn in range(instances):
        kind = KINDS[turn % len(KINDS)] if degenerate else KINDS[0]
        failure: SymlandError | None = None
        try:
            if kind != KINDS[0] or not is_hard(joint):
                rows.append(_at_random(work, kind, places[turn % len(places)], turn))
                continue
        except (UndecidedError, SizeError, FieldError) as error:
            failure = error
        if kind == KINDS[0]:
            pairs = together(joint)[turn:instances]
            found = [row for pair in pairs if (row := _row_at(work, *pair)) is not None]
            if not found and not rows:
                raise failure or NoInstanceError("no instance of its hypotheses was found")
            if isinstance(failure, NoInstanceError):
                note_hard(joint)
            return rows + found
    return rows


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the caller asks for."""

    digits: int
    dims: Mapping[str, SizeGiven] | None
    depth: int | None
    seed: int
    backend: str


@dataclass(frozen=True, slots=True)
class _Work:
    """A statement with its hypotheses, and what an instance of them must have."""

    claim: Claim
    given: list[Statement]
    more: Quantified | None
    needs: Requirements
    rules: list[Constraint]
    ranks: bool  # whether there are Moore-Penrose inverses
    asked: _Asked

    def hypotheses(self, dimensions: Dimensions) -> list[Statement]:
        """All of them, as they read at these sizes."""
        return self.given if self.more is None else [*self.given, *self.more.at(dimensions)]

    def fields(self, kind: str) -> list[Field]:
        return _fields(self.asked.backend, self.asked.digits, kind, self.ranks)


def _work(claim: Claim, given: list[Statement], more: Quantified | None, asked: _Asked) -> _Work:
    claims = [one for one in (claim, *given, *(more.claims if more else ()))
              if isinstance(one, Claim)]  # fmt: skip
    needs = requirements(claims, given)
    if more is not None:
        outside = requirements(claim, given).indices
        kept = {atom: None for atom in needs.index_atoms
                if atom.name not in more.bound or atom.name in outside}  # fmt: skip
        needs = replace(needs, index_atoms=kept)
    sides = [side for one in claims for side in (one.left, one.right)]
    ranks = any(node.op == "pinv" for side in sides for node in side.walk())
    return _Work(claim, given, more, needs, constraints_of(needs, given), ranks, asked)


def _at_random(work: _Work, kind: str, place: Mapping[str, int], turn: int) -> DigitsRow:
    """A row at random entries; the error of the first try, where none succeeds."""
    asked = work.asked
    span = (1, 1) if kind == "size 1" else SPAN
    failure: SymlandError | None = None
    for attempt in range(SHAPES if (work.given or work.more) and kind == KINDS[0] else 1):
        here = asked.seed + turn + OTHER * attempt
        try:
            sizes = _sizes(work.needs, work.rules, asked.dims, place, here, span)
            draws = Draw(here, kind, asked.digits)
            found = row_of(work.claim, work.hypotheses(sizes), sizes, work.fields(kind), draws)
            return replace(found, sizes=sizes_used(work.needs, sizes))
        except (UndecidedError, SizeError, FieldError) as error:
            failure = failure or error
    raise failure or NoInstanceError("no instance was tried")


def _joint(work: _Work) -> Together:
    asked = work.asked
    return Together(tuple(work.given), work.more, (work.claim.left, work.claim.right), work.needs,
                    work.rules, asked.dims, asked.depth, asked.seed, asked.digits)  # fmt: skip


def _row_at(work: _Work, sizes: Dimensions, instance: Instance) -> DigitsRow | None:
    """A row at an instance all of whose letters were chosen together; None outside the domain."""
    draws = Draw(work.asked.seed, KINDS[0], work.asked.digits)
    try:
        found = row_at(work.claim, instance, work.fields(KINDS[0]), draws)
    except SingularError:
        return None
    return replace(found, sizes=sizes_used(work.needs, sizes), kind=SOLVED)


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
