"""Whatever the science refuses can be said in the reader's language."""

import ast
from pathlib import Path

import pytest
from django.utils import translation

import tocsin.core
from tocsin.project.science.words import SENTENCES, said

REFUSALS = {
    "ValueError",
    "ImpossibleError",
    "TooManyUnitsError",
    "NotSettledError",
    "TooLittleDataError",
}
ASKED = ("queueing", "siting", "forecast", "simulate")
# What the commands never ask: whole counties with crews, shifts and ways.
NOT_ASKED = {"county.py", "loops.py"}


def refusals():
    root = Path(tocsin.core.__file__).parent
    for part in ASKED:
        for path in (root / part).glob("*.py"):
            if path.name in NOT_ASKED:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                called = node.exc if isinstance(node, ast.Raise) else None
                if isinstance(called, ast.Call) and getattr(called.func, "id", "") in REFUSALS:
                    told = called.args[0]
                    either = [told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]
                    yield from ((path.name, sentence) for sentence in either)


# Said of figures that no document can hold.
UNASKED = {
    "A wait is not negative.",
    "The share that may be lost is above 0 and at most 1.",
    "The share that may wait is above 0 and at most 1.",
    "A squared coefficient of variation is not negative.",
    "The ways need one row for each area and one column for each unit.",
    "Each call needs one arrival and one service time.",
}


def test_every_refusal_of_the_science_is_a_sentence_of_the_catalogue():
    found = {(name, getattr(sentence, "value", None)) for name, sentence in refusals()}

    assert len(found) > 30
    assert {one for one in found if one[1] not in {*SENTENCES, *UNASKED}} == set()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_is_said_in_chinese(sentence):
    with translation.override("zh-hans"):
        assert said(ValueError(sentence)) != sentence
