r"""Errata as a table for the terminal, and as a LaTeX `longtable` (needs longtable and amsmath)."""

from __future__ import annotations

from collections.abc import Sequence

from symland.language.notation.latex_names import latex_name
from symland.proof.results import Counterexample, Entries, TheoremResult
from symland.render.failure import instance_line
from symland.render.latex.prose import prose
from symland.render.look import Look
from symland.render.matrices import number

_HEADS = ("ref", "sizes", "left", "right", "corrected by", "evidence")
_WIDEST = 34


def errata_of(theorems: Sequence[TheoremResult]) -> list[TheoremResult]:
    """The errata among the results, those that failed included."""
    return [one for one in theorems if one.correction]


def table(errata: Sequence[TheoremResult], look: Look) -> str:
    """A line for each erratum, then each of them with its formulas."""
    rows = [_HEADS, *(_row(one) for one in errata)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in rows]  # fmt: skip
    rule = look.sign("─", "-") * max(map(len, lines))
    details = [line for one in errata for line in ("", *_details(one, look))]
    return "\n".join([lines[0], rule, *lines[1:], *details])


def latex_table(errata: Sequence[TheoremResult]) -> str:
    r"""A `longtable`: the claim, what is printed, the instance, and what is right."""
    lines = [
        r"% needs \usepackage{amsmath,longtable}",
        r"\begin{longtable}{p{0.16\textwidth}p{0.78\textwidth}}",
        r"\textbf{claim} & \textbf{as printed, a counterexample, corrected} \\ \hline",
    ]
    for one in errata:
        flaw = prose(one.flaw.replace("`", ""))
        printed = rf"\texttt{{{_verbatim(one.statement)}}}" if one.flaw else f"${one.latex}$"
        against = prose(one.denial) if one.denial else flaw
        against = against if one.instance is None else _latex_instance(one.instance)
        body = [f"printed: {printed}", f"fails: {against}", f"correct: ${one.correction_latex}$"]
        body += [rf"under: \texttt{{{_verbatim(text)}}}" for text in one.correction_given]
        body += [prose(one.doc)] if one.doc else []
        lines.append(f"{prose(_ref(one))} & " + r" \newline ".join(body) + r" \\ \hline")
    return "\n".join([*lines, r"\end{longtable}"])


def _row(one: TheoremResult) -> tuple[str, ...]:
    found = one.instance
    if found is None:
        plain = "ill-sized" if one.flaw else "denied" if one.denial else "not refuted"
        sizes, left, right = plain, "", ""
    else:
        sizes = ", ".join(f"{name}={value}" for name, value in found.sizes.items())
        left, right = (_brief(side) for side in (found.left, found.right))
    evidence = one.evidence.value if one.verdict == "erratum" else one.verdict
    return _ref(one), _cut(sizes), left, right, ", ".join(one.uses), evidence


def _details(one: TheoremResult, look: Look) -> list[str]:
    place = f"{one.file}:{one.line}" if one.file else ""
    lines = [f"{_ref(one)}  {place}".rstrip(), f"  printed   {look.formula(one.statement)}"]
    lines += [f"  given     {look.formula(text)}" for text in one.given]
    if one.flaw or one.denial:
        lines.append(f"  fails     {one.flaw or one.denial}")
    if one.instance is not None:
        how = "  (given by the author)" if one.instance.given else ""
        lines.append(f"  fails     {instance_line(one.instance)}{how}")
    lines.append(f"  correct   {look.formula(one.correction)}  [{one.evidence.value}]")
    lines += [f"  under     {look.formula(text)}" for text in one.correction_given]
    return lines + ([f"  note      {' '.join(one.doc.split())}"] if one.doc else [])


def _ref(one: TheoremResult) -> str:
    return ", ".join(one.refs) or one.name


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 3] + "..."


def _brief(side: Entries) -> str:
    """A number, or the size of a matrix."""
    single = len(side) == 1 and len(side[0]) == 1
    return number(side[0][0]) if single else f"({len(side)} x {len(side[0])})"


def _latex_instance(found: Counterexample) -> str:
    sizes = [f"{_latex_key(name)} = {value}" for name, value in found.sizes.items()]
    values = [f"{_latex_key(name)} = {_matrix(value)}" for name, value in found.values.items()]
    sides = [rf"\text{{left}} = {_matrix(found.left)}", rf"\text{{right}} = {_matrix(found.right)}"]
    return ", ".join(f"${text}$" for text in (*sizes, *values, *sides))


def _latex_key(name: str) -> str:
    """`d[0]`, `W[2]` or a letter; other labels, such as coefficients, as words."""
    base, _, places = name.partition("[")
    if " " in base:
        return rf"\text{{{prose(name)}}}"
    indices = tuple(place.strip("]") for place in places.split("[") if place)
    return latex_name(base, indices)[0]


def _matrix(side: Entries) -> str:
    if len(side) == 1 and len(side[0]) == 1:
        return number(side[0][0])
    rows = r" \\ ".join(" & ".join(number(value) for value in row) for row in side)
    return rf"\left(\begin{{smallmatrix}} {rows} \end{{smallmatrix}}\right)"


def _verbatim(text: str) -> str:
    special = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\~{}", "^": r"\^{}"}
    special |= {sign: f"\\{sign}" for sign in "_%&#$"}
    return "".join(special.get(sign, sign) for sign in text)
