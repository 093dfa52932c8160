"""What a proof body may do with statements made of statements.

Every rule turns the goals of a proof into others that suffice, or adds to its hypotheses something
that follows from them.  What it adds is in force from there on: each step remembers the hypotheses
that it was written under.  New letters must be new: no hypothesis, goal or step before uses them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from symland.errors import FactError, Location, NamingError, StatementError, caller_location
from symland.language.build import diag, index_name, vector
from symland.language.claims import Claim, Eq
from symland.language.expr import Matrix, Scalar
from symland.language.families import Families, Family
from symland.language.functions import diagonal
from symland.language.integers import Int, integer
from symland.proof.facts import Definition, Hypothesis, flatten, range_of
from symland.proof.logic.goals import to_show
from symland.proof.logic.induction import check_facts, induction_cases
from symland.proof.logic.instances import (
    at_index,
    instance,
    names_of_statement,
    put,
    substitution,
)
from symland.proof.logic.lemmas import Lemma
from symland.proof.logic.scope import check_statements, check_values, known_atoms
from symland.proof.logic.statements import (
    And,
    Exists,
    ForAll,
    Iff,
    Implies,
    Instance,
    check_proposition,
    conjuncts,
    name_of,
)
from symland.proof.properties import (
    Property,
    basis_vector,
    nonzero,
    spread,
)


@dataclass(frozen=True, slots=True)
class Used:
    """A lemma or theorem that a proof takes: what it requires is judged where it stands."""

    source: Any
    requires: tuple[Any, ...]
    gained: tuple[Any, ...]
    by: tuple[Any, ...]
    given: tuple[Any, ...]
    location: Location | None
    said: Any  # what it says, for reports


@dataclass(slots=True)
class Logic:
    """The part of a proof that is about statements made of statements."""

    goals: tuple[Any, ...]
    given: tuple[Any, ...] = ()
    parts: list[Any] = field(default_factory=list)  # proofs of goals, or of cases
    asides: list[Any] = field(default_factory=list)  # what is shown or obtained on the side
    parent: Any = None
    target: Any = None  # the goal of the parent that this proof shows
    covered: bool = False  # the goals are shown by the parts
    splits: list[tuple[Any, ...]] = field(default_factory=list)  # what `cases` was taken on
    names: set[str] = field(default_factory=set)  # names that steps have used
    stated: tuple[Any, ...] = ()  # the goals before they were opened
    supposed_then: tuple[Any, ...] = ()  # the hypotheses at that time
    opened: tuple[Any, ...] = ()  # goals and hypotheses just after
    shows: bool = False  # what is defined is what its own goals suppose, not the theorem's
    at_n: tuple[Any, ...] = ()  # of the step of an induction: what holds at n, under what, by=
    # For certificates: an `Exists`, its values, and what is shown of these; a matrix equation and
    # the standard basis vectors at which it is shown.
    chosen: list[tuple[Exists, tuple[Any, ...], tuple[Any, ...]]] = field(default_factory=list)
    entries: tuple[Claim, Matrix, Matrix] | None = None

    def open(self) -> None:
        """Take what the goals suppose as hypotheses, if there is a single goal."""
        self.stated, self.supposed_then = self.goals, self.given
        self._take_apart()
        self.opened = (self.goals, self.given)

    def _take_apart(self) -> None:
        self.goals = tuple(one for goal in self.goals for one in to_show(goal))
        while len(self.goals) == 1:
            (goal,) = self.goals
            if isinstance(goal, Implies):
                self.goals = tuple(one for part in conjuncts(goal.right) for one in to_show(part))
                self.given = (*self.given, *supposed(goal.left, "supposed"))
            elif isinstance(goal, ForAll):
                self.goals = ()
                self._check_new({name_of(one) for one in goal.bound}, self.given)
                self.goals = tuple(one for part in conjuncts(goal.body) for one in to_show(part))
                self.given = (*self.given, *goal.where)
            else:
                return

    @property
    def first_goals(self) -> tuple[Any, ...]:
        """The goals as they were at first: their layer indices are in their ranges all through."""
        return self.opened[0] if self.opened else self.goals

    @property
    def concluded(self) -> bool:
        """Whether all that is to be shown, no equations, stands among the hypotheses by now."""
        wanted = [part for goal in self.stated for part in
                  conjuncts(goal.right if isinstance(goal, Implies) else goal)]  # fmt: skip
        return bool(wanted) and all(not isinstance(one, Claim) and one in self.given
                                    for one in wanted)  # fmt: skip

    def forward(self) -> Any:
        """The proof that the left side of the `Iff` gives the right one."""
        goal = self._single(Iff)
        return self._part(Implies(goal.left, goal.right))

    def backward(self) -> Any:
        """The proof that the right side of the `Iff` gives the left one."""
        goal = self._single(Iff)
        return self._part(Implies(goal.right, goal.left))

    def part(self, number: int) -> Any:
        """The proof of one of several statements; the first is number 1."""
        if not 1 <= number <= len(self.goals):
            raise StatementError(f"there are {len(self.goals)} statements to show, no {number}.")
        return self._part(self.goals[number - 1])

    def witness(self, *values: Any) -> None:
        """The values for which the (first) `Exists` to be shown holds."""
        place = next((n for n, goal in enumerate(self.goals) if isinstance(goal, Exists)), None)
        if place is None:
            raise StatementError("nothing is to be shown to exist here")
        goal = self.goals[place]
        if len(values) != len(goal.letters):
            raise StatementError(f"`{goal}` needs {len(goal.letters)} values, not {len(values)}")
        known = {**known_atoms([goal], self.given), **known_atoms(self.first_goals, ())}
        check_values(values, known, "a witness", caller_location())
        chosen = substitution(dict(zip(goal.letters, values, strict=True)))
        bound = {atom.name for size in goal.sizes for atom in size.atoms()}
        if chosen.sizes.keys() - bound:
            name = min(chosen.sizes.keys() - bound)
            raise StatementError(f"the size `{name}` of a witness is not free to be chosen")
        shown = tuple(one for part in conjuncts(put(goal.body, chosen)) for one in to_show(part))
        self.goals = (*self.goals[:place], *shown, *self.goals[place + 1 :])
        self.chosen.append((goal, values, shown))

    def obtain(self, source: Any, *names: str, by: Any = None) -> Any:
        """What a lemma, a theorem or a hypothesis says to exist, under new names.

        `source` is a named lemma at given matrices, a theorem, or one of the hypotheses.  Returns
        the new letters (one, or a tuple); what is said of them is a hypothesis from here on.
        """
        requires, conclusion = requirements(source)
        letters: tuple[Any, ...] = ()
        if isinstance(conclusion, Exists):
            letters, conclusion = self._named(conclusion, names)
        elif names:
            raise StatementError(f"`{source}` does not say that anything exists")
        gained = supposed(conclusion, _source_name(source))
        said = Exists(letters, conclusion) if letters else conclusion
        by_facts = tuple(flatten(by))
        used = Used(source, requires, gained, by_facts, self.given, caller_location(), said)
        self.asides.append(used)
        self.given = (*self.given, *gained)
        return letters[0] if len(letters) == 1 else letters

    def show(self, statement: Any) -> Any:
        """Show a statement of any kind on the side; it is a hypothesis from here on.

        Returns its proof, in which the hypotheses that are in force here may be used.
        """
        found = check_proposition(statement, "`show`")
        known = known_atoms(self.first_goals, self.given)
        check_statements([found], known, "what is shown on the side", caller_location())
        part = self._part(found)
        self.given = (*self.given, *supposed(found, "shown"))
        return part

    def by_induction(self, over: Int, start: Int | int = 0, *, by: Any = None) -> Any:
        """The same goals for all layers `over` >= start: the proofs of the base and of the step.

        In the step the goals are those at n + 1; at n they are hypotheses, and n + 1 is in the
        range of n.  No hypothesis may mention n.  `by=` takes hypotheses at n that say that the
        goals at n are defined, where those at n + 1 do not suppose it.
        """
        names = set[str]().union(*(names_of_statement(goal) for goal in self.stated))
        if self.opened == (self.goals, self.given) and index_name(over) in names:
            self.goals, self.given = self.stated, self.supposed_then  # the statement itself at n
        check_facts(self, index_name(over))
        found = induction_cases(self.goals, self.given, over, integer(start))
        supposed_at_n = tuple(one for goal in found.known
                              for one in supposed(goal, "induction hypothesis"))  # fmt: skip
        base = type(self)(found.base, self.given, parent=self, shows=True)
        step = type(self)(found.step, (*self.given, *supposed_at_n, *found.below), parent=self,
                          shows=True, at_n=(found.known, (*self.given, *found.below),
                                            tuple(flatten(by)), caller_location(),
                                  (over, integer(start), found.below)))  # fmt: skip
        self.covered = True
        self.parts += [base, step]
        for part in (base, step):
            part.open()
        return base, step

    def cases(self, *on: Any) -> Any:
        """The same goals in all cases: x = 0 and x not 0; or j < k, j = k, j > k.

        Returns one proof for each case, in this order.
        """
        if len(on) == 1 and isinstance(on[0], Scalar):
            options: list[tuple[Any, ...]] = [(Eq(on[0], 0),), tuple(spread([nonzero(on[0])]))]
        elif len(on) == 2 and all(isinstance(one, Int) for one in on):
            return self._orders(*on)
        else:
            raise StatementError("`cases` takes one scalar, or two layer indices")
        self.covered = True
        self.splits.append(on)
        made = [type(self)(self.goals, (*self.given, *added), parent=self) for added in options]
        self.parts += made
        return tuple(made)

    def _orders(self, first: Int, second: Int) -> Any:
        """The cases j < k, j = k (written with j alone) and j > k."""
        if index_name(first) == index_name(second):
            raise StatementError("`cases` takes two different layer indices")
        same = (range_of(first, first), range_of(second, first))
        both = [tuple(at_index(one, second, first) for one in listed)
                for listed in (self.goals, tuple(map(_bare, self.given)))]  # fmt: skip
        made = [
            type(self)(self.goals, (*self.given, first < second), parent=self),
            type(self)(both[0], (*both[1], *same[0], *same[1]), parent=self),
            type(self)(self.goals, (*self.given, first > second), parent=self),
        ]
        self.covered = True
        self.splits.append((first, second))
        self.parts += made
        return tuple(made)

    def entrywise(self, row: str, col: str) -> tuple[Matrix, Matrix]:
        """Show an equation of matrices entry by entry: e' A f = e' B f for basis vectors e, f."""
        goal = self._single(Claim)
        if goal.relation != "eq" or not isinstance(goal.left, Matrix):
            raise StatementError("`entrywise` shows an equation between matrices")
        u, v = vector(row, goal.left.rows), vector(col, goal.left.cols)
        self._check_new({row, col}, self.given)
        self.given = (*self.given, *spread([basis_vector(u), basis_vector(v)]))
        self.goals = (Eq(u.T @ goal.left @ v, u.T @ goal.right @ v),)
        self.entries = goal, u, v
        return u, v

    def off_diagonal(self, row: str, col: str) -> tuple[Matrix, Matrix]:
        """Show that a matrix is diagonal: e' S f = 0 for different basis vectors e, f."""
        goal = self._single(Claim)
        square = goal.left
        if goal != Eq(square, diag(diagonal(square))):
            raise StatementError("`off_diagonal` shows that a matrix is diagonal")
        u, v = vector(row, square.rows), vector(col, square.rows)
        self._check_new({row, col}, self.given)
        self.given = (*self.given, *spread([basis_vector(u), basis_vector(v)]), Eq(u.T @ v, 0))
        self.goals = (Eq(u.T @ square @ v, 0),)
        self.entries = goal, u, v
        return u, v

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def _part(self, goal: Any) -> Any:
        made = type(self)((goal,), self.given, parent=self, target=goal)
        made.open()
        self.parts.append(made)
        return made

    def _single(self, kind: type) -> Any:
        found = [goal for goal in self.goals if isinstance(goal, kind)]
        if len(self.goals) != 1 or not found:
            shown = "; ".join(map(str, self.goals)) or "no statements"
            raise StatementError(
                f"this is for a single `{kind.__name__}`; to be shown: {shown}",
                help="`p.part(number)` takes one of several statements",
            )
        return found[0]

    def _named(self, found: Exists, names: tuple[str, ...]) -> tuple[tuple[Any, ...], Any]:
        chosen = names or tuple(name_of(letter) for letter in found.letters)
        if len(chosen) != len(found.letters):
            raise StatementError(f"`{found}` has {len(found.letters)} letters, not {len(chosen)}")
        sizes = {atom.name for size in found.sizes for atom in size.atoms()}
        if len({*chosen, *sizes}) < len(chosen) + len(sizes):
            raise NamingError("the new letters need different names")
        self._check_new({*chosen, *sizes}, self.given)
        letters = tuple(renamed(letter, name)
                        for letter, name in zip(found.letters, chosen, strict=True))  # fmt: skip
        values = dict(zip(found.letters, letters, strict=True))
        return letters, put(found.body, substitution(values))

    def _check_new(self, names: set[str], given: tuple[Any, ...]) -> None:
        taken: set[str] = set()
        proof: Any = self
        while proof is not None:
            taken |= proof.names
            for goal in proof.goals:
                taken |= names_of_statement(goal)
            proof = proof.parent
        for one in given:
            taken |= names_of_given(one)
        for name in sorted(names & taken):
            raise NamingError(f"the name `{name}` is in use; what is said to exist needs a new one")


