"""The command line as a person meets it: quick help, one sentence for a mistake, exit codes."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

import tocsin
from tests.journeys.conftest import database_url
from tocsin.kernel.accounts.api import Role
from tocsin.project import cli
from tocsin.project.commands import user

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("django", "numpy", "scipy", "psycopg", "shapely", "rich", "openpyxl")


CHINESE = re.compile(r"[\u3400-\u9fff]")
# What may stand between Chinese words: names, paths, options, codes.
NAMES = re.compile(
    r"'[^']*'|--?\w[\w-]*|/\S+|[A-Z_]{2,}|tocsin(?: [a-z]+)*|1<=x<=\d+|PostgreSQL|root"
)
MISTAKES = [
    ["dance"],
    ["serve", "--port", "none"],
    ["serve", "--port", "70000"],
    ["user", "add"],
    ["user", "key", "lin", "--label", " "],
    ["backup", "/nonexistent/file"],
    ["check", "--jsom"],
    ["demo", "--hours", "1"],
    ["county", "generate", "--code", "no code"],
]


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("TOCSIN_LANGUAGE", "en")


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


@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_refusal_is_wholly_in_the_language_asked_for(words, capsys):
    assert cli.run(["--language", "zh", *words]) == 2
    told = capsys.readouterr().err
    assert CHINESE.search(told)
    assert re.findall(r"[A-Za-z]+", NAMES.sub("", told)) == []

    assert cli.run(["--language", "en", *words]) == 2
    assert not CHINESE.search(capsys.readouterr().err)


def test_kinds_of_things_are_named_in_the_language_too():
    """The parser names them when the command is loaded, so this takes a fresh process."""
    script = "import sys; from tocsin.project.cli import run; sys.exit(run(sys.argv[1:]))"
    answer = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script, "--language=zh", "restore", "/nonexistent/file"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )

    assert answer.returncode == 2
    assert re.findall(r"[A-Za-z]+", NAMES.sub("", answer.stderr)) == []


@pytest.mark.parametrize(
    ("surroundings", "is_chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
        ({"TOCSIN_LANGUAGE": "zh", "LANG": "en_US.UTF-8"}, True),
        ({"TOCSIN_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_surroundings_decide_the_language_where_nobody_asks(
    surroundings, is_chinese, monkeypatch, capsys
):
    for name in ("TOCSIN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)

    assert cli.run(["dance"]) == 2
    assert bool(CHINESE.search(capsys.readouterr().err)) == is_chinese


def test_language_of_a_command_leaves_no_trace_in_the_process(capsys):
    cli.run(["--language", "zh", "dance"])
    capsys.readouterr()

    assert os.environ["TOCSIN_LANGUAGE"] == "en"
    assert cli.run(["dance"]) == 2
    assert not CHINESE.search(capsys.readouterr().err)


@pytest.mark.django_db(transaction=True)
def test_refusal_from_behind_django_is_in_the_same_language(tmp_path):
    """The sentence around it and the sentence inside come from two catalogues."""
    words = ["user", "key", "nobody", "--label", "x"]
    script = (
        "from contextlib import contextmanager; from tocsin.project import cli, startup\n"
        "startup.prepare = lambda: None\n"
        "import sys; sys.exit(cli.run(sys.argv[1:]))"
    )
    url = database_url()
    told = {}
    for language in ("zh", "en"):
        answer = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", script, "--language", language, *words],
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT / "src"),
                "TOCSIN_DATABASE_URL": url,
                "TOCSIN_DATA": str(tmp_path),
            },
        )
        assert answer.returncode == 1, answer.stderr
        told[language] = answer.stderr

    assert told["en"] == "tocsin: Nobody has the user name nobody.\n"
    assert told["zh"] == "tocsin：没有用户名为 nobody 的人员。\n"


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
