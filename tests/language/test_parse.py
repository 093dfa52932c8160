"""The text front end: what it reads, and that everything else is refused at its place."""

import ast
import json
import re
import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symland.errors import ExpressionError, SizeError, SymlandError
from symland.language.build import (
    commutation,
    diag,
    frob2,
    hadamard,
    identity,
    inner,
    kron,
    matrix,
    ones,
    pinv,
    scalar,
    tr,
    vec,
    vector,
    zeros,
)
from symland.language.expr import Expr, as_scalar
from symland.language.functions import (
    NAMED,
    activation,
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
    sqrt,
    tanh,
    total,
)
from symland.language.integers import dims
from symland.language.notation.python import python
from symland.language.parse import ParseError, parse, parse_variables
from tests.language.test_notation import flattened, numbers, with_functions

VARIABLES = "A:m n, B:n m, S:n n, x:n, a, é:n n, sigma()"
m, n = dims("m n")
A, B, S = matrix("A", m, n), matrix("B", n, m), matrix("S", n, n)
x, a = vector("x", n), scalar("a")
sigma, tenth = activation("sigma"), Fraction(1, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A @ B", A @ B),
        ("A@B@A - 2*A", A @ B @ A - 2 * A),
        ("frob2(A @ S - A)/2", frob2(A @ S - A) / 2),
        ("1/2*tr(A@B)", tr(A @ B) / 2),
        ("tr(A@B)**2", tr(A @ B) ** 2),
        ("a**-2", a**-2),
        ("-A.T", -A.T),
        ("S.inv", S.inv),
        ("inv(S) + pinv(S)", S.inv + pinv(S)),
        ("n*A", n * A),
        ("n*a - m", n * a - m),
        ("a/n", a / n),
        ("n/2", as_scalar(n) / 2),
        ("kron(A, B.T, S)", kron(A, B.T, S)),
        ("hadamard(A, B.T)", hadamard(A, B.T)),
        ("inner(A, B.T)", inner(A, B.T)),
        ("diag(x) @ vec(x)", diag(x) @ vec(x)),
        ("commutation(m, n)", commutation(m, n)),
        ("identity(n + 1)", identity(n + 1)),
        ("zeros(m) - ones(m, 1)", zeros(m) - ones(m)),
        ("é @ S", matrix("é", n, n) @ S),
        (" A \n @\tB ", A @ B),
        ("(A@B)", A @ B),
        ("7", as_scalar(7)),
        ("identity(2*3)", identity(6)),
        ("S**2", S**2),
        ("S**-2 @ S", S**-2 @ S),
        ("S**0", S**0),
        ("(A @ B)**3", (A @ B) ** 3),
        ("tanh(A)", tanh(A)),
        ("tanh(a) + exp(1)", tanh(a) + exp(1)),
        ("exp(n/2)", exp(as_scalar(n) / 2)),
        ("sigma(A @ B)", sigma(A @ B)),
        ("sigma(a)*sigma.d(x)", sigma(a) * sigma.d(x)),
        ("sigma.dd(A).T", sigma.dd(A).T),
        ("tanh.d(A)", tanh.d(A)),
        ("sqrt.d(A)", sqrt.d(A)),
        ("leaky_relu(1/10)(A)", leaky_relu(tenth)(A)),
        ("leaky_relu(2)(leaky_relu(-1/10)(a))", leaky_relu(2)(leaky_relu(-tenth)(a))),
        ("sqrt(A) - sqrt(2)*A", sqrt(A) - sqrt(2) * A),
        ("hadamard_power(A, 2)", hadamard_power(A, 2)),
        ("hadamard_power(A, -1/2)", hadamard_power(A, Fraction(-1, 2))),
        ("hadamard_div(A, B.T)", hadamard_div(A, B.T)),
        ("det(S) + logdet(S)", det(S) + logdet(S)),
        ("log(det(S))", log(det(S))),
        ("A/norm(A)", A / norm(A)),
        ("sum(A) - total(A)", total(A) - total(A)),
        ("diag(diagonal(expm(S)))", diag(diagonal(expm(S)))),
        ("sum(softplus(A)) / n", total(activation("softplus")(A)) / n),
    ],
)
def test_formulas_mean_what_proof_files_mean(text, expected):
    assert parse(text, VARIABLES) == expected


