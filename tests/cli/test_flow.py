"""`symland flow`: what the user sees, as text, JSON and a picture."""

import json

import pytest

from symland.cli.exit_codes import ExitCode

LOSS = "frob2(W2@W1@X - Y)/2"
VARIABLES = ("--vars", "W1:h d, W2:k h, X:d n, Y:k n")
NETWORK = (LOSS, *VARIABLES, "--wrt", "W1,W2", "--dims", "h=2,d=3,k=2,n=2")
BALANCED = ("--conserved", "W2.T@W2 - W1@W1.T")


def test_a_conserved_formula(process):
    found = process("flow", *NETWORK, *BALANCED, "--t", "1/4")
    assert (found.code, found.err) == (ExitCode.OK, "")
    lines = [line.split() for line in found.out.splitlines()]
    assert lines[0][:8] == ["gradient", "flow", "from", "t", "=", "0", "to", "1/4,"]
    assert lines[2][:3] == ["digits", "asked", "50,"]
    assert float(lines[2][4]) >= 50
    assert " ".join(lines[4]) == "W2' W2 - W1 W1'"
    assert lines[5][0] == "drift"
    assert float(lines[5][1]) < 1e-48
    assert lines[5][2] == "ok"


def test_what_is_not_conserved_is_said(cli):
    found = cli("flow", *NETWORK, "--conserved", "W2@W1", "--t", "0.1", "--digits", "15")
    assert found.code == ExitCode.REFUTED
    assert "x  it is not conserved" in found.out


def test_json_with_given_values(cli, tmp_path):
    (tmp_path / "start.json").write_text('{"x": [[1]], "c": 0.1}')
    found = cli("flow", "c*frob2(x)", "--vars", "x:1 1, c", "--wrt", "x",
                "--values", "start.json", "--format", "json", "--digits", "20")  # fmt: skip
    data = json.loads(found.out)
    assert data["schema"] == "symland.flow/1"
    assert data["losses"][0] == "0.1"
    assert data["end"]["x"][0][0].startswith("0.8187307530779818586")  # exp(-0.2)


def test_a_picture(cli, tmp_path):
    found = cli("flow", *NETWORK, *BALANCED, "--t", "0.1", "--digits", "15", "--plot", "flow.png")
    assert found.code == 0
    assert (tmp_path / "flow.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        ([LOSS, *VARIABLES, "--wrt", "Z"], ExitCode.USAGE, "unknown variable `Z`"),
        ([*NETWORK, "--t", "-1"], ExitCode.USAGE, "`-1` is not a positive number"),
        ([*NETWORK, "--dims", "h=0"], ExitCode.USAGE, "not of the form"),
        ([*NETWORK, "--conserved", "W2@Q"], ExitCode.USAGE, "unknown name `Q`"),
        (["frob2(relu(x))", "--vars", "x:n", "--wrt", "x"], ExitCode.REFUTED, "kink at 0"),
    ],
)
def test_mistakes(cli, argv, code, words):
    found = cli("flow", *argv)
    assert found.code == code
    assert words in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "is not JSON"), ("[1]", "holds no table"), ("{}", "no value is given")],
)
def test_a_wrong_file_of_values(cli, tmp_path, text, words):
    (tmp_path / "start.json").write_text(text)
    found = cli("flow", *NETWORK, "--values", "start.json")
    assert found.code in (ExitCode.USAGE, ExitCode.REFUTED)
    assert words in found.err
