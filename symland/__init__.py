"""symland checks hand derivations about the loss landscapes of neural networks.

Sizes are symbols, depth may be one; `Eq(left, right)` states, `prove` and `@theorem` prove, and a
false statement comes back with the smallest exact instance in which it fails.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from symland.calculus.api import GradientFlow as GradientFlow
    from symland.calculus.api import ddt as ddt
    from symland.calculus.api import differential as differential
    from symland.calculus.api import grad as grad
    from symland.calculus.api import hess as hess
    from symland.calculus.api import hess_form as hess_form
    from symland.calculus.api import jacobian as jacobian
    from symland.calculus.block_algebra import block_inverse as block_inverse
    from symland.calculus.block_algebra import blockwise as blockwise
    from symland.calculus.evaluate import evaluate as evaluate
    from symland.calculus.second_order import BlockHessian as BlockHessian
    from symland.calculus.second_order import block_hessian as block_hessian
    from symland.calculus.second_order import hvp as hvp
    from symland.conserved.counting.count import conservation_law_count as conservation_law_count
    from symland.conserved.discover import invariants as invariants
    from symland.conserved.motions import MomentumFlow as MomentumFlow
    from symland.conserved.motions import discrete_defect as discrete_defect
    from symland.conserved.witness import witnesses as witnesses
    from symland.evidence import Evidence as Evidence
    from symland.language.block_matrix import block as block
    from symland.language.block_matrix import selection as selection
    from symland.language.blocks import block_column as block_column
    from symland.language.blocks import block_grid as block_grid
    from symland.language.blocks import block_row as block_row
    from symland.language.build import commutation as commutation
    from symland.language.build import diag as diag
    from symland.language.build import frob2 as frob2
    from symland.language.build import hadamard as hadamard
    from symland.language.build import identity as identity
    from symland.language.build import inner as inner
    from symland.language.build import inv as inv
    from symland.language.build import kron as kron
    from symland.language.build import layer_sum as layer_sum
    from symland.language.build import let as let
    from symland.language.build import matrix as matrix
    from symland.language.build import ones as ones
    from symland.language.build import pinv as pinv
    from symland.language.build import scalar as scalar
    from symland.language.build import tr as tr
    from symland.language.build import vec as vec
    from symland.language.build import vector as vector
    from symland.language.build import zeros as zeros
    from symland.language.claims import Eq as Eq
    from symland.language.claims import Ge as Ge
    from symland.language.claims import Gt as Gt
    from symland.language.claims import Le as Le
    from symland.language.claims import Lt as Lt
    from symland.language.expr import as_scalar as as_scalar
    from symland.language.families import at as at
    from symland.language.families import chain as chain
    from symland.language.families import family as family
    from symland.language.families import function as function
    from symland.language.families import let_family as let_family
    from symland.language.functions import Activation as Activation
    from symland.language.functions import activation as activation
    from symland.language.functions import arctan as arctan
    from symland.language.functions import cos as cos
    from symland.language.functions import det as det
    from symland.language.functions import diagonal as diagonal
    from symland.language.functions import exp as exp
    from symland.language.functions import expm as expm
    from symland.language.functions import hadamard_div as hadamard_div
    from symland.language.functions import hadamard_power as hadamard_power
    from symland.language.functions import leaky_relu as leaky_relu
    from symland.language.functions import log as log
    from symland.language.functions import logdet as logdet
    from symland.language.functions import norm as norm
    from symland.language.functions import relu as relu
    from symland.language.functions import sigmoid as sigmoid
    from symland.language.functions import sin as sin
    from symland.language.functions import softplus as softplus
    from symland.language.functions import sqrt as sqrt
    from symland.language.functions import step as step
    from symland.language.functions import tanh as tanh
    from symland.language.functions import total as total
    from symland.language.integers import dims as dims
    from symland.language.integers import index as index
    from symland.language.notation.latex import latex as latex
    from symland.language.parse import parse as parse
    from symland.language.sympy_bridge import from_sympy as from_sympy
    from symland.proof.declare import claim as claim
    from symland.proof.declare import erratum as erratum
    from symland.proof.declare import open_entry as open_entry
    from symland.proof.declare import theorem as theorem
    from symland.proof.elementary import law as law
    from symland.proof.elementary import quotient_law as quotient_law
    from symland.proof.elementary import value_at_zero as value_at_zero
    from symland.proof.experiment import Trial as Trial
    from symland.proof.experiment import experiment as experiment
    from symland.proof.facts import assume as assume
    from symland.proof.facts import cite as cite
    from symland.proof.facts import define as define
    from symland.proof.facts import moore_penrose as moore_penrose
    from symland.proof.facts import todo as todo
    from symland.proof.logic.analysis import arctan_bound as arctan_bound
    from symland.proof.logic.analysis import intermediate_value as intermediate_value
    from symland.proof.logic.analysis import minimum_at_zero as minimum_at_zero
    from symland.proof.logic.analysis import positive_reciprocal as positive_reciprocal
    from symland.proof.logic.analysis import sign_of_factor as sign_of_factor
    from symland.proof.logic.analysis import sign_of_increasing as sign_of_increasing
    from symland.proof.logic.choice import entrywise_preimage as entrywise_preimage
    from symland.proof.logic.choice import layers_given as layers_given
    from symland.proof.logic.choice import onto as onto
    from symland.proof.logic.lemmas import balanced_factorization as balanced_factorization
    from symland.proof.logic.lemmas import best_approximation as best_approximation
    from symland.proof.logic.lemmas import (
        coordinate_projector_factor as coordinate_projector_factor,
    )
    from symland.proof.logic.lemmas import diagonalization_beside as diagonalization_beside
    from symland.proof.logic.lemmas import equal_gram_matrices as equal_gram_matrices
    from symland.proof.logic.lemmas import one_sided_inverse as one_sided_inverse
    from symland.proof.logic.lemmas import projector_factor as projector_factor
    from symland.proof.logic.lemmas import rank_factorization as rank_factorization
    from symland.proof.logic.lemmas import same_column_space as same_column_space
    from symland.proof.logic.lemmas import (
        singular_value_decomposition as singular_value_decomposition,
    )
    from symland.proof.logic.lemmas import spectral_theorem as spectral_theorem
    from symland.proof.logic.lemmas import termwise as termwise
    from symland.proof.logic.lemmas import vanishing as vanishing
    from symland.proof.logic.lemmas_of_families import (
        different_coordinates as different_coordinates,
    )
    from symland.proof.logic.lemmas_of_families import projector_factors as projector_factors
    from symland.proof.logic.statements import And as And
    from symland.proof.logic.statements import Exists as Exists
    from symland.proof.logic.statements import ForAll as ForAll
    from symland.proof.logic.statements import Iff as Iff
    from symland.proof.logic.statements import Implies as Implies
    from symland.proof.logic.statements import Not as Not
    from symland.proof.properties import basis_vector as basis_vector
    from symland.proof.properties import commuting as commuting
    from symland.proof.properties import distinct_diagonal as distinct_diagonal
    from symland.proof.properties import eigendecomposition as eigendecomposition
    from symland.proof.properties import full_column_rank as full_column_rank
    from symland.proof.properties import full_row_rank as full_row_rank
    from symland.proof.properties import full_svd as full_svd
    from symland.proof.properties import invertible as invertible
    from symland.proof.properties import is_diagonal as is_diagonal
    from symland.proof.properties import is_pinv as is_pinv
    from symland.proof.properties import nonzero as nonzero
    from symland.proof.properties import orthogonal as orthogonal
    from symland.proof.properties import positive_diagonal as positive_diagonal
    from symland.proof.properties import projector as projector
    from symland.proof.properties import psd as psd
    from symland.proof.properties import reduced_svd as reduced_svd
    from symland.proof.properties import symmetric as symmetric
    from symland.proof.prove import Verdict as Verdict
    from symland.proof.prove import prove as prove
    from symland.reasoning.facts import square as square

# Where each public name lives; a name is imported when it is first used, so that `symland --help`
# and `symland.__version__` load nothing.  A test holds this table against the imports above.
HOMES = {
    "symland.calculus.api": "GradientFlow ddt differential grad hess hess_form jacobian",
    "symland.calculus.evaluate": "evaluate",
    "symland.calculus.second_order": "BlockHessian block_hessian hvp",
    "symland.conserved.counting.count": "conservation_law_count",
    "symland.conserved.discover": "invariants",
    "symland.conserved.motions": "MomentumFlow discrete_defect",
    "symland.conserved.witness": "witnesses",
    "symland.evidence": "Evidence",
    "symland.calculus.block_algebra": "block_inverse blockwise",
    "symland.language.block_matrix": "block selection",
    "symland.language.blocks": "block_column block_grid block_row",
    "symland.language.build": "commutation diag frob2 hadamard identity inner inv kron "
    "layer_sum let matrix ones pinv scalar tr vec vector zeros",
    "symland.language.claims": "Eq Ge Gt Le Lt",
    "symland.language.expr": "as_scalar",
    "symland.language.families": "at chain family function let_family",
    "symland.language.functions": "Activation activation arctan cos det diagonal exp expm "
    "hadamard_div hadamard_power leaky_relu log logdet norm relu sigmoid sin softplus sqrt "
    "step tanh total",
    "symland.language.integers": "dims index",
    "symland.language.notation.latex": "latex",
    "symland.language.parse": "parse",
    "symland.language.sympy_bridge": "from_sympy",
    "symland.proof.elementary": "law quotient_law value_at_zero",
    "symland.proof.experiment": "Trial experiment",
    "symland.proof.facts": "assume cite define moore_penrose todo",
    "symland.proof.logic.analysis": "arctan_bound intermediate_value minimum_at_zero "
    "positive_reciprocal sign_of_factor sign_of_increasing",
    "symland.proof.logic.choice": "entrywise_preimage layers_given onto",
    "symland.proof.logic.lemmas_of_families": "different_coordinates projector_factors",
    "symland.proof.logic.lemmas": "balanced_factorization best_approximation "
    "coordinate_projector_factor diagonalization_beside equal_gram_matrices "
    "one_sided_inverse projector_factor rank_factorization same_column_space "
    "singular_value_decomposition spectral_theorem termwise vanishing",
    "symland.proof.logic.statements": "And Exists ForAll Iff Implies Not",
    "symland.proof.properties": "basis_vector commuting distinct_diagonal eigendecomposition "
    "full_column_rank full_row_rank full_svd invertible is_diagonal is_pinv nonzero "
    "orthogonal positive_diagonal projector psd reduced_svd symmetric",
    "symland.proof.prove": "Verdict prove",
    "symland.proof.declare": "claim erratum open_entry theorem",
    "symland.reasoning.facts": "square",
}
_HOME_OF = {name: home for home, names in HOMES.items() for name in names.split()}

__all__ = [
    "Activation",
    "And",
    "BlockHessian",
    "Eq",
    "Evidence",
    "Exists",
    "ForAll",
    "Ge",
    "GradientFlow",
    "Gt",
    "Iff",
    "Implies",
    "Le",
    "Lt",
    "MomentumFlow",
    "Not",
    "Trial",
    "Verdict",
    "activation",
    "arctan",
    "arctan_bound",
    "as_scalar",
    "assume",
    "at",
    "balanced_factorization",
    "basis_vector",
    "best_approximation",
    "block",
    "block_column",
    "block_grid",
    "block_hessian",
    "block_inverse",
    "block_row",
    "blockwise",
    "chain",
    "cite",
    "claim",
    "commutation",
    "commuting",
    "conservation_law_count",
    "coordinate_projector_factor",
    "cos",
    "ddt",
    "define",
    "det",
    "diag",
    "diagonal",
    "diagonalization_beside",
    "different_coordinates",
    "differential",
    "dims",
    "discrete_defect",
    "distinct_diagonal",
    "eigendecomposition",
    "entrywise_preimage",
    "equal_gram_matrices",
    "erratum",
    "evaluate",
    "exp",
    "experiment",
    "expm",
    "family",
    "frob2",
    "from_sympy",
    "full_column_rank",
    "full_row_rank",
    "full_svd",
    "function",
    "grad",
    "hadamard",
    "hadamard_div",
    "hadamard_power",
    "hess",
    "hess_form",
    "hvp",
    "identity",
    "index",
    "inner",
    "intermediate_value",
    "inv",
    "invariants",
    "invertible",
    "is_diagonal",
    "is_pinv",
    "jacobian",
    "kron",
    "latex",
    "law",
    "layer_sum",
    "layers_given",
    "leaky_relu",
    "let",
    "let_family",
    "log",
    "logdet",
    "matrix",
    "minimum_at_zero",
    "moore_penrose",
    "nonzero",
    "norm",
    "one_sided_inverse",
    "ones",
    "onto",
    "open_entry",
    "orthogonal",
    "parse",
    "pinv",
    "positive_diagonal",
    "positive_reciprocal",
    "projector",
    "projector_factor",
    "projector_factors",
    "prove",
    "psd",
    "quotient_law",
    "rank_factorization",
    "reduced_svd",
    "relu",
    "same_column_space",
    "scalar",
    "selection",
    "sigmoid",
    "sign_of_factor",
    "sign_of_increasing",
    "sin",
    "singular_value_decomposition",
    "softplus",
    "spectral_theorem",
    "sqrt",
    "square",
    "step",
    "symmetric",
    "tanh",
    "termwise",
    "theorem",
    "todo",
    "total",
    "tr",
    "value_at_zero",
    "vanishing",
    "vec",
    "vector",
    "witnesses",
    "zeros",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'symland' has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
