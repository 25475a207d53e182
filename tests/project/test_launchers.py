"""The two launchers do the same: what cannot be run here is at least held beside what can."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POSIX = (ROOT / "tocsin").read_text(encoding="utf-8")
WINDOWS = (ROOT / "tocsin.cmd").read_bytes().decode("ascii")
LINES = WINDOWS.replace("\r\n", "\n").split("\n")
# A line of the shell that ends with a backslash goes on in the next.
POSIX_LINES = re.sub(r"\\\n\s*", "", POSIX).split("\n")


def options_of(lines: list[str], command: str) -> list[str]:
    """List the options that a launcher passes to a command."""
    [line] = [one for one in lines if command in one and "--" in one]
    told = line.split(command, 1)[1].split("||")[0].split("&&")[0]
    return re.findall(r"(?<!\S)(--?[a-z][a-z-]*|:all:)(?=\s|$)", told)


@pytest.mark.parametrize("command", ["uv venv", "uv pip install", "-m pip install", "-m venv"])
def test_both_pass_the_same_options(command):
    ours = options_of(POSIX_LINES, command)

    assert ours
    assert options_of(LINES, command) == ours


@pytest.mark.parametrize(
    "part",
    [
        "-m tocsin.project.cli",
        "(3, 11) <= sys.version_info < (3, 14)",
        ">=3.11,<3.14",
        "venv,ensurepip",
        "TOCSIN_PYTHON",
        "-m pip --version",
        "requirements-test.lock",
        "PYTHONDONTWRITEBYTECODE",
        "CONDA_PREFIX",
    ],
)
def test_both_say(part):
    assert part in POSIX
    assert part in WINDOWS.replace("venv, ensurepip", "venv,ensurepip")


def test_both_leave_the_same_settings_of_pip_and_uv():
    names = re.compile(r"\b(?:PIP|UV)_[A-Z_]*[A-Z]\b")

    assert set(names.findall(WINDOWS)) == set(names.findall(POSIX))


def test_both_tell_the_same():
    told = re.compile(r"(?:preparing the|another start|Tocsin needs|The packages could)[^\"\n$]*")
    theirs = {sentence.removesuffix(" 1>&2").strip() for sentence in told.findall("\n".join(LINES))}

    assert theirs == {sentence.strip() for sentence in told.findall(POSIX)}
    assert len(theirs) == 4


def test_every_label_that_is_gone_to_is_there_once_and_none_is_in_vain():
    labels = [line[1:].strip() for line in LINES if re.match(r":[a-z]", line)]
    wanted = re.findall(r"(?:goto|call) :?([a-z_]+)\b", "\n".join(LINES))

    assert len(labels) == len(set(labels))
    assert set(wanted) == set(labels)


def test_a_batch_file_ends_its_lines_as_windows_does():
    raw = (ROOT / "tocsin.cmd").read_bytes()

    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in LINES) < 8191
    assert LINES[0] == "@echo off"
    # Nothing set here may stay behind in the caller's window.
    assert any(line.startswith("setlocal") for line in LINES[:5])


def test_no_line_is_run_into_by_accident():
    """Before each label that is called stands a line that leaves."""
    called = set(re.findall(r"call :([a-z_]+)", WINDOWS))
    for number, line in enumerate(LINES):
        if line.startswith(":") and line[1:].strip() in called:
            before = [one for one in LINES[:number] if one and not one.startswith("rem ")][-1]
            assert before.startswith("exit /b"), line
