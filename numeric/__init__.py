"""The numeric road: an author's own expressions, evaluated at concrete sizes and entries.

It shares no code with the kernel, reads the trees that authors write, and differentiates by exact
forward differentiation, so that it can contradict the symbolic road.
"""

from typing import TYPE_CHECKING, Any

from numeric.bind import bind
from numeric.choose import (
    Cycle,
    NoDimensionsError,
    constraints_of,
    dimension_choices,
    fitting,
    ranked_indices,
)
from numeric.compare import Comparison, compare, unmet
from numeric.construct import construct
from numeric.dimensions import Dimensions, admissible_indices
from numeric.draw import (
    Random,
    decimals,
    draw,
    general,
    positive,
    rationals,
    residues,
    small_integers,
)
from numeric.evaluate import Evaluator, evaluate
from numeric.fields import (
    Array,
    DomainError,
    Field,
    FieldError,
    SingularError,
    ball,
    exact,
    float64,
    modular,
    mpmath,
)
from numeric.flow import Drift, FlowResult, gradient_flow
from numeric.hessian.dense import hessian
from numeric.hessian.products import hessian_blocks, hvp, quadratic_form
from numeric.instance import Instance, Letter, instance
from numeric.moving import CoincidenceError
from numeric.program.errors import UndecidedError
from numeric.program.lambdify import Lambdified, lambdify
from numeric.report import digits_table
from numeric.requirements import Requirements, requirements
from numeric.row import DigitsRow
from numeric.spot import Disagreement, Skipped, spot_check

if TYPE_CHECKING:
    from numeric.hessian.operator import (
        Extremes,
        extreme_eigenvalues,
        hessian_operator,
        negative_curvature,
    )

_OPERATOR = ("Extremes", "extreme_eigenvalues", "hessian_operator", "negative_curvature")


def __getattr__(name: str) -> Any:
    """Names that need SciPy's sparse solvers, which are slow to import, on their first use."""
    if name not in _OPERATOR:
        raise AttributeError(f"module `numeric` has no attribute `{name}`")
    from numeric.hessian import operator

    return getattr(operator, name)


__all__ = [
    "Array",
    "CoincidenceError",
    "Comparison",
    "Cycle",
    "DigitsRow",
    "Dimensions",
    "Disagreement",
    "DomainError",
    "Drift",
    "Evaluator",
    "Extremes",
    "Field",
    "FieldError",
    "FlowResult",
    "Instance",
    "Lambdified",
    "Letter",
    "NoDimensionsError",
    "Random",
    "Requirements",
    "SingularError",
    "Skipped",
    "UndecidedError",
    "admissible_indices",
    "ball",
    "bind",
    "compare",
    "constraints_of",
    "construct",
    "decimals",
    "digits_table",
    "dimension_choices",
    "draw",
    "evaluate",
    "exact",
    "extreme_eigenvalues",
    "fitting",
    "float64",
    "general",
    "gradient_flow",
    "hessian",
    "hessian_blocks",
    "hessian_operator",
    "hvp",
    "instance",
    "lambdify",
    "modular",
    "mpmath",
    "negative_curvature",
    "positive",
    "quadratic_form",
    "ranked_indices",
    "rationals",
    "requirements",
    "residues",
    "small_integers",
    "spot_check",
    "unmet",
]