def _bare(given: Any) -> Any:
    """A hypothesis without its name."""
    if isinstance(given, Definition):
        raise StatementError("cases of layer indices under a definition are not supported")
    return given.statement if isinstance(given, Hypothesis) else given


def renamed(letter: Any, name: str) -> Any:
    """A letter or family under another name."""
    if isinstance(letter, Family | Families):
        return type(letter)(name, letter.rows, letter.cols)
    data = (name, letter.data[1])
    return type(letter)("symbol", (), data, letter.rows, letter.cols)


def names_of_given(given: Any) -> set[str]:
    """Names in a hypothesis."""
    if isinstance(given, Definition):
        body = names_of_statement(Eq(given.body, given.body))
        return body | {given.family.name, index_name(given.position)}
    return names_of_statement(given.statement if isinstance(given, Hypothesis) else given)


def supposed(statement: Any, name: str) -> tuple[Any, ...]:
    """A statement as hypotheses."""
    found: list[Any] = []
    for one in conjuncts(statement):
        if isinstance(one, Property):
            found += [*one, one]
        elif isinstance(one, Claim):
            found.append(Hypothesis(one, name))
        else:
            found.append(one)
    return tuple(found)


def requirements(source: Any) -> tuple[tuple[Any, ...], Any]:
    """What must be shown before a source may be used, and what it then gives."""
    from symland.proof.theorem import Direction, InstanceOf, Theorem

    if isinstance(source, Lemma):
        return source.requires, source.conclusion
    if isinstance(source, Theorem | InstanceOf | Direction):
        statements = source.statements
        return source.requires, statements[0] if len(statements) == 1 else And(*statements)
    if isinstance(source, Instance):
        said, needs = instance(source)
        inner = said[0] if len(said) == 1 else And(*said)
        before, conclusion = _conclusion(inner)
        return (source.general, *needs, *before), conclusion
    if isinstance(source, Exists | Implies):
        before, conclusion = _conclusion(source)
        return (source, *before), conclusion
    raise FactError(f"`obtain` takes a lemma, a theorem or a hypothesis, not `{source}`")


def _conclusion(statement: Any) -> tuple[tuple[Any, ...], Any]:
    """What an implication supposes, and what it then gives; anything else supposes nothing."""
    if isinstance(statement, Implies):
        return conjuncts(statement.left), statement.right
    return (), statement


def _source_name(source: Any) -> str:
    return source.name if isinstance(source, Lemma) else str(source)
