"""A fact that is at hand and was not named in `by=`: with it the checker proves the step.

Tried are definitions of layers at the layers of the step, what the proof has shown on the side, the
theorems of the file that come before, and properties such as psd(S) at the factors beside S.
"""

from __future__ import annotations

import ast
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from symland.errors import ExpressionError, Location, SymlandError
from symland.kernel.linear import KernelError
from symland.language.expr import Expr
from symland.language.notation.python import python
from symland.proof.chain import Proof, Step
from symland.proof.facts import Definition
from symland.proof.properties import CONSEQUENCES, Property
from symland.proof.results import Suggestion
from symland.proof.source import call_at, names_at, place_of_node
from symland.proof.state import Checking
from symland.proof.theorem import Theorem
from symland.proof.using import facts_of
from symland.reasoning.decide import decide

MOST, SECONDS = 30, 2.0


def available_fact(
    checking: Checking, step: Step, proof: Proof | None, scope: Sequence[Expr]
) -> Suggestion | None:
    """The first fact with which the step is proved, and the author's line with it in `by=`."""
    if step.location is None:
        return None
    started = time.perf_counter()
    for number, (source, fact) in enumerate(_candidates(checking, step, proof)):
        if number == MOST or time.perf_counter() - started > SECONDS:
            break
        if _closes(checking, step, proof, scope, fact):
            line = _line(step.location, source)
            place = step.location.end_line if line else 0
            return Suggestion(f"add `by={source}`", line, line=place)
    return None


def _closes(
    checking: Checking, step: Step, proof: Proof | None, scope: Sequence[Expr], fact: Any
) -> bool:
    try:
        facts = facts_of(checking, [*step.by, fact], proof, scope)
        return decide(step.claim, facts).evidence.is_proof
    except (SymlandError, KernelError):
        return False


def _candidates(checking: Checking, step: Step, proof: Proof | None) -> Iterator[tuple[str, Any]]:
    """Facts with their source, those that say something about the step itself first."""
    assert step.location is not None
    variables = _variables(step.location.file)
    names = names_at(step.location.file)
    nodes = [node for side in (step.claim.left, step.claim.right) for node in side.walk()]
    for given in checking.theorem.given:
        name = next((name for name, value in variables.items() if value is given), "")
        if isinstance(given, Definition) and name:
            for node in dict.fromkeys(nodes):
                if node.op == "member" and node.data[0] == given.family:
                    place = _source(node.data[1], names)
                    yield f"{name}({place})", given(node.data[1])
        elif isinstance(given, Property) and given.word in CONSEQUENCES:
            yield from _at_factors(given, name, nodes, names)
    yield from _shown_on_the_side(step, proof)
    for name, value in variables.items():
        if isinstance(value, Theorem) and _is_usable(checking, value):
            yield name, value


def _at_factors(
    given: Property, name: str, nodes: Sequence[Expr], names: Any
) -> Iterator[tuple[str, Any]]:
    """psd(S) at the product that follows S, such as A' in A S A'."""
    (matrix,) = given.subject[:1]
    shown = name or f"{given.word}({_source(matrix, names)})"
    for node in nodes:
        if node.op != "matmul" or matrix not in node.args[:-1]:
            continue
        rest = node.args[node.args.index(matrix) + 1 :]
        value = rest[0]
        for factor in rest[1:]:
            value = value @ factor
        try:
            yield f"{shown}({_source(value, names)})", given(value)
        except SymlandError:
            continue


def _shown_on_the_side(step: Step, proof: Proof | None) -> Iterator[tuple[str, Any]]:
    """What `name = p.have(...)` and `name = p.induct(...)` gave, by the names of the variables."""
    if proof is None or step.location is None:
        return
    tree = _tree(step.location.file)
    places = {id(aside.claim): aside.location for aside in proof.asides if isinstance(aside, Step)}
    for known in proof.handed:
        place = places.get(id(known.claim))
        if place is None and known.assumed and proof.induction is not None:
            place = proof.induction.location
        name = None if place is None else _target(tree, place)
        if name is not None and (place is None or place.line < step.location.line):
            yield name, known


def _target(tree: ast.Module, place: Location) -> str | None:
    """The variable to which the call at a place is assigned."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found = place_of_node(place.file, node.value)
            if (found.line, found.column) == (place.line, place.column):
                return node.targets[0].id
    return None


def _is_usable(checking: Checking, found: Theorem) -> bool:
    """Whether a theorem is proved, and stands before this one or in another file."""
    here = checking.theorem
    if found is here or found.location is None or here.location is None or found.reason:
        return False
    before = found.location.file != here.location.file or found.location.line < here.location.line
    try:
        return before and checking.result_of(found).verdict == "verified"
    except SymlandError:
        return False


def _variables(file: str) -> dict[str, Any]:
    path = Path(file).resolve()
    for module in list(sys.modules.values()):
        other = getattr(module, "__file__", None)
        if other and Path(other).name == path.name and Path(other).resolve() == path:
            return {name: value for name, value in vars(module).items() if name[:1] != "_"}
    return {}


def _source(value: Any, names: Any) -> str:
    try:
        return python(value, names) if isinstance(value, Expr) else str(value)
    except ExpressionError:
        return str(value)


def _tree(file: str) -> ast.Module:
    try:
        return ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, UnicodeDecodeError):
        return ast.Module([], [])


def _line(place: Location, source: str) -> str:
    """The last line of the call with the fact in its `by=`; empty if that cannot be told."""
    call = call_at(place)
    if call is None:
        return ""
    lines = Path(place.file).read_text(encoding="utf-8").splitlines()
    by = next((one.value for one in call.keywords if one.arg == "by"), None)
    if by is None:
        end = place_of_node(place.file, call).end_column - 2
        text = lines[(call.end_lineno or call.lineno) - 1]
        comma = "" if text[:end].rstrip().endswith(",") else ", "
        return f"{text[:end]}{comma}by={source}{text[end:]}"
    where = place_of_node(place.file, by)
    if where.line != where.end_line or where.line != place.end_line:
        return ""
    text = lines[where.line - 1]
    old = text[where.column - 1 : where.end_column - 1]
    inner = old[1:-1] if isinstance(by, ast.List) else old
    return f"{text[: where.column - 1]}[{inner}, {source}]{text[where.end_column - 1 :]}"
