"""How many controls have a passing test: counted from what a run of the tests reported."""

import json

import pytest
from checks.controls import findings
from checks.tracked import ROOT

from tocsin.project import controls
from tocsin.project.cli import run

REPORT = """<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest">
<testcase classname="tests.kernel.test_a" name="test_one"/>
<testcase classname="tests.kernel.test_a" name="test_many[x::y]"/>
<testcase classname="tests.kernel.test_a" name="test_many[z]"><failure message="no"/></testcase>
<testcase classname="tests.kernel.test_a" name="test_left_out"><skipped/></testcase>
</testsuite></testsuites>"""
ONE, MANY, LEFT_OUT, NEVER = (
    f"tests/kernel/test_a.py::test_{name}" for name in ("one", "many", "left_out", "never")
)


@pytest.fixture
def report(tmp_path):
    file = tmp_path / "report.xml"
    file.write_text(REPORT, encoding="utf-8")
    return file


def test_a_control_is_shown_when_all_of_its_tests_have_passed(report):
    known = [
        controls.Control("1.1.1", (ONE,)),
        controls.Control("1.1.2", (ONE, MANY)),
        controls.Control("1.2.1", (LEFT_OUT,)),
        controls.Control("1.2.2", (NEVER,)),
        controls.Control("1.2.3", why_none="there is no such thing"),
    ]
    found = controls.standing(known, report)
    assert found.shown == ["1.1.1"]
    assert found.failing == {"1.1.2": [MANY], "1.2.1": [LEFT_OUT], "1.2.2": [NEVER]}
    assert found.sentence == "1 of 5 mapped controls have a passing test"


def test_the_scope_is_that_of_the_standard():
    assert len(controls.in_scope()) == 229
    assert not [one for one in controls.in_scope() if one.startswith(("10.", "17."))]


def test_every_control_has_tests_that_are_there_or_a_reason():
    assert list(findings(ROOT)) == []


def test_a_control_that_is_missing_or_names_nothing_is_found(tmp_path):
    (tmp_path / "controls.toml").write_text(
        '[controls]\n"1.1.2" = ["tests/test_no.py::test_no"]\n'
        '"1.1.1" = "short"\n"99.1.1" = "not in it"\n',
        encoding="utf-8",
    )
    faults = "\n".join(findings(tmp_path))
    for fault in (
        "1.2.1 is missing",
        "99.1.1 is not in scope",
        "do not stand in their order",
        "1.1.1: neither tests nor a reason",
        "there is no test tests/test_no.py::test_no",
    ):
        assert fault in faults


def test_the_command_counts_a_report_and_never_says_more(report, capsys):
    assert run(["controls", "--report", str(report), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["mapped"], told["shown"]) == (229, 0)
    assert told["sentence"] == "0 of 229 mapped controls have a passing test"
    assert told["without"]["1.2.6"].startswith("not used")
    assert run(["controls", "--report", str(report)]) == 1
    assert "compliant" not in capsys.readouterr().out
