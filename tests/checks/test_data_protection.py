"""What is held about people is said on a page, and the page says what the code does."""

from checks.data_protection import PAGE, page
from checks.tracked import ROOT

from tocsin.core.retention import RetentionClass
from tocsin.kernel.personal.api import Kind
from tocsin.project import protection
from tocsin.readers.transparency.counting import TASKS


def test_the_page_says_what_the_code_does():
    written = (ROOT / PAGE).read_text(encoding="utf-8")
    assert written == page(), "Write it anew: python -m checks.data_protection"


def test_every_kind_of_fact_and_every_column_about_people_has_a_line():
    assert list(protection.faults()) == []
    assert set(protection.MEANT) == set(Kind)
    assert set(protection.CLASSES) == set(RetentionClass)


def test_every_task_is_named_with_the_pages_that_open_people_for_it():
    assert set(protection.DOORS_OF_TASK) == set(TASKS)
    for task in TASKS:
        assert protection.readers_of_task(task), task


def test_nobody_outside_the_call_desk_opens_key_holders_of_a_call():
    assert protection.readers_of_task("key_holder") == ["call_taker"]
