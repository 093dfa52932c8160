r"""First and second variation of the loss (Chitour, Liao, Couillet 2018, Proposition 2).

The statements are about every number $H \ge 1$ of hidden layers and every point W.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from split_network import W11, W12, H, S_Y, W, c, d, w

from symland.prelude import *

w11, w12 = matrix("w_11", d[1], d[H + 1]), matrix("w_12", d[1], c)
j, k = index("j", 2, H), index("k", 2, H)


@dataclass(frozen=True)
class Network:
    """The layers and their variations; `T` is W_(H+1) and `t` is w_(H+1)."""

    W: Any
    W11: Any
    W12: Any
    T: Any
    w: Any
    w11: Any
    w12: Any
    t: Any
    S_Y: Any

    def P(self, a, b):
        r"""$(\Pi W)_a^b$ for $b \le H$."""
        return chain(self.W, b, a)

    @property
    def R(self):
        r"""$(\Pi W)_2^{H+1}$."""
        return self.T @ self.P(2, H)

    @property
    def M(self):
        return let("M", self.S_Y - self.R @ self.W11)

    @property
    def loss(self):
        return let("L", frob2(self.M) / 2 + frob2(self.R @ self.W12) / 2)

    @property
    def variation(self):
        return {self.W11: self.w11, self.W12: self.w12, self.W: self.w, self.T: self.t}

    def Q1(self, j):
        r"""$Q^1_j = (\Pi W)_{j+1}^H w_j (\Pi W)_2^{j-1}$."""
        return self.P(j + 1, H) @ self.w[j] @ self.P(2, j - 1)

    def Q2(self, j, k):
        r"""$Q^2_{j,k} = (\Pi W)_{k+1}^H w_k (\Pi W)_{j+1}^{k-1} w_j (\Pi W)_2^{j-1}$."""
        upper = self.P(k + 1, H) @ self.w[k] @ self.P(j + 1, k - 1)
        return upper @ self.w[j] @ self.P(2, j - 1)

    @property
    def Delta(self):
        r"""$\Delta_W(w)$ as printed."""
        T, t, R, M, Q0 = self.T, self.t, self.R, self.M, self.P(2, H)
        return (
            -layer_sum(j, 2, H, tr(T @ self.Q1(j) @ self.W11 @ M.T))
            - tr(t @ Q0 @ self.W11 @ M.T)
            + layer_sum(j, 2, H, tr(T @ self.Q1(j) @ self.W12 @ self.W12.T @ R.T))
            + tr(t @ Q0 @ self.W12 @ self.W12.T @ R.T)
            - tr(R @ self.w11 @ M.T)
            + tr(R @ self.w12 @ self.W12.T @ R.T)
        )

    def H_W(self, pairs):
        r"""$H_W(w)$ as printed; `pairs(f)` is the sum over j and k of f(Q^2)."""
        T, t, R, M, Q0 = self.T, self.t, self.R, self.M, self.P(2, H)
        N, n = self.W12 @ self.W12.T @ R.T, self.w12 @ self.W12.T @ R.T
        return (
            -pairs(lambda Q: tr(T @ Q @ self.W11 @ M.T))
            - layer_sum(j, 2, H, tr(t @ self.Q1(j) @ self.W11 @ M.T))
            - layer_sum(j, 2, H, tr(T @ self.Q1(j) @ self.w11 @ M.T))
            - tr(t @ Q0 @ self.w11 @ M.T)
            + pairs(lambda Q: tr(T @ Q @ N))
            + layer_sum(j, 2, H, tr(t @ self.Q1(j) @ N))
            + layer_sum(j, 2, H, tr(T @ self.Q1(j) @ n))
            + tr(t @ Q0 @ n)
            + frob2(layer_sum(j, 2, H, T @ self.Q1(j) @ self.W11) + t @ Q0 @ self.W11 + R @ self.w11) / 2
            + frob2(T @ layer_sum(j, 2, H, self.Q1(j) @ self.W12) + t @ Q0 @ self.W12 + R @ self.w12) / 2
        )
