"""What the desks ask of the catalogue."""

import pytest
from django.utils import translation

from tests import make, make_catalogue
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.catalogue.api import Urgency
from tocsin.registers.catalogue.models import IncidentType

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded():
    make_catalogue.reference()


def kind(code: str) -> IncidentType:
    return catalogue.type_by_code(make.bureau(), code)


def found(text: str) -> list[str]:
    return [kind.code for kind in catalogue.search_types(make.bureau(), text)]


def test_lookups_after_the_first_cost_one_small_query(django_assert_num_queries):
    bureau = make.bureau()
    catalogue.types(bureau)

    with django_assert_num_queries(1):
        fight = catalogue.type_by_code(bureau, "0201")
        catalogue.plan_for(fight, 1)
        catalogue.questions_for(fight)


def test_lookups_see_a_load_at_once():
    bureau = make.bureau()
    assert "0203" in [kind.code for kind in catalogue.types(bureau)]

    catalogue.load_reference(
        bureau=bureau,
        actor=make.officer("admin"),
        at=make.NOON,
        tables=make_catalogue.tables_without("incident_types", "0203"),
    )

    assert "0203" not in [kind.code for kind in catalogue.types(bureau)]
    assert catalogue.type_by_code(bureau, "0203").active is False


def test_unknown_type_is_refused_with_a_sentence():
    with translation.override("en"), pytest.raises(catalogue.NoSuchType, match="“9999”"):
        kind("9999")


def test_bureau_without_tables_has_empty_lists():
    empty = make.bureau("620899")

    assert catalogue.types(empty) == ()
    assert catalogue.search_types(empty, "打架") == ()
    assert catalogue.clock_targets(empty, "town") == ()


def test_plan_names_units_in_the_order_of_sending():
    level = catalogue.plan_for(kind("0302"), Urgency.LIFE)

    assert [need.order for need in level.needs] == sorted(need.order for need in level.needs)
    assert any("ambulance" in need.capabilities for need in level.needs)
    assert level.reserve_floor == 0


def test_every_type_has_needs_at_every_level():
    for each in catalogue.types(make.bureau()):
        for level in Urgency:
            assert catalogue.plan_for(each, level).needs


def test_units_are_taken_only_from_less_urgent_incidents():
    life = catalogue.preemption_for(kind("0601"), Urgency.LIFE)
    waiting = catalogue.preemption_for(kind("0601"), Urgency.CAN_WAIT)

    assert life.may_take_from_levels == {Urgency.ORDINARY, Urgency.CAN_WAIT}
    assert "on_scene" not in life.while_status
    assert not waiting.may_take_from_levels


@pytest.mark.parametrize(
    ("area", "seconds"), [("town", [60, 180, 300]), ("rural", [300, 900, 1500])]
)
def test_clock_targets_come_first_tier_first(area, seconds):
    targets = catalogue.clock_targets(make.bureau(), area)

    assert [target.seconds for target in targets] == seconds
    assert all(0 < target.warn_seconds < target.seconds for target in targets)


def test_dispositions_can_be_narrowed_to_a_class():
    traffic = {row.code for row in catalogue.dispositions(make.bureau(), incident_class="03")}
    everything = {row.code for row in catalogue.dispositions(make.bureau())}

    assert "traffic_simple" in traffic
    assert "stop_payment_requested" not in traffic
    assert "settled_on_site" in traffic
    assert traffic < everything


def test_names_follow_the_language_of_the_reader():
    with translation.override("zh-hans"):
        assert kind("0601").name == "火灾"
    with translation.override("en"):
        assert kind("0601").name == "Fire"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0302", "0302"),
        ("打架", "0201"),
        ("djdo", "0201"),
        ("DJDO", "0201"),
        ("ｄｊｄｏ", "0201"),
        ("dajia", "0201"),
        ("hz", "0601"),
        ("fire", "0601"),
        ("gas leak", "0602"),
        ("neighbours", "0402"),
        ("邻里", "0402"),
        ("东大街有人追尾了", "0301"),
        ("刷单被骗了", "0804"),
    ],
)
def test_search_puts_the_closest_type_first(typed, code):
    assert found(typed)[0] == code


def test_search_by_the_beginning_of_a_code_lists_its_class():
    codes = found("03")

    assert codes
    assert all(code.startswith("03") for code in codes)


def test_search_for_nothing_lists_types_in_their_order():
    assert found("  ")[:3] == ["0101", "0102", "0103"]


@pytest.mark.parametrize("typed", ["@@@@", "\x00", "火" * 5000, "\ud800", "(((", "zzqqxx"])
def test_search_for_rubbish_finds_nothing_and_does_not_fail(typed):
    assert found(typed) == []


def test_search_offers_no_retired_type():
    catalogue.load_reference(
        bureau=make.bureau(),
        actor=make.officer("admin"),
        at=make.NOON,
        tables=make_catalogue.tables_without("incident_types", "0201"),
    )

    assert "0201" not in found("打架")


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("身份证到期了怎么换", "id_card_renewal"),
        ("身份证丢失", "id_card_lost"),
        ("停电了打哪个电话", "power_cut"),
        ("能不能放烟花", "fireworks"),
        ("接到可疑电话", "fraud_check"),
        ("手机丢了", "lost_phone"),
        ("电动车上牌", "ebike_plate"),
        ("how do I renew my id card", "id_card_renewal"),
        ("power cut", "power_cut"),
        ("birth of a newborn", "birth_registration"),
    ],
)
def test_knowledge_search_puts_the_page_that_answers_first(asked, page):
    assert catalogue.knowledge_search(make.bureau(), asked)[0].code == page


def test_knowledge_search_for_rubbish_finds_nothing():
    assert catalogue.knowledge_search(make.bureau(), "qqzzxx") == ()


def test_knowledge_page_names_whom_to_turn_to_without_another_query(django_assert_num_queries):
    bureau = make.bureau()
    catalogue.types(bureau)

    with django_assert_num_queries(1):
        page = catalogue.knowledge_search(bureau, "停电")[0]
        assert page.handover is not None
        assert page.handover.telephone == "95598"


def test_answers_raise_the_urgency_and_say_which_did():
    weighed = catalogue.urgency_after(kind("0201"), {"weapon": "yes", "drunk": "yes"})

    assert weighed.level == Urgency.LIFE
    assert [question.id for question in weighed.because] == ["weapon"]


def test_answers_never_lower_the_urgency():
    weighed = catalogue.urgency_after(kind("0302"), {"badly_injured": "no", "trapped": "no"})

    assert (weighed.level, weighed.because) == (Urgency.LIFE, ())


@pytest.mark.parametrize(("people", "level"), [("9", 4), ("10", 2), ("50", 1), ("", 4)])
def test_numbers_raise_the_urgency_from_their_bound_on(people, level):
    assert catalogue.urgency_after(kind("0408"), {"people_involved": people}).level == level


@pytest.mark.parametrize("answer", ["many", "-3", "9" * 400, "٣", "1.5"])
def test_number_that_is_none_is_refused(answer):
    with pytest.raises(catalogue.Malformed):
        catalogue.urgency_after(kind("0408"), {"people_involved": answer})


def test_answer_outside_the_list_is_refused():
    with pytest.raises(catalogue.Malformed):
        catalogue.urgency_after(kind("0601"), {"what_burns": "the moon"})
