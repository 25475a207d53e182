"""Every campaign tells what it found in one form, and by its exit code."""

import json

import pytest

from tocsin.core.accesses.patterns import Pattern
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.commands import campaign
from tocsin.project.commands.campaigning import tell


@pytest.mark.parametrize(
    ("failures", "passed", "code"), [(0, True, 0), (3, False, 1)], ids=["sound", "broken"]
)
def test_a_campaign_passes_exactly_when_nothing_went_wrong(capsys, failures, passed, code):
    outcome = Outcome("drill", 7, "no-guard", 40, failures, {"lost": failures})

    assert tell(outcome, as_json=True) == code

    told = json.loads(capsys.readouterr().out)
    assert list(told.items()) == [
        ("campaign", "drill"),
        ("seed", 7),
        ("planted", "no-guard"),
        ("trials", 40),
        ("failures", failures),
        ("figures", {"lost": failures}),
        ("passed", passed),
    ]


def test_people_read_one_figure_a_line(capsys):
    tell(Outcome("drill", 7, None, 40, 0, {"lost": 0}), as_json=False)

    assert "lost: 0\n" in capsys.readouterr().out


def test_faults_are_planted_by_the_names_that_the_results_tell():
    [plants] = [one.type for one in campaign.insiders.params if one.name == "plant"]

    assert plants.convert("slow_scraping", None, None) == Pattern.SLOW_SCRAPING
