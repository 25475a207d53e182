"""Every door is found where it is declared, and every check can be dropped and is back after."""

import ast
from uuid import uuid4

import pytest
from django.urls import reverse

from tests import make
from tocsin.kernel.access.api import policy_of
from tocsin.kernel.access.policies import PUBLIC
from tocsin.kernel.access.rowlevel import not_held_apart
from tocsin.project.campaigns.acting_bars import acting_bars
from tocsin.project.campaigns.belongings import settled
from tocsin.project.campaigns.bodies import fitting_body
from tocsin.project.campaigns.doors import Door, operations, pages
from tocsin.project.campaigns.fetching_bars import fetching_bars
from tocsin.project.campaigns.mutants import (
    OUT_OF_REACH,
    Dropper,
    access_functions,
    code_without_checks,
    mutants_of,
    scope_mutants,
    with_code,
)


def door(name: str) -> Door:
    [found] = [one for one in pages() if one.name == name]
    return found


def test_the_words_of_an_address_are_filled_by_what_they_name():
    page = door("dispatch:withdraw")

    assert [(word.name, word.kind) for word in page.words] == [("number", "str"), ("pk", "uuid")]
    assert page.address({"number": "C1", "pk": "p"}) == "/dispatch/incidents/C1/withdraw/p/"


def test_an_address_of_choices_takes_the_first_and_has_no_word_for_them():
    page = door("dispatch:part")

    assert [word.name for word in page.words] == ["number"]
    assert page.address({"number": "C1"}).startswith("/dispatch/incidents/C1/")


def test_hundreds_of_checks_can_be_dropped():
    doors = [*pages(), *operations()]
    made = [*(one for door in doors for one in mutants_of(door)), *scope_mutants()]

    assert len(made) > 200
    assert {one.kind for one in made} == {"role", "sign_in", "scope", "again"}


def test_a_dropped_policy_is_back_afterwards():
    page = door("officers")
    [*_roles, anybody] = mutants_of(page)

    with anybody.dropped():
        assert policy_of(page.guarded) == PUBLIC

    assert policy_of(page.guarded) == page.policy


def test_a_filter_loses_its_bureau_and_nothing_else():
    tree = ast.parse("rows.filter(bureau=officer, state='open')")

    text = ast.unparse(Dropper().visit(tree))

    assert "rows.filter(state='open')" in text


def test_a_function_runs_without_its_check_for_the_length_of_a_block():
    [calls_of] = [one for one in access_functions() if one.__name__ == "calls_of"]
    whole = calls_of.__code__
    code = code_without_checks(calls_of)
    assert code is not None

    with with_code(calls_of, code):
        assert "within" not in calls_of.__code__.co_names

    assert calls_of.__code__ is whole


@pytest.mark.django_db
def test_the_database_keeps_nobody_out_while_a_check_is_dropped_and_does_again_after():
    [one] = [mutant for mutant in scope_mutants() if mutant.name.endswith("calls.access.calls_of")]

    assert not_held_apart() == []
    with one.dropped():
        assert "calls_call" in not_held_apart()

    assert not_held_apart() == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OUT_OF_REACH))
def test_behind_a_door_of_sheets_the_table_asks_for_the_roles_as_well(client, name):
    """Which is why no knock shows that the door asks."""
    page = door(name.removesuffix(": any role"))
    [any_role, _anybody] = mutants_of(page)
    filled = {"name": "units", "kind": "csv", "number": str(uuid4()), "pair": "1"}
    words = {word.name: filled[word.name] for word in page.words}
    client.force_login(make.officer("zhao"))
    acts = page.name in {f"sheets:{one}" for one in ("confirm", "decide_pair", "send", "withdraw")}
    ask = client.post if acts else client.get

    with any_role.dropped():
        answer = ask(
            reverse(page.name, kwargs=words),
            headers={"X-Act-Id": str(uuid4()), "Accept": "application/json"},
        )

    assert answer.status_code == 403
    assert answer.json()["code"] == "spreadsheets.not_your_table"


@pytest.mark.django_db(transaction=False)
def test_every_bar_behind_the_doors_stops_what_it_must_and_is_missed_when_it_is_dropped(
    settings, tmp_path, noon
):
    settings.MEDIA_ROOT = tmp_path / "files"
    there = settled(noon)
    checks = {one.where: one for one in scope_mutants()}
    found = [*acting_bars(there, noon), *fetching_bars(there)]

    assert [one.name for one in found if one.opens()] == []
    for one in found:
        with checks[one.name].dropped() if one.name in checks else one.dropped():
            assert one.opens(), one.name
    assert len(found) > 40


def test_an_operation_gets_a_body_that_it_takes():
    stamping = next(one for one in operations() if one.name.endswith("{assignment}/milestones"))

    assert fitting_body(stamping) == {"kind": "received"}
