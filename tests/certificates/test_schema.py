"""The JSON Schema of certificates: it is shipped, printed, and fits what is written."""

import json

import pytest
from jsonschema import Draft202012Validator

from symland.cli import main
from symland.cli.recheck import SCHEMAS
from tests.certificates.hostile import A, certificate, eq, leaf

SCHEMA_DATA = json.loads(SCHEMAS["certificate"].read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA_DATA)


def test_it_is_a_schema_and_is_printed(capsys):
    Draft202012Validator.check_schema(SCHEMA_DATA)
    assert main(["recheck", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA_DATA


def test_certificates_fit(certificates, logical):
    for name, data in {**certificates, **logical}.items():
        assert [one.message for one in VALIDATOR.iter_errors(data)] == [], name


@pytest.mark.parametrize("change", [{"claims": []}, {"digest": "0"}, {"form": "other"},
                                    {"more": 1}, {"steps": [{"form": "magic"}]}])  # fmt: skip
def test_others_do_not(change):
    data = certificate(eq(A, A), leaf(eq(A, A)))
    assert VALIDATOR.is_valid(json.loads(json.dumps(data)))
    assert not VALIDATOR.is_valid({**data, **change})


def test_nothing_to_check(capsys):
    assert main(["recheck"]) == 2
    assert "name a folder or a file with certificates" in capsys.readouterr().err
