"""Keys of facts about people are changed by command, while people are stored under them."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import make
from tocsin.core.retention import RetentionClass
from tocsin.kernel.personal import api as personal
from tocsin.project import cli, startup

pytestmark = pytest.mark.django_db
HOUR = 3600
ALONE = ("--alone", "drill")


@pytest.fixture(autouse=True)
def own_keys(monkeypatch, settings, tmp_path) -> Path:
    """The command works on the test's own database, with keys in a folder."""

    @contextmanager
    def here() -> Iterator[str]:
        yield ""

    monkeypatch.setattr(startup, "ground", here)
    settings.PERSONAL_KEYS, settings.PERSONAL_FOLDER = "", tmp_path / "personal"
    keys: Path = tmp_path / "personal" / "keys"
    return keys


def told(capsys, *words: str) -> dict[str, object]:
    assert cli.run(["personal", *words, "--json"]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def test_keys_are_added_used_anew_and_retired(capsys, own_keys):
    facts = {personal.Kind.NAME: "测试人"}
    personal.keep(
        facts=facts, retention=RetentionClass.CALL, actor=make.officer("lin"), at=make.NOON
    )

    assert told(capsys, "keys", "--add", *ALONE)["people"] == {"1": 1, "2": 0}
    assert cli.run(["personal", "keys", "--retire", *ALONE]) == cli.REFUSED
    capsys.readouterr()
    assert told(capsys, "rewrap") == {"newest": 2, "wrapped": 1}
    changed = own_keys.stat().st_mtime - HOUR
    os.utime(own_keys, (changed, changed))
    left = told(capsys, "keys", "--retire", *ALONE)
    assert left == {"newest": 2, "people": {"2": 1}, "retired": [1]}
