import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.dispatching.commands import LineError, Trouble, Verb, naming, parse


@pytest.mark.parametrize(
    ("line", "verb", "words", "incident"),
    [
        ("派 城关-03 C20260302-0001", Verb.ASSIGN, ("城关-03",), "C20260302-0001"),
        ("ASSIGN c12 城关-03 东华-01", Verb.ASSIGN, ("城关-03", "东华-01"), "c12"),
        ("派　城关－０３", Verb.ASSIGN, ("城关-03",), ""),
        ("assign unit=城关-03 incident=C12", Verb.ASSIGN, ("城关-03",), "C12"),
        ("open -0012", Verb.OPEN, (), "-0012"),
        ("?", Verb.HELP, (), ""),
        ("？", Verb.HELP, (), ""),
    ],
)
def test_verb_first(line, verb, words, incident):
    command = parse(line)
    assert (command.verb, command.words, command.incident) == (verb, words, incident)


@pytest.mark.parametrize(
    ("line", "status"),
    [("城关-03 到达", "arrived"), ("U003 departed", "departed"), ("城关-03 待命", "available")],
)
def test_status_last(line, status):
    command = parse(line)
    assert (command.verb, command.status) == (Verb.STATUS, status)


def test_numbers_pick_from_the_recommendation():
    assert parse("assign 3").numbers == (3,)
    assert parse("a 1 2").numbers == (1, 2)
    assert parse("assign").numbers == ()


def test_note_keeps_the_words_as_typed():
    assert parse("note  门从里面锁着 reason=x ＡＢ").text == "门从里面锁着 reason=x ＡＢ"


@pytest.mark.parametrize(
    "line", ["城关-03 暂停", "城关-03 撤回", "withdraw 城关-03", "urgency 1", "reopen C12"]
)
def test_one_liner_that_needs_a_reason_is_refused_without_one(line):
    with pytest.raises(LineError) as refused:
        parse(line)
    assert refused.value.trouble is Trouble.NEEDS_REASON


def test_reason_runs_to_the_end_of_the_line():
    command = parse("城关-03 撤回 原因=路 断了")
    assert (command.verb, command.reason) == (Verb.WITHDRAW, "路 断了")


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("", Trouble.EMPTY),
        ("   ", Trouble.EMPTY),
        ("dance", Trouble.UNKNOWN_VERB),
        ("到达", Trouble.UNKNOWN_VERB),
        ("assign colour=red", Trouble.UNKNOWN_FIELD),
        ("note", Trouble.NEEDS_TEXT),
        ("close", Trouble.NEEDS_TEXT),
        ("link", Trouble.NEEDS_INCIDENT),
        ("urgency 7 x", Trouble.NEEDS_LEVEL),
        ("字" * 3000, Trouble.TOO_LONG),
    ],
)
def test_line_that_says_too_little_says_what_is_missing(line, trouble):
    with pytest.raises(LineError) as refused:
        parse(line)
    assert refused.value.trouble is trouble


def test_name_in_full_wins_over_its_ending_and_an_ending_of_several_is_asked_back():
    units = {"U1": ["城关-3"], "U2": ["东华-3"], "U3": ["3"]}
    assert naming("3", units) == ["U3"]
    assert naming("关3", units) == ["U1"]
    assert naming("-", units) == []
    del units["U3"]
    assert naming("3", units) == ["U1", "U2"]


@given(st.text(max_size=200))
def test_any_line_is_read_or_refused_with_a_reason(line):
    def outcome():
        try:
            return parse(line).verb
        except LineError as refused:
            return refused.trouble

    assert outcome() in {*Verb, *Trouble}
