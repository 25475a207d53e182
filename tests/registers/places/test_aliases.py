"""What callers call a place becomes a name of it: heard on a desk, verified by the beat."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests import make, make_places
from tocsin.kernel.accounts.models import Beat
from tocsin.kernel.audit.api import trail
from tocsin.registers.places.aliases.deciding import reject_alias, retire_alias, verify_alias
from tocsin.registers.places.api import (
    VerifiedAlias,
    aliases_stamp,
    record_alias,
    verified_aliases,
)
from tocsin.registers.places.errors import (
    AliasKnown,
    AliasTurnedDown,
    AlreadyDecided,
    NoOtherName,
    NoReason,
    NotYourBeat,
    ProposerCannotVerify,
)
from tocsin.registers.places.models import AliasVersion

pytestmark = pytest.mark.django_db
PLACE = "L-东华供销合作社"
LATER = make.NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _town():
    make_places.two_beats()
    make_places.landmark("东华供销合作社", at=(106.62, 35.2))


def record(words="喂，我在老供销社这里", *, source="J1", by="lin", code=PLACE):
    return record_alias(
        bureau=make.bureau(),
        kind="landmark",
        code=code,
        words=words,
        source=source,
        actor=make.officer(by),
        at=make.NOON,
    )


def officer_of(beat="B01", name="bai"):
    officer = make.officer(name)
    officer.beat = Beat.objects.get(code=beat)
    officer.save()
    return officer


def test_a_name_waits_for_the_beat_and_is_in_use_from_its_word_on():
    alias = record()
    assert (alias.words, alias.state, alias.beat.code) == ("老供销社", "proposed", "B01")
    assert verified_aliases(make.bureau()) == []

    verify_alias(alias=alias, actor=officer_of(), at=LATER)

    assert verified_aliases(make.bureau()) == [VerifiedAlias("landmark", PLACE, "老供销社")]


def test_every_change_is_a_version_and_moves_the_stamp():
    before = aliases_stamp(make.bureau().pk)
    alias = record()
    verify_alias(alias=alias, actor=officer_of(), at=LATER, words="老供销社大院")
    retire_alias(alias=alias, reason="已拆除", actor=make.officer("guan"), at=LATER)

    versions = AliasVersion.objects.filter(alias=alias).order_by("version")
    assert [(row.state, row.words, row.reason) for row in versions] == [
        ("proposed", "老供销社", ""),
        ("verified", "老供销社大院", ""),
        ("retired", "老供销社大院", "已拆除"),
    ]
    assert aliases_stamp(make.bureau().pk) == before + 3
    assert verified_aliases(make.bureau()) == []
    assert [entry["action"] for entry in trail(alias)] == [
        "places.alias_proposed",
        "places.alias_verified",
        "places.alias_retired",
    ]


def test_the_same_words_of_another_call_are_counted_not_proposed_again():
    first, again, same_call = record(), record("老供销社。", source="J2"), record(source="J2")

    assert first.pk == again.pk == same_call.pk
    assert first.heard.count() == 2
    assert first.versions.count() == 1


@pytest.mark.parametrize("words", ["李家门口", "张三家", "13800138000", "供销社对面"])
def test_words_that_tell_of_people_or_only_of_the_way_are_refused(words):
    with pytest.raises(NoOtherName):
        record(words)


def test_only_a_place_of_the_register_has_another_name():
    with pytest.raises(NoOtherName):
        record(code="")


def test_the_name_in_the_register_is_no_other_name():
    with pytest.raises(AliasKnown):
        record("东华供销合作社")


def test_the_officer_of_another_beat_does_not_decide():
    with pytest.raises(NotYourBeat):
        verify_alias(alias=record(), actor=officer_of("B02"), at=LATER)


def test_whoever_proposed_a_name_does_not_verify_it():
    officer_of()
    with pytest.raises(ProposerCannotVerify):
        verify_alias(alias=record(by="bai"), actor=officer_of(), at=LATER)


def test_a_rejected_name_is_told_to_whoever_proposes_it_again_and_may_be_verified_after_all():
    alias = reject_alias(alias=record(), reason="是另一处", actor=officer_of(), at=LATER)
    with pytest.raises(AliasTurnedDown, match="是另一处"):
        record(source="J2")

    verify_alias(alias=alias, actor=officer_of(), at=LATER)

    assert len(verified_aliases(make.bureau())) == 1


def test_a_rejection_needs_its_reason_and_a_decision_is_taken_once():
    alias = record()
    with pytest.raises(NoReason):
        reject_alias(alias=alias, reason=" ", actor=officer_of(), at=LATER)
    verify_alias(alias=alias, actor=officer_of(), at=LATER)
    with pytest.raises(AlreadyDecided):
        verify_alias(alias=alias, actor=officer_of(), at=LATER)


def test_a_retired_name_that_is_heard_again_is_proposed_again():
    alias = verify_alias(alias=record(), actor=officer_of(), at=LATER)
    retire_alias(alias=alias, reason="改名", actor=officer_of(), at=LATER)

    assert record(source="J2").state == "proposed"


def test_better_words_that_are_recorded_on_their_own_are_refused():
    record("供销社大院")
    with pytest.raises(AliasKnown):
        verify_alias(alias=record(), actor=officer_of(), at=LATER, words="供销社大院")


def act(client, name, alias, **data):
    sent = {"act_id": str(uuid4())} | data
    return client.post(reverse(f"places:{name}", args=[alias.pk]), sent)


def test_the_beat_verifies_on_the_page_and_retires_with_a_reason(client):
    alias = record()
    client.force_login(officer_of())
    assert "老供销社" in client.get(reverse("places:aliases") + "?state=proposed").content.decode()

    assert act(client, "alias_verify", alias, words="老供销社").status_code == 200
    assert act(client, "alias_retire", alias).status_code == 422
    assert act(client, "alias_retire", alias, reason="已拆除").status_code == 200

    page = client.get(reverse("places:alias", args=[alias.pk])).content.decode()
    assert "已拆除" in page
    assert client.get(reverse("places:aliases") + "?state=proposed").context["rows"] == []


def test_who_does_not_verify_reads_the_list_without_buttons(client):
    alias = record()
    client.force_login(make.officer("lin"))

    assert "/verify/" not in client.get(reverse("places:aliases")).content.decode()
    assert act(client, "alias_verify", alias).status_code == 403


def test_the_address_bar_narrows_the_list_to_state_beat_and_words(client):
    record()
    client.force_login(officer_of())

    def rows(query):
        return len(client.get(f"{reverse('places:aliases')}?{query}").context["rows"])

    assert [rows(q) for q in ("beat=B01", "beat=B02", "q=老供", "q=车站", "state=verified")] == [
        1,
        0,
        1,
        0,
        0,
    ]


def test_the_list_goes_on_and_takes_the_same_queries_however_long(
    client, django_assert_max_num_queries
):
    signs = "甲乙丙丁戊己庚辛壬癸"
    for first in signs[:4]:
        for second in signs:
            record(f"{first}{second}老楼")
    client.force_login(officer_of())
    address = reverse("places:aliases")
    client.get(address)
    with django_assert_max_num_queries(10):
        page = client.get(address)

    assert len(page.context["rows"]) == 30
    assert len(client.get(f"{address}?{page.context['older']}").context["rows"]) == 10


def test_a_verifier_is_told_which_other_place_is_called_so(client):
    make_places.landmark("东华供销社二门市", at=(106.63, 35.2))
    verify_alias(alias=record(code="L-东华供销社二门市"), actor=officer_of(), at=LATER)
    record()
    client.force_login(officer_of())

    page = client.get(reverse("places:aliases") + "?state=proposed")

    assert page.context["rows"][0].also == ["东华供销社二门市"]
