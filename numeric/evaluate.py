"""The value of an expression at an instance, in a number system."""

from __future__ import annotations

import math

from numeric.arithmetic import Array, Field
from numeric.functions import FUNCTIONS
from numeric.instance import Instance
from numeric.moving import DERIVATIVES
from numeric.operations import OPERATIONS
from numeric.scope import Run, Scope
from symland.errors import ExpressionError
from symland.language.expr import Expr

TABLE = {**OPERATIONS, **FUNCTIONS, **DERIVATIVES}


class Evaluator:
    """Evaluates expressions that share an instance, so that common parts are evaluated once."""

    def __init__(self, instance: Instance, field: Field) -> None:
        self.field = field
        self._scope = Scope(Run(instance, field, TABLE))

    def value(self, expr: Expr) -> Array:
        """The value, an array of rows x columns; scalars are 1 x 1."""
        if not isinstance(expr, Expr):
            raise ExpressionError(f"an expression is expected, not {expr!r}")
        shape = self._scope.shape(expr)
        return self._scope.value(expr)[0].reshape(shape)

    def largest(self) -> float:
        """log10 of the largest absolute value in any intermediate result so far."""
        values = (part for scope in self._scope.run.scopes for jet in scope.values.values()
                  for part in jet.values())  # fmt: skip
        return max((self.field.log10(self.field.size(part)) for part in values), default=-math.inf)


def evaluate(expr: Expr, instance: Instance, field: Field) -> Array:
    """The value of an expression, an array of rows x columns; scalars are 1 x 1.

    >>> from numeric.fields import exact
    >>> from numeric.instance import instance
    >>> from symland.language.build import matrix, tr
    >>> A = matrix("A", 2, 2)
    >>> print(evaluate(tr(A @ A), instance(letters={"A": [[1, 2], [3, 4]]}), exact))
    [[29]]
    """
    return Evaluator(instance, field).value(expr)