def test_long_sums_are_no_deep_nesting():
    assert len(parse("+".join(["A"] * 900), VARIABLES).args) == 900


def test_variables():
    found = parse_variables("A:m 3, x: n , a, b:")
    assert found.letters["A"].shape[1].number == 3
    assert found.letters["x"].shape == (n, dims("n") - n + 1)
    assert not found.letters["a"].is_matrix
    assert not found.letters["b"].is_matrix
    assert list(found.sizes) == ["m", "n"]
    assert parse_variables("").letters == {}
    assert parse_variables("sigma(), A:m n, phi_1()").functions == {
        "sigma": sigma,
        "phi_1": activation("phi_1"),
    }


@pytest.mark.parametrize("name", NAMED)
def test_named_functions_are_read_as_they_are_printed(name):
    function = activation(name)
    for expr in (function(A), function(a), function.d(A), function.dd(a)):
        assert parse(python(expr), VARIABLES) == expr


LETTERS = "A:m n, B:n k, C:k m, S:m m, G_1:n n, v:m, w:n, mu, nu, sigma(), g_1()"


def spelled(expr: Expr) -> str | None:
    """Python source in the spelling of the text front end, None where it has none."""
    source = re.sub(r'activation\("(\w+)"\)', r"\1", python(expr))
    source = re.sub(r"Fraction\((-?\d+), (\d+)\)", r"(\1/\2)", source)
    source = source.replace("as_scalar(", "(")
    unknown = r"symmetric|chain|layer_sum|Activation|[EW]\b|leaky_relu\([^()]*(\([^()]*\))?\)\.d"
    return None if re.search(unknown, source) else source


@settings(derandomize=True, database=None, deadline=None, max_examples=150)
@given(st.one_of(with_functions(), numbers()))
def test_formulas_with_functions_come_back(expr):
    source = spelled(expr)
    if source is not None:
        back = parse(source, LETTERS)
        assert python(back) == python(expr)
        assert str(flattened(back)) == str(flattened(expr))


