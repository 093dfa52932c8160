"""What proof files import: `from symland.prelude import *`.  No name has a single letter."""

from fractions import Fraction

from symland.calculus.api import (
    GradientFlow,
    ddt,
    differential,
    grad,
    hess,
    hess_form,
    jacobian,
)
from symland.language.blocks import block_column, block_grid, block_row
from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    inv,
    kron,
    layer_sum,
    let,
    matrix,
    ones,
    pinv,
    scalar,
    tr,
    vec,
    vector,
    zeros,
)
from symland.language.claims import Eq, Ge, Gt, Le, Lt
from symland.language.expr import as_scalar
from symland.language.families import at, chain, family, function
from symland.language.functions import (
    Activation,
    activation,
    arctan,
    cos,
    det,
    diagonal,
    exp,
    expm,
    hadamard_div,
    hadamard_power,
    leaky_relu,
    log,
    logdet,
    norm,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    step,
    tanh,
    total,
)
from symland.language.integers import dims, index
from symland.language.parse import parse
from symland.proof.facts import assume, cite, define, moore_penrose, todo
from symland.proof.properties import invertible, orthogonal, symmetric
from symland.proof.theorem import claim, erratum, open_entry, theorem
from symland.reasoning.decide import square

__all__ = [
    "Activation", "Eq", "Fraction", "Ge", "GradientFlow", "Gt", "Le", "Lt", "activation",
    "arctan", "as_scalar", "assume", "at", "block_column", "block_grid", "block_row", "chain",
    "cite", "claim", "commutation", "cos", "ddt", "define", "det", "diag", "diagonal",
    "differential", "dims", "erratum", "exp", "expm", "family", "frob2", "function", "grad",
    "hadamard", "hadamard_div", "hadamard_power", "hess", "hess_form", "identity", "index",
    "inner", "inv", "invertible", "jacobian", "kron", "layer_sum", "leaky_relu", "let", "log",
    "logdet", "matrix", "moore_penrose", "norm", "ones", "open_entry", "orthogonal", "parse",
    "pinv", "relu", "scalar", "sigmoid", "sin", "softplus", "sqrt", "square", "step", "symmetric",
    "tanh", "theorem", "todo", "total", "tr", "vec", "vector", "zeros",
]  # fmt: skip
