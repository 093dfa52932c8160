"""The report of `symland verify` as one HTML file that opens from disk, without server or scripts.

It holds what the terminal shows, every failure with its instance, notes and suggestions, and the
JSON report for machines.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from symland.evidence import Evidence
from symland.proof.results import Failure, Report, StepResult, TheoremResult
from symland.render.excerpt import shown_path
from symland.render.failure import instance_block, render_failure
from symland.render.json_report import CONVENTIONS, render_json
from symland.render.look import Look
from symland.render.terminal import mark_of

LOOK = Look(unicode=True, color=False)
TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>symland: {{ summary }}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
       color: #1b1b1b; background: #fff; }
code, pre { font: 14px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .8rem; background: #f5f5f2; border-left: 4px solid #999; }
article { border-top: 1px solid #ccc; padding: .6rem 0; }
table { border-collapse: collapse; } td, th { padding: .15rem .8rem .15rem 0; text-align: left;
       vertical-align: top; }
.verdict { font-weight: 600; padding: 0 .4rem; border: 1px solid; border-radius: .3rem; }
.verified { color: #186a2c; } .erratum { color: #7a4a00; } .weak { color: #7a5b00; }
.refuted, .error { color: #a01515; } .undecided, .todo { color: #4a4a4a; border-style: dashed; }
pre.bad { border-color: #a01515; }
@media print { article { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
</style>
</head>
<body>
<h1>{{ summary }}</h1>
<p>{{ versions }}; {{ conventions }}</p>
{% if rests %}
<section aria-labelledby="rests"><h2 id="rests">What this rests on</h2>
<ul>{% for text, count in rests %}<li>{{ text }}{% if count > 1 %} ({{ count }} times){% endif %}
</li>{% endfor %}</ul></section>
{% endif %}
<nav aria-label="theorems"><h2>Theorems</h2><table>
{% for one in theorems %}<tr><td><span class="verdict {{ one.style }}">{{ one.mark }}
{{ one.verdict }}</span></td><td><a href="#{{ one.anchor }}">{{ one.ref }}</a></td>
<td>{{ one.name }}</td><td>{{ one.evidence }}</td></tr>
{% endfor %}</table></nav>
<main>
{% for text in broken %}<pre class="bad">{{ text }}</pre>
{% endfor %}
{% for one in theorems %}<article id="{{ one.anchor }}">
<h3>{{ one.ref }} <span class="verdict {{ one.style }}">{{ one.mark }} {{ one.verdict }}</span></h3>
<p>{{ one.place }}</p>
<p><code>{{ one.statement }}</code></p>
{% if one.doc %}<p>{{ one.doc }}</p>{% endif %}
{% if one.given %}<p>given</p><ul>{% for text in one.given %}<li><code>{{ text }}</code></li>
{% endfor %}</ul>{% endif %}
{% if one.steps %}<table><tr><th>step</th><th></th><th>evidence</th><th>by</th><th>why</th></tr>
{% for step in one.steps %}<tr><td>{{ step.number }}</td><td><code>{{ step.formula }}</code></td>
<td>{{ step.evidence }}</td><td>{{ step.by }}</td><td>{{ step.why }}</td></tr>
{% endfor %}</table>{% endif %}
{% for text in one.failures %}<pre class="bad">{{ text }}</pre>
{% endfor %}
{% if one.fails %}<p>fails as printed</p><pre class="bad">{{ one.fails }}</pre>{% endif %}
{% if one.correction %}<p>correct: <code>{{ one.correction }}</code></p>{% endif %}
{% if one.under %}<p>under</p><ul>{% for text in one.under %}<li><code>{{ text }}</code></li>
{% endfor %}</ul>{% endif %}
{% if one.uses %}<p>uses {{ one.uses }}</p>{% endif %}
{% if one.rests %}<p>rests on {{ one.rests }}</p>{% endif %}
</article>
{% endfor %}
</main>
<script type="application/json" id="report">{{ data }}</script>
</body>
</html>
"""


def render_html(report: Report) -> str:
    """The whole report; texts of authors are escaped."""
    from jinja2 import Environment
    from markupsafe import Markup

    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        TEMPLATE
    )
    data = render_json(report).replace("<", "\\u003c")  # no text can close the element
    rests = Counter(text for one in report.theorems for text in one.rests_on)
    broken = [render_failure(file.failure, LOOK) for file in report.files if file.failure]
    return template.render(
        summary=_summary(report),
        versions=", ".join(f"{name} {version}" for name, version in report.versions.items()),
        conventions=", ".join(f"{name} {text}" for name, text in CONVENTIONS.items()),
        rests=[(LOOK.formula(text), count) for text, count in rests.most_common()],
        theorems=[_theorem(place, one) for place, one in enumerate(report.theorems, start=1)],
        broken=broken,
        data=Markup(data),  # JSON without `<`
    )


def _summary(report: Report) -> str:
    counts = Counter(one.verdict for one in report.theorems)
    verdicts = ("verified", "erratum", "refuted", "undecided", "todo", "error")
    parts = [f"{counts[name]} {name}" for name in verdicts if counts[name]]
    return f"{len(report.theorems)} theorems: {', '.join(parts) or 'nothing checked'}"


def _theorem(place: int, one: TheoremResult) -> dict[str, Any]:
    mark, _ = mark_of(one)
    weak = one.verdict == "verified" and not one.evidence.is_proof
    return {
        "anchor": f"theorem-{place}",
        "ref": ", ".join(one.refs) or one.name,
        "name": one.name,
        "mark": mark,
        "verdict": one.verdict,
        "style": "weak" if weak else one.verdict,
        "evidence": "" if one.evidence is Evidence.UNDECIDED else one.evidence.value,
        "place": f"{shown_path(one.file)}:{one.line}",
        "statement": LOOK.formula(one.statement),
        "doc": " ".join(one.doc.split()),
        "given": list(map(LOOK.formula, one.given)),
        "steps": [_step(step) for step in one.steps],
        "failures": [render_failure(found, LOOK) for found in _failures(one)],
        "fails": _fails(one),
        "correction": LOOK.formula(one.correction),
        "under": list(map(LOOK.formula, one.correction_given)),
        "uses": ", ".join(one.uses),
        "rests": "; ".join(map(LOOK.formula, one.rests_on)),
    }


def _step(step: StepResult) -> dict[str, Any]:
    return {
        "number": step.number,
        "formula": LOOK.formula(f"{step.relation} {step.text}"),
        "evidence": step.evidence.value,
        "by": ", ".join(step.by),
        "why": step.why,
    }


def _failures(one: TheoremResult) -> list[Failure]:
    found = [one.failure, *(step.failure for step in one.steps)]
    return [failure for failure in found if failure is not None]


def _fails(one: TheoremResult) -> str:
    """Why an erratum fails as printed: its instance, its sizes, or what denies it."""
    if one.instance is not None:
        return "\n".join(instance_block(one.instance, LOOK))
    return LOOK.formula(one.flaw or one.denial)
