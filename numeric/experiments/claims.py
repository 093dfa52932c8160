"""What the paper says about Figs. 1 to 8, and what came out over several seeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, TypeAlias

from numeric.experiments.figures import FIGURES, GOAL, Figure
from numeric.experiments.setting import OBJECTIVES

Outcome: TypeAlias = dict[str, Any]  # what `run_unit` returns
MUCH = 2.0  # "slightly faster" is read as up to twice as fast, "much faster" as more
SIMILAR = 1.5  # "similar speed": neither needs more than so many times the iterations of the other
SAME = 1e-3  # relative difference of two objective values that count as one
NONZERO = 1e-4  # an error that did not go to 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim at one choice of what the paper leaves open."""

    ref: str
    claim: str
    choice: str
    held: int  # in how many seeds
    seeds: int
    detail: str

    @property
    def agrees(self) -> bool:
        """Whether it came out as printed in most of the seeds."""
        return 2 * self.held > self.seeds


def findings(outcomes: Sequence[Outcome]) -> list[Finding]:
    """Every claim about every figure, for outcomes that share one choice."""
    found: list[Finding] = []
    by_figure = {figure: [one for one in outcomes if one["unit"]["figure"] == figure.number]
                 for figure in FIGURES}  # fmt: skip
    for figure, runs in by_figure.items():
        if runs:
            found += [_finding(figure.ref, claim, runs, rule, detail)
                      for claim, rule, detail in _claims(figure)]  # fmt: skip
    return found + _across(by_figure)


def _claims(figure: Figure) -> list[tuple[str, Callable[[Outcome], bool], str]]:
    """What the paper says about one figure; the details are templates over the runs."""
    if figure.linear:
        slow = figure.inputs == 10
        return [
            ("MSE_o goes to 0 for f and for g", _converged, "needed"),
            (
                "MSE_w goes to 0 for f and for g",
                _both(_weights_found),
                "weight",
            ),
            ("slightly faster for g", lambda one: 1 < _gain(one) < MUCH, "gain")
            if slow
            else ("much faster for g", lambda one: _gain(one) >= MUCH, "gain"),
        ]
    speed = ("faster for g", lambda one: _gain(one) > 1, "gain")
    if figure.algorithm == "gradient descent":
        speed = ("similar speed for f and g", lambda one: 1 / SIMILAR <= _gain(one) <= SIMILAR,
                 "gain")  # fmt: skip
    return [
        speed,
        ("f and g reach the same objective value", _same_value, "last"),
        ("MSE_o does not go to 0", _both(lambda run: _left(run, "output")), "output"),
        ("MSE_w does not go to 0", _both(lambda run: _left(run, "weight")), "weight"),
    ]


def _both(rule: Callable[[dict[str, Any]], bool]) -> Callable[[Outcome], bool]:
    return lambda one: all(rule(one[name]) for name in OBJECTIVES)


def _left(run: dict[str, Any], kind: str) -> bool:
    return run[f"{kind}_error"] > NONZERO


def _weights_found(run: dict[str, Any]) -> bool:
    return not _left(run, "weight")


def _converged(one: Outcome) -> bool:
    return all(one[name]["needed"] is not None for name in OBJECTIVES)


def _at_the_minimum(one: Outcome) -> bool:
    """Whether both objectives themselves, the regularizer included, end at their minimum."""
    return all(one[name]["last"] - one["floor"] < GOAL for name in OBJECTIVES)


def _stays_positive(one: Outcome) -> bool:
    """The closed form of the smallest MSE_o is positive, and so is MSE_w where the runs end."""
    return one["floor"] > NONZERO and all(_left(one[name], "weight") for name in OBJECTIVES)


def _gain(one: Outcome) -> float:
    """Iterations for f over those for g; what was not reached counts as the whole budget."""
    needed = {name: one[name]["needed"] for name in OBJECTIVES}
    if needed["f"] is None and needed["g"] is None:
        return float("nan")
    budget = one["unit"]["iterations"]
    f, g = (budget if needed[name] is None else needed[name] for name in OBJECTIVES)
    return f / max(g, 1)


