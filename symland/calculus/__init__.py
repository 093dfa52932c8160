"""Gradients, Jacobians, Hessian blocks and time derivatives as readable formulas."""