HOSTILE = [
    # (text, column, words of the message)
    ("", 1, "no expression"),
    ("   ", 1, "no expression"),
    ("A @", 4, "ends too early"),
    ("A)", 2, "closes nothing"),
    ("tr(A @ B", 3, "never closed"),
    ("A B", 3, "operator is missing"),
    ("2A", 1, "neither a number nor a name"),
    ("1e5", 1, "neither a number nor a name"),
    ("0x1f", 1, "neither a number nor a name"),
    ("1_000", 1, "neither a number nor a name"),
    ("007", 1, "neither a number nor a name"),
    ("0.5*A", 3, "not exact"),
    ("1.*A", 1, "only integers"),
    ("A..T", 3, "not expected"),
    ("é @ é é", 7, "operator is missing"),
    ("kron(A,,B)", 8, "not expected"),
    ("*A", 1, "not expected"),
    ("A @@ B", 4, "not expected"),
    ("5//2", 1, "operator"),
    ("+A", 1, "no meaning"),
    ("A, B", 1, "not a list"),
    ("Q @ B", 1, "unknown name `Q`"),
    ("A\n@ Q", 3, "unknown name `Q`"),
    ("tr", 1, "is a function"),
    ("f(A)", 1, "`f` is not a function"),
    ("(A)(B)", 2, "not a function"),
    ("tr()", 1, "takes 1 argument, not 0"),
    ("zeros(n, m, n)", 1, "takes 1 or 2 arguments"),
    ("kron(A)", 1, "at least 2"),
    ("kron(*A)", 1, "at least 2"),
    ("kron(**A)", 8, "keyword arguments"),
    ("tr(A=B)", 5, "no meaning"),
    ("A.shape", 1, "only `.T` and `.inv`"),
    ("A.T.__class__", 5, "not a name"),
    ("__import__(a)", 1, "not a name"),
    ("_private", 1, "unknown name"),
    ("a.__init__.__globals__", 3, "not a name"),
    ("eval(A)", 1, "not a function"),
    ("open(a)", 1, "not a function"),
    ("'A'", 1, "no meaning"),
    ('"A"', 1, "no meaning"),
    ("[A]", 1, "no meaning"),
    ("{a}", 1, "no meaning"),
    ("A[0]", 1, "not a family of layers"),
    ("A if a else B", 3, "keyword"),
    ("lambda a: a", 1, "keyword"),
    ("not A", 1, "keyword"),
    ("A and B", 3, "keyword"),
    ("await A", 1, "keyword"),
    ("import os", 1, "keyword"),
    ("None", 1, "keyword"),
    ("True", 1, "keyword"),
    ("(A for A in B)", 4, "keyword"),
    ("(a := 1)", 4, "no meaning"),
    ("a < 1", 3, "no meaning"),
    ("A == B", 3, "no meaning"),
    ("A # @ B", 3, "no meaning"),
    ("A; B", 2, "no meaning"),
    ("A \\\n @ B", 3, "no meaning"),
    ("a\x00", 2, "no meaning"),
    ("a\ud800", 2, "no meaning"),
    ("\u0663", 1, "no meaning"),
    ("...", 1, "constants"),
    ("A**a", 4, "integer"),
    ("S**65", 4, "at most 64"),
    ("((S**8)**8)**2", 6, "at most 64"),
    ("hadamard_power(S**8, 9)", 19, "at most 64"),
    ("hadamard_power(hadamard_power(A, 8), 9)", 34, "at most 64"),
    ("hadamard_power(A, 1/65)", 19, "at most 64"),
    ("hadamard_power(A, a)", 19, "an entrywise exponent is a number"),
    ("hadamard_power(A, n)", 19, "an entrywise exponent is a number"),
    ("hadamard_power(A)", 1, "takes 2 arguments, not 1"),
    ("hadamard_power(*A, 2)", 16, "no meaning"),
    ("hadamard_div(A)", 1, "takes 2 arguments"),
    ("tanh(A, B)", 1, "`tanh` takes 1 argument, not 2"),
    ("sigma()", 1, "`sigma` takes 1 argument, not 0"),
    ("sigma.d(A, A)", 1, "`sigma.d` takes 1 argument"),
    ("sigma.d(**A)", 11, "keyword arguments"),
    ("sigma", 1, "is a function; write `sigma(...)`"),
    ("sqrt @ A", 1, "is a function; write `sqrt(...)`"),
    ("sigma.d", 1, "that is called"),
    ("sigma.d @ A", 1, "that is called"),
    ("sigma.ddd(A)", 1, "not a function"),
    ("sigma.d.d(A)", 1, "not a function"),
    ("sigma.T(A)", 1, "not a function"),
    ("det.d(S)", 1, "is not an entrywise function"),
    ("a.d(S)", 1, "not a function"),
    ("A.dd", 1, "that is called"),
    ("leaky_relu(A)", 1, "takes its slope, then"),
    ("leaky_relu(1/10)", 1, "takes its slope, then"),
    ("leaky_relu(1/10, A)", 1, "takes its slope, then"),
    ("leaky_relu.d(A)", 1, "takes its slope, then"),
    ("leaky_relu(a)(A)", 12, "a slope is a number"),
    ("leaky_relu(A)(A)", 12, "a slope is a number"),
    ("leaky_relu()(A)", 1, "takes 1 argument, not 0"),
    ("leaky_relu(1, 2)(A)", 1, "takes 1 argument, not 2"),
    ("leaky_relu(k=2)(A)", 13, "no meaning"),
    ("leaky_relu(1/0)(A)", 12, "division by zero"),
    ("leaky_relu(2)(A)(A)", 1, "this is not a function"),
    ("leaky_relu(2).d(A)", 1, "this is not a function"),
    ("sigma(2)(A)", 1, "this is not a function"),
    ("sigma'(A)", 6, "no meaning"),
    ("tanhh(A)", 1, "`tanhh` is not a function"),
    ("norm2(A)", 1, "`norm2` is not a function"),
    ("A^2", 2, "no meaning"),
    ("|A|", 1, "no meaning"),
    ("tanh(" * 101 + "A" + ")" * 101, 505, "nested"),
    ("a**x", 4, "integer"),
    ("a**65", 4, "at most 64"),
    ("a**-65", 4, "at most 64"),
    ("((a**8)**8)**2", 6, "at most 64"),
    ("a**2**2", 4, "integer"),
    ("0**-1", 1, "division by zero"),
    ("1/0", 1, "division by zero"),
    ("a/A", 1, "scalar below"),
    ("a.T", 1, "only a matrix"),
    ("9" * 101, 1, "digits"),
    ("*".join(["9" * 100] * 20), 1, "1000 digits"),
    ("A" * 10_001, 10_001, "longer than 10000"),
    ("(" * 101 + "A" + ")" * 101, 101, "nested"),
    ("A" + ".T" * 101, 1, "nested"),
    ("-" * 9_000 + "A", 1, "nested"),
    ("A" + ".T" * 4_000, 1, "nested"),
    ("+".join("A" * 4_500), 1, "nested"),
    ("a" + "**2" * 3_000, 1, "nested"),
]


