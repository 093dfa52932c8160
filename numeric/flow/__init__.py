"""Gradient flow to many digits: Taylor series of the author's own loss, and what is conserved."""

from numeric.flow.api import Drift, FlowResult, gradient_flow

__all__ = ["Drift", "FlowResult", "gradient_flow"]
