"""The demonstration's command: its folder, its port and its words."""

import socket
from datetime import datetime
from pathlib import Path

import pytest

from tocsin.project.cli import run
from tocsin.project.demo.running import (
    DemoRunsAlready,
    demo_folders,
    free_port,
    last_afternoon,
    own_folder,
)

ROOT = Path(__file__).resolve().parents[2]


def test_two_demonstrations_keep_to_their_own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path))
    with own_folder(None) as first, own_folder(None) as second:
        assert (first, second) == (tmp_path / "demo", tmp_path / "demo-2")
    with own_folder(None) as again:
        assert again == first


def test_a_named_folder_in_use_is_refused(tmp_path):
    named = tmp_path / "mine"
    with own_folder(named) as folder, pytest.raises(DemoRunsAlready), own_folder(named):
        pytest.fail("it was given away twice")
    with own_folder(folder) as again:
        assert again == folder


def test_the_data_of_a_bureau_is_never_a_demonstrations_folder(tmp_path):
    folders = demo_folders(tmp_path)
    assert tmp_path not in [next(folders) for _ in range(3)]


def test_a_port_in_use_is_passed_over():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert free_port(taken) > taken


@pytest.mark.parametrize(
    "arguments",
    [["--speed", "0.5"], ["--speed", "601"], ["--hours", "2"], ["--json"], ["--port", "0"]],
)
def test_wishes_that_make_no_sense_are_answered_with_one_sentence(arguments, capsys):
    assert run(["demo", *arguments]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("now", "shown"), [("03:00", "2026-03-01 07:00"), ("09:30", "2026-03-02 07:00")]
)
def test_a_county_is_first_shown_in_the_afternoon_whatever_the_hour(now, shown):
    found = last_afternoon(datetime.fromisoformat(f"2026-03-02 {now}+00:00"))

    assert found == datetime.fromisoformat(f"{shown}+00:00")
