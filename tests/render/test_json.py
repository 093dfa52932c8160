"""The formats for machines."""

import json

import pytest

from symland.render.json_report import SCHEMA, render_concise, render_json
from tests.render.samples import EMPTY, GREEN, MIXED

VERDICTS = {"verified", "erratum", "refuted", "undecided", "todo", "error"}


def test_json(snapshot):
    assert render_json(MIXED) == snapshot


def test_schema_and_fields():
    found = json.loads(render_json(MIXED))
    assert found["schema"] == SCHEMA == "symland.verify/1"
    assert found["tool"]["versions"]["symland"] == "0.1.0"
    for theorem in found["theorems"]:
        assert theorem["verdict"] in VERDICTS
        assert {"ref", "name", "file", "line", "evidence", "steps", "rests_on", "uses", "given",
                "modulo"} <= theorem.keys()  # fmt: skip
    assert [error["code"] for error in found["errors"]] == ["SL003"]
    assert found["errors"][0]["file"] == "proofs/broken.py"


def test_one_ref_is_text_and_several_are_a_list():
    refs = [theorem["ref"] for theorem in json.loads(render_json(GREEN))["theorems"]]
    assert refs == ["eq:grad-layer", ["lem:pl", "eq:pl"], "gd.eq42"]


def test_fractions_are_texts_and_integers_numbers():
    instance = json.loads(render_json(GREEN))["theorems"][2]["instance"]
    assert instance["values"] == {"X": [[1, "-1/2"]]}
    assert (instance["left"], instance["right"]) == ([[0]], [["1/2"]])


def test_weaker_steps_are_named():
    theorems = {t["name"]: t for t in json.loads(render_json(MIXED))["theorems"]}
    assert theorems["singular_values"]["modulo"] == ["step 2: cited"]
    assert theorems["gradient"]["modulo"] == []


def test_the_report_is_deterministic():
    assert render_json(MIXED) == render_json(MIXED)


def test_concise(snapshot):
    assert render_concise(MIXED) == snapshot


@pytest.mark.parametrize("report", [EMPTY])
def test_nothing_found_is_nothing_said(report):
    assert render_concise(report) == ""