@pytest.mark.parametrize(("text", "column", "words"), HOSTILE, ids=range(len(HOSTILE)))
def test_everything_else_is_refused_at_its_place(text, column, words):
    with pytest.raises(ParseError, match="SL007") as caught:
        parse(text, VARIABLES)
    error = caught.value
    assert words in error.message
    assert error.location is not None
    assert error.location.file == "<expression>"
    assert error.location.column == column
    assert error.excerpt.splitlines()[-1].strip(" ^") == ""


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("tr(A @ A)", SizeError, (4, 9)),
        ("A + B", SizeError, (1, 6)),
        ("a * (A + B)", SizeError, (6, 11)),
        ("A + 1", ExpressionError, (1, 6)),
        ("1 + A", ExpressionError, (1, 6)),
        ("A * B", ExpressionError, (1, 6)),
        ("identity(A)", ExpressionError, (1, 12)),
        ("identity(1/2)", ExpressionError, (1, 14)),
        ("identity(0)", SizeError, (1, 12)),
        ("a / 0", ExpressionError, (1, 6)),
        ("A.inv", SizeError, (1, 6)),
        ("A**2", SizeError, (1, 5)),
        ("a + det(A)", SizeError, (5, 11)),
        ("logdet(x)", SizeError, (1, 10)),
        ("diagonal(A)", SizeError, (1, 12)),
        ("expm(A)", SizeError, (1, 8)),
        ("hadamard_div(A, B)", SizeError, (1, 19)),
        ("norm(a)", ExpressionError, (1, 8)),
        ("sum(2)", ExpressionError, (1, 7)),
        ("hadamard_power(a, 2)", ExpressionError, (1, 21)),
        ("sigma(A) + sigma(a)", ExpressionError, (1, 20)),
    ],
)
def test_mistakes_of_the_mathematics_keep_their_kind_and_get_a_place(text, kind, span):
    with pytest.raises(kind, match="SL00") as caught:
        parse(text, VARIABLES)
    place = caught.value.location
    assert place is not None
    assert (place.column, place.end_column) == span
    assert caught.value.__notes__[0].startswith(f"    {text}")


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("A", 0, ""),
        ("A:m n, A:m n", 8, "twice"),
        ("A:m n k", 7, "at most two"),
        ("A:m -1", 5, "positive integer"),
        ("A:m 0", 5, "positive integer"),
        ("A:m 1.5", 5, "positive integer"),
        ("A m n", 3, "name:rows cols"),
        ("A:m:n", 1, "name:rows cols"),
        (":m n", 1, "name:rows cols"),
        ("A:m n,,B:n m", 7, "name:rows cols"),
        ("2A:m n", 1, "not a name"),
        ("A':m n", 1, "not a name"),
        ("__A:m n", 1, "not a name"),
        ("_:m n", 1, "not a name"),
        ("lambda:m n", 1, "not a name"),
        ("A:m if", 5, "not a name"),
        ("tr:m n", 1, "is a function"),
        ("m:m n", 1, "both a variable and a size"),
        ("A.T:m n", 1, "not a name"),
        ("sigma(", 1, "not a name"),
        ("sigma(x)", 1, "not a name"),
        ("()", 1, "not a name"),
        ("sigma ()", 7, "name:rows cols"),
        ("sigma():m n", 8, "no sizes"),
        ("sigma():", 8, "no sizes"),
        ("sigma(), sigma()", 10, "twice"),
        ("sigma:m n, sigma()", 12, "twice"),
        ("sigma(), A:sigma n", 1, "both a function and a size"),
        ("tanh()", 1, "is a function"),
        ("leaky_relu()", 1, "is a function"),
        ("sum:n", 1, "is a function"),
        ("A:det n", 3, "is a function"),
        ("A:" + "m" * 10_001, 10_001, "longer"),
    ],
)
def test_lists_of_variables(text, column, words):
    if not words:
        assert parse_variables(text).letters
        return
    with pytest.raises(ParseError, match="SL007") as caught:
        parse_variables(text)
    assert words in caught.value.message
    assert caught.value.location is not None
    assert (caught.value.location.file, caught.value.location.column) == ("<variables>", column)


