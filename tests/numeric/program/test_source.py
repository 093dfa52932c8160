"""Generated code is made of names and numbers of ours: no text of a user reaches it."""

from __future__ import annotations

import ast
import re

import numpy as np

from numeric import lambdify
from numeric.backends.source import NAMESPACE
from symland.language.build import matrix
from symland.language.expr import Matrix
from symland.language.functions import activation
from tests.numeric.program.expressions import MU, POLYNOMIAL, SIZES, Draw, entries

OWN = re.compile(r"[vtrabco]\d+|n|b|o|program")
METHODS = {"T", "dot", "transpose", "reshape", "power", "sqrt", "where", "sin", "cos", "exp",
           "add", "subtract", "multiply", "divide", "negative", "tanh", "rint"}  # fmt: skip
EXTRA = {"reduce", "lessen", "product", "reciprocal", "power"}  # of the modular backend


def check(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            assert OWN.fullmatch(node.id) or node.id in {*NAMESPACE, *EXTRA}, node.id
        elif isinstance(node, ast.Attribute):
            assert node.attr in METHODS, node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert re.fullmatch(r"[a-z]*->[a-z]*", node.value), node.value


def test_generated_code_holds_only_names_of_ours():
    for seed in range(60):
        draw = Draw(seed)
        expr = draw.expression()
        values = entries(draw, seed)
        for backend in ("numpy", "modular"):
            function = lambdify(expr, [*draw.letters.values(), MU], backend,
                                functions={"sigma": POLYNOMIAL}, sizes=SIZES)  # fmt: skip
            check(function.text(*values.values(), 1))
            stacks = [np.stack([value, value]) for value in values.values()]
            check(function.text(*stacks, 1))


def test_names_of_letters_and_functions_do_not_reach_the_code():
    evil = Matrix("symbol", (), ("__import__('os')", ()), matrix("A", 2, 2).rows,
                  matrix("A", 2, 2).cols)  # fmt: skip
    f = lambdify(activation("exec")(evil), [evil], functions={"exec": (np.sin,)})
    text = f.text(np.eye(2))
    assert "import" not in text
    assert "exec" not in text
    check(text)
    assert (f(np.eye(2)) == np.sin(np.eye(2))).all()
