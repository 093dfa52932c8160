"""`symland experiments`: a table of what was claimed and what came out, and pictures."""

import json

from symland.cli.exit_codes import ExitCode

SMALL = ("experiments", "--seeds", "1", "--iterations", "40")


def test_a_table_and_a_picture(cli, tmp_path):
    found = cli(*SMALL, "--figures", "4", "-o", "pictures")
    assert (found.code, found.err) == (0, "")
    lines = found.out.splitlines()
    assert lines[0] == "X: 1/N, start 1, common step"
    assert lines[1].split()[:3] == ["OTHERWISE", "oss.fig4", "MSE_o"]  # 40 iterations are too few
    assert "f none iterations (0 of 1 seeds)" in lines[2]
    assert (tmp_path / "pictures" / "fig4.png").read_bytes().startswith(b"\x89PNG")


def test_json(cli):
    found = json.loads(cli(*SMALL, "--figures", "8", "--format", "json").out)
    assert found["schema"] == "symland.experiments/1"
    assert {one["ref"] for one in found["claims"]} == {"oss.fig8", "oss.exp.samevalue",
                                                       "oss.exp.floor"}  # fmt: skip
    (run,) = found["runs"]
    assert len(run["f"]["output_errors"]) == run["f"]["iterations"] + 1


def test_a_wrong_figure(cli):
    for figures in ("9", "x", ","):
        found = cli("experiments", "--figures", figures)
        assert found.code == ExitCode.USAGE
        assert "is no list of figures 1 to 8" in found.err
