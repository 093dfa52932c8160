"""The networks of the field, each with its loss, its parameters, its data and its hypotheses.

Sizes and depths are symbols.  `net.flow` is the gradient flow of the loss in all parameters; any
other loss is made of `net.output`, `net.residual` and the letters in `net.parameters`, `net.data`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from symland.calculus.api import GradientFlow
from symland.language.build import frob2, hadamard, identity, let, matrix, scalar
from symland.language.claims import Claim, Eq
from symland.language.derivatives import Flow
from symland.language.expr import Matrix, Scalar
from symland.language.families import Families, Family, chain, family, let_family
from symland.language.functions import Activation, activation, relu, step
from symland.language.integers import Int, SizeFamily, dims, index

Variable: TypeAlias = "Matrix | Family | Families"


@dataclass(frozen=True, slots=True)
class Network:
    """A loss with what it depends on; `hypotheses` go into `given=[...]` of what is shown of it."""

    loss: Scalar
    output: Matrix
    residual: Matrix
    parameters: tuple[Variable, ...]
    data: tuple[Matrix, ...]  # inputs X and targets Y
    depth: tuple[Int, ...] = ()  # the symbolic numbers of layers: l, or units l and layers r
    hypotheses: tuple[Claim, ...] = ()
    units: Family | None = None  # the abbreviated units W[k] of a residual network

    @property
    def flow(self) -> Flow:
        """The gradient flow dX/dt = -grad_X of the loss, for every parameter X."""
        return GradientFlow(self.loss, wrt=self.parameters)


def deep_linear() -> Network:
    """h(W) = |W_l ... W_1 X - Y|_F^2 / 2 with l layers of any sizes d_k x d_{k-1}.

    Zhou and Liang 2017, equation (1); Chitour, Liao and Couillet 2018, equation (4).

    >>> from symland import grad, index
    >>> from symland.models import deep_linear
    >>> net = deep_linear()
    >>> (W,), (l,) = net.parameters, net.depth
    >>> print(grad(net.loss, W[index("k", 1, l)]))
    W[l..k + 1]' e X' W[k - 1..1]'
    """
    d, m = _sizes("d[]"), _size("m")
    l, W = index("l", 1), family("W", d)
    X, Y = matrix("X", d[0], m), matrix("Y", d[l], m)
    return _network(chain(W, l, 1) @ X, Y, "h", (W,), X, depth=(l,))


def residual_linear() -> Network:
    """f(A) = |W_l ... W_1 X - Y|_F^2 / 2 with the units W_k = I + A_kr ... A_k1.

    l units of r layers each, all of size d x d (Zhou and Liang 2017, equation (3)).

    >>> from symland import grad, index
    >>> from symland.models import residual_linear
    >>> net = residual_linear()
    >>> (A,), (l, r) = net.parameters, net.depth
    >>> print(grad(net.loss, A[index("k", 1, l)][index("q", 1, r)]))
    A[k][r..q + 1]' W[l..k + 1]' e X' W[k - 1..1]' A[k][q - 1..1]'
    """
    d, m = _size("d"), _size("m")
    l, r, k = index("l", 1), index("r", 1), index("k")
    A = family("A", d, d, indices=2)
    W = let_family("W", k, identity(d) + chain(A[k], r, 1))
    X, Y = matrix("X", d, m), matrix("Y", d, m)
    return _network(chain(W, l, 1) @ X, Y, "f", (A,), X, depth=(l, r), units=W)


def one_hidden_layer(sigma: Activation | None = None) -> Network:
    """g(W) = |W_2 sigma(W_1 X) - Y|_F^2 / 2, with a generic activation if none is given.

    sigma is twice differentiable if it is generic; for relu see `relu_on_cone`
    (Zhou and Liang 2017, section 2.3).

    >>> from symland import grad
    >>> from symland.models import one_hidden_layer
    >>> net = one_hidden_layer()
    >>> W1, W2 = net.parameters
    >>> print(grad(net.loss, W1))
    (sigma'(W_1 X) o (W_2' e)) X'
    """
    W1, W2, X, Y = _two_layers()
    function = activation("sigma") if sigma is None else sigma
    return _network(W2 @ function(W1 @ X), Y, "g", (W1, W2), X)


def relu_on_cone() -> Network:
    """g(W) = |W_2 (M o W_1 X) - Y|_F^2 / 2: the ReLU network on the cone of the pattern M.

    M is the 0/1 matrix of the active units, M = step(W_1 X); this hypothesis goes into `given`.
    Where no entry of W_1 X is 0 the pattern is constant nearby, and the derivatives of this loss
    are those of the ReLU network; on the boundary they belong to that selection of the
    subdifferential.

    >>> from symland import grad
    >>> from symland.models import relu_on_cone
    >>> net = relu_on_cone()
    >>> print(net.hypotheses[0])
    step(W_1 X) = M
    >>> print(grad(net.loss, net.parameters[0]))
    (M o (W_2' e)) X'
    """
    W1, W2, X, Y = _two_layers()
    M = matrix("M", W1.rows, X.cols)
    pattern = Eq(step(W1 @ X), M)
    output = W2 @ hadamard(M, W1 @ X)
    return _network(output, Y, "g", (W1, W2), X, hypotheses=(pattern,))


def relu_network() -> Network:
    """g(W) = |W_2 relu(W_1 X) - Y|_F^2 / 2 with relu(x) = x step(x), step fixed at 0.

    >>> from symland import Eq, grad, prove
    >>> from symland.models import relu_network, relu_on_cone
    >>> cone, net = relu_on_cone(), relu_network()
    >>> prove(Eq(cone.loss, net.loss), given=cone.hypotheses).evidence.name
    'CERTIFIED'
    """
    return one_hidden_layer(relu)


def shallow_linear_balanced() -> Network:
    """g = f + rho: |W_2 W_1 X - Y|_F^2 / 2 + (mu/4) |W_2'W_2 - W_1 X X' W_1'|_F^2.

    The regularizer rho vanishes where the weights are balanced
    (Zhu, Soudry, Eldar and Wakin 2018, equations (2), (3)).

    >>> from symland.models import shallow_linear_balanced
    >>> print(shallow_linear_balanced().loss)
    g
    """
    W1, W2, X, Y = _two_layers()
    f = _network(W2 @ W1 @ X, Y, "f", (W1, W2), X)
    rho = scalar("mu") / 4 * frob2(W2.T @ W2 - W1 @ X @ X.T @ W1.T)
    loss = let("g", f.loss + rho)
    return Network(loss, f.output, f.residual, f.parameters, f.data)


def _network(
    output: Matrix, targets: Matrix, name: str, parameters: tuple[Variable, ...], inputs: Matrix,
    *, depth: tuple[Int, ...] = (), hypotheses: tuple[Claim, ...] = (), units: Family | None = None,
) -> Network:  # fmt: skip
    """The network with the squared loss |output - targets|_F^2 / 2."""
    residual = let("e", output - targets)
    loss = let(name, frob2(residual) / 2)
    data = inputs, targets
    return Network(loss, output, residual, parameters, data, depth, hypotheses, units)


def _two_layers() -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """W_1 of size h x d, W_2 of size k x h, inputs X and targets Y for n samples."""
    k, h, d, n = (_size(name) for name in ("k", "h", "d", "n"))
    return (matrix("W_1", h, d), matrix("W_2", k, h), matrix("X", d, n), matrix("Y", k, n))


def _size(name: str) -> Int:
    found = dims(name)
    assert isinstance(found, Int)
    return found


def _sizes(name: str) -> SizeFamily:
    found = dims(name)
    assert isinstance(found, SizeFamily)
    return found
