"""The command line as a person meets it: quick help, one sentence for a mistake, exit codes."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

import tocsin
from tocsin.kernel.accounts.api import Role
from tocsin.project import cli
from tocsin.project.commands import user

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("django", "numpy", "scipy", "psycopg", "shapely", "rich", "openpyxl")


def every_command() -> list[tuple[str, click.Command]]:
    """List each command and subcommand with its full name."""
    context = click.Context(cli.cli)
    found = []
    for name in cli.cli.list_commands(context):
        command = cli.cli.get_command(context, name)
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {part}", inner) for part, inner in command.commands.items()]
    return found


@pytest.mark.parametrize(
    "words", [["--help"], ["user", "add", "--help"], ["register", "import", "--help"]]
)
def test_help_imports_nothing_heavy(words):
    script = (
        "import sys; from tocsin.project.cli import run; code = run(sys.argv[1:]); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], code)"
    )
    answer = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script, *words],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )

    assert answer.stdout.splitlines()[-1] == "[] 0"


@pytest.mark.parametrize(("name", "command"), every_command())
def test_every_command_shows_an_example_that_names_it(name, command):
    assert f"Example: tocsin {name}" in (command.help or "") or isinstance(command, click.Group)


@pytest.mark.parametrize(
    "words",
    [
        ["dance"],
        ["--dance"],
        ["serve", "--port", "none"],
        ["serve", "--port", "70000"],
        ["user", "add"],
        ["user", "add", "lin", "--name", "L", "--bureau", "1", "--role", "king"],
        ["restore", "/nonexistent/file"],
        ["backup", "/nonexistent/file"],
        ["check", "--jsom"],
    ],
)
def test_mistake_is_answered_with_one_sentence_and_code_two(words, capsys):
    code = cli.run(words)

    answer = capsys.readouterr()
    assert code == 2
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert answer.err.startswith("tocsin")


def test_no_words_at_all_show_the_commands(capsys):
    assert cli.run([]) == 0
    assert "check" in capsys.readouterr().out


def test_group_without_a_command_shows_its_help(capsys):
    assert cli.run(["user"]) == 0
    assert "Add an officer" in capsys.readouterr().out


def test_refusal_is_one_sentence_and_code_one(monkeypatch, tmp_path, capsys):
    (tmp_path / "data").touch()
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("TOCSIN_DATABASE_URL", raising=False)

    assert cli.run(["migrate"]) == 1
    assert "choose another with TOCSIN_DATA" in capsys.readouterr().err


def test_check_tells_of_an_unusable_database_as_json(monkeypatch, tmp_path, capsys):
    (tmp_path / "data").touch()
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("TOCSIN_DATABASE_URL", raising=False)

    assert cli.run(["check", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert [set(finding) for finding in told["findings"]] == [{"name", "ok", "message"}]


def test_command_whose_module_is_not_there_is_not_registered(monkeypatch):
    monkeypatch.setitem(cli.COMMANDS, "dance", cli.Entry("not_written", "Dance."))

    assert "dance" not in cli.cli.list_commands(click.Context(cli.cli))
    assert cli.run(["dance"]) == 2


def test_version_is_the_one_of_the_package(capsys):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert cli.run(["--version"]) == 0
    assert tocsin.__version__ == project["version"]
    assert project["version"] in capsys.readouterr().out


def test_roles_on_the_command_line_are_the_roles_of_the_bureau():
    assert set(user.ROLES) == set(Role.values)
