"""The failure report: what is wrong, where, the two sides, an instance, and what may help.

The blocks always come in one order and each is left out when it is empty.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from symland.errors import SymlandError
from symland.proof.results import Counterexample, Failure, Suggestion
from symland.render.excerpt import Marked, excerpt, operand_excerpt
from symland.render.look import WIDTH, Look
from symland.render.matrices import both_sides, short, side_by_side

_INDENT = " " * 9
_NO_SOURCES: Mapping[str, str] = {}


def render_failure(
    failure: Failure, look: Look, *, sources: Mapping[str, str] = _NO_SOURCES
) -> str:
    """The whole report; `sources` gives texts that are not files, such as `<expression>`."""
    head = look.paint(f"error[{failure.code}]", "bad")
    verdict = f"{head}: {look.paint(failure.message, 'head')}"
    blocks = [
        [verdict, *_excerpt(failure, look, sources), *_sides(failure, look)],
        instance_block(failure.counterexample, look) if failure.counterexample else [],
        _remarks(failure, look),
        [f"reproduce: {failure.reproduce}"] if failure.reproduce else [],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def failure_of(error: SymlandError) -> Failure:
    """An error as a failure."""
    return Failure(error.code, error.message, error.location, hint=error.help)


def instance_block(found: Counterexample, look: Look) -> list[str]:
    """An exact instance: its sizes, its letters, the hypotheses and both sides."""
    effort = f" ({found.tries} tries, {found.seconds:.1f} s)" if found.tries else ""
    intro = f"   = counterexample, smallest found{effort}:"
    lines = _wrap(intro, [f"{name} = {value}" for name, value in found.sizes.items()])
    free = [f"{', '.join(found.free)}: any value"] if found.free else []
    free += ["*: any value"] if found.free_entries else []
    shown = side_by_side(found.values, look, "; ".join(free), found.abbreviations,
                         found.free_entries)  # fmt: skip
    shown += [look.formula(f"{name}(x) = {text}") for name, text in found.functions.items()]
    lines += [_INDENT + line for line in shown]
    lines += _hypotheses(found, look)
    sides = both_sides(found.left, found.right, look)
    sides += ["to six digits; compared without rounding"] * found.enclosed
    return lines + [_INDENT + line for line in sides]


def instance_line(found: Counterexample) -> str:
    """An instance in short: `k = 1, n = 2, X = [1 0], left = 0, right = 1`."""
    parts = [f"{name} = {value}" for name, value in found.sizes.items()]
    places = found.free_entries
    parts += [f"{name} = {short(value, places.get(name, ()))}"
              for name, value in found.values.items()]  # fmt: skip
    parts += [f"{name}(x) = {text}" for name, text in found.functions.items()]
    parts += ["*: any value"] if places else []
    parts += [f"({name} = {short(entries)})" for name, entries in found.abbreviations.items()]
    return f"{', '.join(parts)}, left = {short(found.left)}, right = {short(found.right)}"


def _excerpt(failure: Failure, look: Look, sources: Mapping[str, str]) -> list[str]:
    """The lines of the source; of a false step also the left side, with words below both."""
    if failure.location is None:
        return []
    if failure.operands:
        return operand_excerpt(failure.location, failure.operands, look, sources)
    if failure.code != "SL101" or failure.left_place is None:
        return excerpt(failure.location, look, sources)
    relation = look.formula(f" {failure.relation} ").strip()
    words = "not equal to this" if relation == "=" else f"not {relation} this"
    first = Marked(failure.left_place, "this is", "-")
    return excerpt(failure.location, look, sources, words=words, first=first)


def _sides(failure: Failure, look: Look) -> list[str]:
    remainder = failure.remainder and f"{failure.remainder}      must be >= 0"
    named = {"left": failure.left, "right": failure.right, "used": failure.used,
             "difference": failure.difference, "remainder": remainder,
             "tried": failure.tried}  # fmt: skip
    kept = {name: text for name, text in named.items() if text}
    width = max(map(len, kept), default=0)
    lines = [f"   = {name:{width}}  {look.formula(text)}" for name, text in kept.items()
             if name != "tried"]  # fmt: skip
    if failure.tried:
        first, rest = f"   = {'tried':{width}}  ", " " * (width + 7)
        lines += textwrap.wrap(look.formula(failure.tried), WIDTH, initial_indent=first,
                               subsequent_indent=rest, break_on_hyphens=False)  # fmt: skip
    return lines


def _hypotheses(found: Counterexample, look: Look) -> list[str]:
    if not found.hypotheses:
        return []
    texts = [look.formula(text.removesuffix(" holds")) for text in found.hypotheses]
    line = f"{_INDENT}hypotheses   {'   '.join(texts)}     all hold"
    if len(line) <= WIDTH:
        return [line]
    return [
        f"{_INDENT}hypotheses",
        *(f"{_INDENT}  {text}" for text in texts),
        f"{_INDENT}  all hold",
    ]


def _remarks(failure: Failure, look: Look) -> list[str]:
    note, help = look.paint("note", "note"), look.paint("help", "ok")
    lines = [line for text in failure.notes for line in _note(note, look.formula(text))]
    for suggestion in failure.help:
        checked = "  (checked: the step then holds)" if suggestion.checked else ""
        lines.append(f"{help}: {look.formula(suggestion.text)}{checked}")
        lines += _replacement(suggestion, look)
    return [*lines, f"{help}: {failure.hint}"] if failure.hint else lines


def _note(label: str, text: str) -> list[str]:
    """A note on as many lines as it needs."""
    lines = textwrap.wrap(text, WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    return [f"{label}: {lines[0]}", *(f"      {line}" for line in lines[1:])]


def _replacement(suggestion: Suggestion, look: Look) -> list[str]:
    """The edited line of the author's file, or the edited formula."""
    if not suggestion.replacement:
        return []
    bar, number = look.sign("│", "|"), str(suggestion.line or "")
    shown = suggestion.replacement if number else f"    {look.formula(suggestion.replacement)}"
    gutter = f"{' ' * max(len(number), 2)} {bar}"
    return [gutter, f"{number:>{max(len(number), 2)}} {bar} {shown}", gutter]


def _wrap(intro: str, items: list[str]) -> list[str]:
    """The items behind the intro, three blanks apart, on as many lines as needed."""
    lines = [intro]
    for item in items:
        if len(lines[-1]) + 3 + len(item) > WIDTH:
            lines.append(_INDENT[:-3])
        lines[-1] += f"   {item}"
    return lines
