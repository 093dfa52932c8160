"""Errors that only evaluation with finite precision has."""

from __future__ import annotations

from numeric.arithmetic import SingularError


class UndecidedError(SingularError):
    """SL301: the precision is too low to decide what a formula asks for."""
