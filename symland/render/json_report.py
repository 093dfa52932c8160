"""The report of `symland verify` for machines: JSON (`symland.verify/1`), or a line per finding."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from symland.errors import Location
from symland.evidence import Evidence
from symland.proof.results import (
    Counterexample,
    Entries,
    Failure,
    FileResult,
    Report,
    StepResult,
    TheoremResult,
)
from symland.render.excerpt import shown_path
from symland.render.failure import instance_line
from symland.render.terminal import ERRATUM, failures_of

SCHEMA = "symland.verify/1"
CONVENTIONS = {
    "vec": "stacks columns",
    "gradient": "has the shape of its variable",
    "hessian": "block (U, V) has rows vec(U) and columns vec(V)",
    "transpose": "' in the text of formulas",
}
_VERDICT_OF = {Evidence.REFUTED: "refuted", Evidence.UNDECIDED: "undecided", Evidence.TODO: "todo"}


def render_json(report: Report) -> str:
    """The report as JSON; apart from times it depends on the input and the versions only."""
    found = {
        "schema": SCHEMA,
        "tool": {"versions": dict(report.versions), "conventions": CONVENTIONS},
        "summary": _summary(report),
        "theorems": [_theorem(theorem) for theorem in report.theorems],
        "errors": [_file_error(file) for file in report.files if file.failure is not None],
        "ms": round(report.seconds * 1000),
    }
    return json.dumps(found, indent=2)


def render_concise(report: Report) -> str:
    """A line per finding: `proofs/a.py:34:10: SL101 step 1 of hessian_block is false`."""
    lines = [_concise_file(file) for file in report.files if file.failure is not None]
    for theorem in report.theorems:
        lines += _concise(theorem)
    return "\n".join(lines)


def _summary(report: Report) -> dict[str, int]:
    verdicts = ("verified", "erratum", "refuted", "undecided", "todo", "error")
    counts = {name: sum(t.verdict == name for t in report.theorems) for name in verdicts}
    return {"files": len(report.files), "theorems": len(report.theorems), **counts}


def _theorem(theorem: TheoremResult) -> dict[str, Any]:
    refs = list(theorem.refs)
    return {
        "ref": refs[0] if len(refs) == 1 else refs,
        "name": theorem.name,
        "file": shown_path(theorem.file),
        "line": theorem.line,
        "verdict": theorem.verdict,
        "evidence": theorem.evidence.value,
        "statement": theorem.statement,
        "latex": theorem.latex,
        "doc": theorem.doc,
        "given": list(theorem.given),
        "modulo": _modulo(theorem),
        "uses": list(theorem.uses),
        "rests_on": list(theorem.rests_on),
        "steps": [_step(step) for step in theorem.steps],
        "error": _failure(theorem.failure),
        "instance": _counterexample(theorem.instance),
        "flaw": theorem.flaw,
        **({"denial": theorem.denial} if theorem.denial else {}),
        "correction": theorem.correction,
        "ms": round(theorem.milliseconds, 1),
        "cached": theorem.cached,
    }


def _modulo(theorem: TheoremResult) -> list[str]:
    """The steps that are weaker than a proof: `step 3: sampled`."""
    return [
        f"step {s.number}: {s.evidence.value}" for s in theorem.steps if not s.evidence.is_proof
    ]


def _step(step: StepResult) -> dict[str, Any]:
    return {
        "n": step.number,
        "relation": step.relation,
        **_place(step.location),
        "text": step.text,
        "latex": step.latex,
        "verdict": _VERDICT_OF.get(step.evidence, "verified"),
        "evidence": step.evidence.value,
        "by": list(step.by),
        "why": step.why,
        "ms": round(step.milliseconds, 1),
        "error": _failure(step.failure),
    }


def _place(location: Location | None) -> dict[str, int]:
    if location is None:
        return {}
    return {"line": location.line, "col": location.column, "end_line": location.end_line,
            "end_col": location.end_column}  # fmt: skip


def _failure(failure: Failure | None) -> dict[str, Any] | None:
    if failure is None:
        return None
    place = failure.location
    return {
        "code": failure.code,
        "message": failure.message,
        "location": None if place is None else {"file": shown_path(place.file), **_place(place)},
        "left": failure.left,
        "right": failure.right,
        "difference": failure.difference,
        "tried": failure.tried,
        "counterexample": _counterexample(failure.counterexample),
        "used": failure.used,
        "operands": [{**_place(place), "size": size} for place, size in failure.operands],
        "notes": list(failure.notes),
        "hint": failure.hint,
        "help": [
            {"text": s.text, "replacement": s.replacement, "checked": s.checked}
            for s in failure.help
        ],
        "reproduce": failure.reproduce,
    }


def _counterexample(found: Counterexample | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "dims": dict(found.sizes),
        "values": {name: _entries(value) for name, value in found.values.items()},
        "free": list(found.free),
        "free_entries": {
            name: [[row + 1, column + 1] for row, column in places]
            for name, places in found.free_entries.items()
        },
        "functions": dict(found.functions),
        "abbreviations": {name: _entries(value) for name, value in found.abbreviations.items()},
        "left": _entries(found.left),
        "right": _entries(found.right),
        "hypotheses": list(found.hypotheses),
        "tries": found.tries,
        "given": found.given,
    }


def _entries(entries: Entries) -> list[list[int | str]]:
    return [[_number(entry) for entry in row] for row in entries]


def _number(value: Fraction) -> int | str:
    value = Fraction(value)
    return value.numerator if value.denominator == 1 else str(value)


def _file_error(file: FileResult) -> dict[str, Any]:
    return {"file": shown_path(file.file), **(_failure(file.failure) or {})}


def _concise(theorem: TheoremResult) -> list[str]:
    place = f"{shown_path(theorem.file)}:{theorem.line}:1"
    label = " ".join(
        [*theorem.refs, theorem.name] if theorem.refs != (theorem.name,) else [theorem.name]
    )
    if theorem.verdict == "erratum":
        shown = f" ({instance_line(theorem.instance)})" if theorem.instance else ""
        return [f"{place}: erratum {label}: {ERRATUM.removeprefix('erratum: ')}{shown}"]
    failures = failures_of(Report((FileResult(theorem.file, (theorem,)),)))
    if failures:
        return [_line(failure, place, f" ({label})") for failure in failures]
    if theorem.verdict != "verified":
        return [f"{place}: {theorem.verdict} {label}"]
    weak = not theorem.evidence.is_proof
    return [f"{place}: {theorem.evidence.value} {label}: verified, but not a proof"] if weak else []


def _concise_file(file: FileResult) -> str:
    failure = file.failure or Failure("SL000", "not loaded")
    return _line(failure, f"{shown_path(file.file)}:1:1", "")


def _line(failure: Failure, place: str, label: str) -> str:
    found = failure.location
    if found is not None:
        place = f"{shown_path(found.file)}:{found.line}:{found.column}"
    return f"{place}: {failure.code} {failure.message.replace('`', '')}{label}"
