"""The pages about commands, interface and events say what is there."""

import re
from pathlib import Path

import pytest

from checks import commands
from tocsin.kernel.events.api import Event
from tocsin.project import wiring  # noqa: F401 - brings in every event

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
OPERATION = re.compile(r"^\| `(GET|POST|PUT|PATCH|DELETE) (/api/v1/\S*)`", re.MULTILINE)
# Served beside Django by a route of its own.
BESIDE = {("POST", "/api/v1/positions")}


@pytest.fixture
def described(client) -> dict[str, object]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    description = answer.json()
    assert isinstance(description, dict)
    return description


@pytest.mark.django_db
def test_every_operation_of_the_description_stands_on_its_page_and_no_other(described):
    there = {
        (method.upper(), path)
        for path, operations in described["paths"].items()
        for method in operations
    }
    page = (REFERENCE / "programming-interface.md").read_text(encoding="utf-8")

    assert set(OPERATION.findall(page)) == there | BESIDE


def test_the_page_of_commands_is_what_the_commands_say():
    written = (ROOT / commands.PAGE).read_text(encoding="utf-8")

    assert written == commands.page(), "write it anew: python -m checks.commands"


def test_every_kind_of_event_stands_on_its_page_with_its_facts():
    page = (REFERENCE / "events.md").read_text(encoding="utf-8")
    # The bench has a kind of its own, which no browser hears of.
    kinds = [
        kind
        for kind in Event.__subclasses__()
        if kind.__module__.startswith("tocsin.") and not kind.kind.startswith("bench.")
    ]

    assert len(kinds) > 5
    for kind in kinds:
        row = next(line for line in page.splitlines() if line.startswith(f"| `{kind.kind}`"))
        for fact in kind.__annotations__.keys() - {"kind"}:
            assert f"`{fact}`" in row
