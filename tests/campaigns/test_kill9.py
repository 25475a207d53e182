"""The campaign of kills finds what it looks for; that nothing is lost is a step of `.ci/run`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from tests.figures import count_in
from tocsin.project.campaigns.ledger import Ledger, lines_of

ROOT = Path(__file__).resolve().parents[2]


def campaign(*arguments: str) -> tuple[int, dict[str, object]]:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "TOCSIN_DATABASE_URL"},
        "PYTHONPATH": str(ROOT / "src"),
    }
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "tocsin.project.cli", "campaign", *arguments, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout, ran.stderr
    return ran.returncode, json.loads(ran.stdout)


@pytest.mark.parametrize(
    ("plant", "found"), [("no-idempotency", "doubled"), ("lost-commits", "lost")]
)
def test_campaign_finds_the_planted_fault(plant, found):
    wishes = ["--work", "desks", "--kills", "3", "--seed", "11"]
    code, result = campaign("kill9", *wishes, "--plant", plant)

    assert code == 0, result
    assert result["caught"] is True
    assert result["ok"] is False
    assert count_in(result, found) > 0


def test_a_line_torn_by_a_kill_is_no_entry_and_takes_no_other_with_it(tmp_path):
    path = tmp_path / "ledger"
    ids = [UUID(int=1), UUID(int=2)]
    Ledger(path).note(ids[0], "closed", [{"number": "C1"}])
    path.write_bytes(path.read_bytes() + b'{"act": "0000')
    Ledger(path).note(ids[1], "closed", [{"number": "C2"}])

    assert [line.act_id for line in lines_of(path)] == ids