def test_the_error_shows_the_text_with_a_caret():
    with pytest.raises(ParseError) as caught:
        parse("tr(A @ Q)", "A:m n")
    assert str(caught.value) == (
        "SL007: unknown name `Q`\n    tr(A @ Q)\n           ^\nhelp: the names are A, m, n"
    )


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("tanhh(A)", "is `tanh` meant?"),
        ("norm2(A)", "is `norm` meant?"),
        ("logdett(S)", "is `logdet` or `log` meant?"),
        ("sigm(A)", "is `sigma` or `sigmoid` meant?"),
        ("Tanh(A)", "is `tanh` meant?"),
    ],
)
def test_unknown_calls_suggest_close_names(text, help):
    with pytest.raises(ParseError, match="is not a function") as caught:
        parse(text, VARIABLES)
    assert caught.value.help == help


def test_other_unknown_calls_list_what_is_known():
    with pytest.raises(ParseError, match=r"the functions are tr, vec, .*; others are declared as"):
        parse("zzz(A)", VARIABLES)


def test_reading_compiles_and_runs_nothing():
    """An audit hook sees every compilation to code, execution, import and file access."""
    script = (
        "import ast, json, sys, warnings\n"
        "from symland.errors import SymlandError\n"
        "from symland.language.parse import parse\n"
        "texts = json.load(sys.stdin)\n"
        "parse('tr(A)', 'A:n n')\n"
        "seen = []\n"
        "names = ('exec', 'import', 'open', 'os.system', 'subprocess.Popen')\n"
        "sys.addaudithook(lambda name, args: seen.append(name) if name in names else None)\n"
        "for text in texts:\n"
        "    try:\n"
        "        parse(text, 'A:n n, a')\n"
        "    except SymlandError:\n"
        "        pass\n"
        "print(seen)\n"
    )
    hostile = [text for text, _, _ in HOSTILE]
    texts = [*hostile, "frob2(A)/2", "__import__('os').system('true')", "open('/etc/passwd')"]
    done = subprocess.run([sys.executable, "-c", script], input=json.dumps(texts), text=True,
                          capture_output=True, check=False)  # fmt: skip
    assert (done.stderr, done.stdout.strip()) == ("", "[]")


SIGNS = st.sampled_from(["A", "B", "a", "n", "2", "0", "(", ")", ".T", ".inv", "+", "-", "*", "/",
                         "@", "**", ",", " ", "tr", "frob2", "kron", "identity", "'",
                         "tanh", "sigma", ".d", "sqrt", "leaky_relu(2)", "det", "hadamard_power",
                         "A)", "(1/2)"])  # fmt: skip


@given(st.lists(SIGNS, max_size=12).map("".join))
def test_any_text_is_read_or_refused_with_a_place(text):
    try:
        place = None
        assert str(parse(text, VARIABLES))
    except SymlandError as error:
        place = error.location
        assert place is not None, "an error without a place"
    else:
        ast.parse(text.strip(), mode="eval")
    assert place is None or place.file == "<expression>"
    assert place is None or 1 <= place.column <= len(text) + 1
