"""The listing of `symland verify`: a line per theorem, the failures, one closing line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from symland.evidence import Evidence
from symland.proof.results import Failure, FileResult, Report, StepResult, TheoremResult
from symland.render.failure import instance_line, render_failure
from symland.render.look import WIDTH, Look, mark_of

_WIDEST_COLUMN = 26
_FIXED = 20  # mark, time, blanks between columns
ERRATUM = "erratum: false as printed, corrected statement proved"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the listing shows beside the lines that it always has."""

    quiet: bool = False  # findings and the closing line only
    steps: bool = False
    durations: int = 0  # how many of the slowest theorems


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths of the columns ref, name, number of steps and evidence."""

    ref: int
    name: int
    steps: int
    evidence: int


def render_report(report: Report, look: Look, wishes: Wishes | None = None) -> str:
    """The whole output of a run."""
    wishes = wishes or Wishes()
    blocks = [] if wishes.quiet else [_header(report, look)]
    columns = _columns(report)
    blocks += [_file(file, look, wishes, columns) for file in report.files]
    blocks += [_failure(failure, report, look) for failure in failures_of(report)]
    blocks += [_durations(report, wishes.durations)] if wishes.durations else []
    blocks.append([_summary(report, look)])
    return "\n\n".join("\n".join(block) for block in blocks if block)


def failures_of(report: Report) -> list[Failure]:
    """Every failure once, in the order of the files."""
    found: list[Failure | None] = []
    for file in report.files:
        found.append(file.failure)
        for theorem in file.theorems:
            found += [theorem.failure, *(step.failure for step in theorem.steps)]
    seen: dict[tuple[object, ...], Failure] = {}
    for failure in found:
        if failure is not None:
            seen.setdefault((failure.code, failure.message, failure.location), failure)
    return list(seen.values())


def _failure(failure: Failure, report: Report, look: Look) -> list[str]:
    """A failure, and what it means for its theorem and for those that use it."""
    lines = render_failure(failure, look).split("\n")
    if failure.code != "SL101":
        return lines
    owner = next((t for t in report.theorems if any(s.failure is failure for s in t.steps)), None)
    if owner is None:
        return lines
    names = {owner.name, *owner.refs}
    waiting = sum(bool(names & set(t.uses)) for t in report.theorems)
    shown = ", ".join(owner.refs) or owner.name
    tail = ""
    if waiting:
        verbs = ("uses", "was") if waiting == 1 else ("use", "were")
        tail = f"; {count(waiting, 'theorem')} that {verbs[0]} it {verbs[1]} not reached"
    return [*lines, f"theorem `{shown}` is refuted{tail}"]


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 step`, `2 steps`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def short_message(failure: Failure, theorem: TheoremResult) -> str:
    """The message without the name of the theorem, which stands beside it, and details."""
    text = failure.message.replace(f" of `{theorem.name}`", "").replace(f"`{theorem.name}` ", "")
    return text.split(": ")[0]


def evidence_of(theorem: TheoremResult) -> str:
    """`exact`, or how many steps have which kind of evidence: `2 exact, 1 certified`."""
    kinds = Counter(step.evidence for step in theorem.steps)
    if len(kinds) < 2:
        return theorem.evidence.value if not kinds else next(iter(kinds)).value
    return ", ".join(f"{kinds[kind]} {kind.value}" for kind in Evidence if kinds[kind])


def _header(report: Report, look: Look) -> list[str]:
    versions = "  ".join(f"{name} {version}" for name, version in report.versions.items())
    steps = sum(len(theorem.steps) for theorem in report.theorems)
    counts = ", ".join([count(len(report.files), "file"), count(len(report.theorems), "theorem"),
                        count(steps, "step")])  # fmt: skip
    return [look.paint("  ".join(part for part in (versions, counts) if part), "dim")]


def _columns(report: Report) -> _Columns:
    """Columns as wide as their texts, as far as the width of a line allows."""
    theorems = report.theorems
    ref = min(_longest(_ref(t) for t in theorems), _WIDEST_COLUMN)
    steps = _longest(_steps(t) for t in theorems)
    room = WIDTH - _FIXED - ref - steps
    least = _longest(_outcome(t) for t in theorems if _counts_steps(t))
    name = min(_longest(t.name for t in theorems), max(_WIDEST_COLUMN, room - least))
    others = _longest(_outcome(t) for t in theorems if not _counts_steps(t)) - steps - 2
    return _Columns(ref, name, steps, max(5, min(max(least, others), room - name)))


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)


def _counts_steps(theorem: TheoremResult) -> bool:
    """Only a line that says what was verified needs the number of steps."""
    return theorem.verdict == "verified"


def _file(file: FileResult, look: Look, wishes: Wishes, columns: _Columns) -> list[str]:
    lines = []
    for theorem in file.theorems:
        if not wishes.quiet or _is_finding(theorem):
            lines += _theorem(theorem, look, wishes, columns)
    if file.failure is not None:
        lines.insert(0, f"  {look.paint('x', 'bad')}   not loaded  {file.failure.code}")
    return [look.paint(file.file, "head"), *lines] if lines or not wishes.quiet else []


def _theorem(theorem: TheoremResult, look: Look, wishes: Wishes, columns: _Columns) -> list[str]:
    mark, style = mark_of(theorem)
    cells = [
        "  " + look.paint(f"{mark:2}", style),
        _ref(theorem).ljust(columns.ref),
        theorem.name.ljust(columns.name),
        *_last_cells(theorem, look, columns),
    ]
    below = _below(theorem, look)
    if wishes.steps:
        below += [look.formula(theorem.statement)] if theorem.statement else []
        below += [line for step in theorem.steps for line in _step(step, look)]
    return ["  ".join(cells).rstrip(), *(f"      {line}" for line in below)]


def _last_cells(theorem: TheoremResult, look: Look, columns: _Columns) -> list[str]:
    """Number of steps, outcome, time; a long outcome takes the room of the others."""
    style = mark_of(theorem)[1]
    spent = "cached" if theorem.cached else f"{theorem.milliseconds:.0f} ms"
    time, outcome = look.paint(f"{spent:>6}", "dim"), _outcome(theorem)
    if _counts_steps(theorem):
        steps = _steps(theorem).ljust(columns.steps)
        return [steps, look.paint(outcome.ljust(columns.evidence), style), time]
    width = columns.steps + 2 + columns.evidence
    painted = look.paint(outcome.ljust(width), style)
    return [painted, time] if len(outcome) <= width else [painted]


def _below(theorem: TheoremResult, look: Look) -> list[str]:
    """Lines below a theorem: what it supposes, what it rests on, the instance of an erratum."""
    lines = []
    if theorem.given:
        lines += _listed("given:", [look.formula(text) for text in theorem.given])
    if theorem.rests_on:
        lines += _listed("rests on:", list(theorem.rests_on))
    if theorem.verdict == "erratum" and theorem.instance is not None:
        label = "instance (given):" if theorem.instance.given else "instance:"
        lines += _filled(label, instance_line(theorem.instance).split(", "))
    if theorem.verdict == "erratum" and theorem.flaw:
        lines.append(f"ill-sized: {theorem.flaw}")
    if theorem.verdict == "erratum" and theorem.denial:
        lines.append(f"denied {theorem.denial}")
    return lines


def _listed(label: str, items: list[str]) -> list[str]:
    """`label a, b, c`, one item per line when they do not fit."""
    line = f"{label} {', '.join(items)}"
    if len(line) + 6 <= WIDTH or len(items) == 1:
        return [line]
    return [f"{label} {items[0]}", *(f"{' ' * len(label)} {item}" for item in items[1:])]


def _filled(label: str, items: list[str]) -> list[str]:
    """`label a, b, c` on as many lines as needed."""
    lines = [f"{label} {items[0]}"]
    for item in items[1:]:
        lines[-1] += ","
        if len(lines[-1]) + len(item) + 8 > WIDTH:
            lines.append(" " * len(label))
        lines[-1] += f" {item}"
    return lines


def _step(step: StepResult, look: Look) -> list[str]:
    relation = look.sign({"<=": "≤", ">=": "≥"}.get(step.relation, step.relation), step.relation)
    reasons = [f"by {', '.join(step.by)}"] if step.by else []
    reasons += [step.why] if step.why else []
    behind = [step.evidence.value, *reasons]
    line = f"{step.number:>2}  {relation:2} {look.formula(step.text)}"
    together = f"{line}   [{'; '.join(behind)}]"
    if len(together) + 6 <= WIDTH:
        return [together]
    return [line, f"       [{'; '.join(behind)}]"]


def _ref(theorem: TheoremResult) -> str:
    return ", ".join(theorem.refs) or "-"


def _steps(theorem: TheoremResult) -> str:
    return count(len(theorem.steps), "step") if theorem.steps else ""


def _outcome(theorem: TheoremResult) -> str:
    """What the line says in words; the failure report below says the rest."""
    if theorem.verdict == "erratum":
        return ERRATUM
    if theorem.verdict == "verified":
        weak = "" if theorem.evidence.is_proof else f"  [modulo: {theorem.evidence.value}]"
        return evidence_of(theorem) + weak
    failure = theorem.failure or next((s.failure for s in theorem.steps if s.failure), None)
    if failure is None:
        return {"todo": "to do", "undecided": "undecided"}.get(theorem.verdict, theorem.verdict)
    if theorem.verdict == "error":
        return f"malformed  {failure.code}"
    return f"{short_message(failure, theorem)}  {failure.code}"


def _is_finding(theorem: TheoremResult) -> bool:
    return theorem.verdict not in ("verified", "erratum") or not theorem.evidence.is_proof


def _durations(report: Report, number: int) -> list[str]:
    slowest = sorted(report.theorems, key=lambda t: -t.milliseconds)[:number]
    lines = [f"  {t.milliseconds:>7.0f} ms  {_ref(t)}  {t.name}" for t in slowest]
    return [f"slowest {count(len(slowest), 'theorem')}:", *lines]


def _summary(report: Report, look: Look) -> str:
    """`5 theorems verified, 1 erratum; steps: 11 exact, 3 certified; 0 cached   0.4 s`."""
    verdicts = Counter(theorem.verdict for theorem in report.theorems)
    broken = sum(file.failure is not None for file in report.files)
    parts = [f"{count(verdicts['verified'], 'theorem')} verified"]
    parts += [count(verdicts["erratum"], "erratum", "errata")] if verdicts["erratum"] else []
    names = {"refuted": "refuted", "error": "malformed", "undecided": "undecided", "todo": "to do"}
    parts += [f"{verdicts[key]} {name}" for key, name in names.items() if verdicts[key]]
    parts += [f"{count(broken, 'file')} not loaded"] if broken else []
    bad = broken or verdicts["refuted"] or verdicts["error"]
    style = "bad" if bad else "open" if verdicts["undecided"] + verdicts["todo"] else "ok"
    theorems, steps = ", ".join(parts), _step_counts(report)
    glue = "\n" if steps and len(theorems) + len(steps) + 10 > WIDTH else "; " if steps else ""
    return f"{look.paint(theorems, style)}{glue}{steps}   {report.seconds:.1f} s"


def _step_counts(report: Report) -> str:
    kinds = Counter(step.evidence for theorem in report.theorems for step in theorem.steps)
    if not kinds:
        return ""
    steps = ", ".join(f"{kinds[kind]} {kind.value}" for kind in Evidence if kinds[kind])
    return f"steps: {steps}; {sum(theorem.cached for theorem in report.theorems)} cached"