def _same_value(one: Outcome) -> bool:
    """Both end within a small distance of the floor that is known in closed form."""
    return all(abs(one[name]["last"] - one["floor"]) <= SAME * one["floor"] for name in OBJECTIVES)


def _finding(
    ref: str, claim: str, runs: Sequence[Outcome], rule: Callable[[Outcome], bool], detail: str
) -> Finding:
    held = sum(map(rule, runs))
    return Finding(ref, claim, choice_of(runs[0]), held, len(runs), _DETAILS[detail](runs))


def choice_of(one: Outcome) -> str:
    """The choice of an outcome as text."""
    from numeric.experiments.figures import Choice

    unit = one["unit"]
    return str(Choice(unit["unit_variance"], unit["scale"], unit["common_step"]))


def _needed(runs: Sequence[Outcome]) -> str:
    """`f 120 (3 of 3 seeds), g 80 (3 of 3 seeds)`: medians of iterations."""
    parts = []
    for name in OBJECTIVES:
        found = [one[name]["needed"] for one in runs if one[name]["needed"] is not None]
        number = f"{median(found):g}" if found else "none"
        parts.append(f"{name} {number} iterations ({len(found)} of {len(runs)} seeds)")
    return ", ".join(parts)


def _last(key: str) -> Callable[[Sequence[Outcome]], str]:
    def detail(runs: Sequence[Outcome]) -> str:
        return ", ".join(f"{name} {median(one[name][key] for one in runs):.3g}"
                         for name in OBJECTIVES)  # fmt: skip

    return detail


def _with_floor(runs: Sequence[Outcome]) -> str:
    return f"{_last('last')(runs)}, floor {median(one['floor'] for one in runs):.3g}"


def _ratio(runs: Sequence[Outcome]) -> str:
    return f"{_needed(runs)}; ratios " + ", ".join(f"{_gain(one):.2f}" for one in runs)


_DETAILS: dict[str, Callable[[Sequence[Outcome]], str]] = {
    "needed": _needed,
    "gain": _ratio,
    "last": _with_floor,
    "output": _last("output_error"),
    "weight": _last("weight_error"),
}


def _across(by_figure: dict[Figure, list[Outcome]]) -> list[Finding]:
    """Claims that compare figures: both algorithms are faster for d0 = 10, global minima."""
    found = []
    for small, large in ((1, 3), (2, 4)):
        low, high = (by_figure[FIGURES[number - 1]] for number in (small, large))
        pairs = list(zip(low, high, strict=False))
        if pairs:
            held = sum(_faster(a, b) for a, b in pairs)
            detail = f"Fig. {small}: {_needed(low)}; Fig. {large}: {_needed(high)}"
            name = FIGURES[small - 1].algorithm
            found.append(Finding("oss.exp.compare", f"{name} is faster for d0 = 10 than for 20",
                                 choice_of(low[0]), held, len(pairs), detail))  # fmt: skip
    for number in (1, 3):
        runs = by_figure[FIGURES[number - 1]]
        if runs:
            found.append(_finding("oss.exp.global", f"Fig. {number}: global minima of f and g",
                                  runs, _at_the_minimum, "last"))  # fmt: skip
    for figure, runs in by_figure.items():
        if runs and not figure.linear:
            where = f"Fig. {figure.number}"
            found.append(_finding("oss.exp.samevalue", f"{where}: the same value for f and g",
                                  runs, _same_value, "last"))  # fmt: skip
            found.append(_finding("oss.exp.floor", f"{where}: MSE_o and MSE_w stay positive",
                                  runs, _stays_positive, "last"))  # fmt: skip
    return found


def _faster(small: Outcome, large: Outcome) -> bool:
    for name in OBJECTIVES:
        few, many = small[name]["needed"], large[name]["needed"]
        if few is None or (many is not None and few >= many):
            return False
    return True
