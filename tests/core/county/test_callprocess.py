import json
import re
from collections import Counter
from importlib.resources import files

import numpy as np
import pytest

from tests.core.county.digest import digest
from tocsin.core.county.callprocess import draw_calls
from tocsin.core.geo import haversine_metres

DAY = 86_400.0


def by_type(year):
    return Counter(one.type_code for one in year.happenings)


def days_of(year, code):
    return np.array([one.at_seconds // DAY for one in year.happenings if one.type_code == code])


def hours_of(year, code):
    return np.array(
        [one.at_seconds % DAY / 3600 for one in year.happenings if one.type_code == code]
    )


def test_same_seed_gives_the_same_calls(one_county, phrases):
    first, again = (
        draw_calls(one_county, phrases, np.random.default_rng(3), seconds=2 * DAY) for _ in "ab"
    )
    assert digest(first) == digest(again)
    assert len(first.calls) > 300


def test_invalid_calls_have_the_real_share(year):
    valid = sum(call.truth == "valid" for call in year.calls)
    assert 1 - valid / len(year.calls) == pytest.approx(0.765, abs=0.015)


def test_a_year_brings_as_many_calls_as_the_real_county_has(year):
    assert len(year.calls) / 365 * 92 == pytest.approx(25_680, rel=0.04)
    assert len(year.happenings) / 365 * 92 == pytest.approx(6_024, rel=0.04)


def test_scale_multiplies_the_calls(one_county, phrases):
    rng = np.random.default_rng(4)
    one = draw_calls(one_county, phrases, rng, seconds=10 * DAY)
    three = draw_calls(one_county, phrases, rng, seconds=10 * DAY, scale=3.0)
    assert len(three.calls) / len(one.calls) == pytest.approx(3.0, rel=0.1)


def test_calls_come_in_order_within_the_time_asked_for(year):
    times = np.array([call.at_seconds for call in year.calls])
    assert (np.diff(times) >= 0).all()
    assert times[0] >= 0
    assert times[-1] <= 365 * DAY


def test_every_happening_has_one_valid_call_at_its_moment(year):
    valid = [call for call in year.calls if call.truth == "valid"]
    assert sorted(call.happening for call in valid) == list(range(len(year.happenings)))
    assert all(call.at_seconds == year.happenings[call.happening].at_seconds for call in valid)


def test_happenings_count_their_calls(year):
    counts = Counter(call.happening for call in year.calls if call.happening >= 0)
    assert all(counts[one.number] == one.calls for one in year.happenings)


def test_days_are_busier_than_nights(year):
    hours = np.array([call.at_seconds % DAY // 3600 for call in year.calls])
    morning, night = ((hours >= 8) & (hours < 12)).sum(), ((hours >= 1) & (hours < 5)).sum()
    assert morning > 2 * night


def test_drunkenness_belongs_to_nights_and_weekends(year):
    hours = hours_of(year, "0202")
    assert ((hours >= 20) | (hours < 4)).mean() > 0.5
    weekday = days_of(year, "0202") % 7
    assert np.isin(weekday, [4, 5, 6]).sum() / 3 > 1.15 * np.isin(weekday, [0, 1, 2, 3]).sum() / 4


def test_gas_and_fire_belong_to_winter_and_flood_to_summer(year):
    fire = days_of(year, "0601") // 30.42
    assert np.isin(fire, [11, 0, 1]).sum() > 1.2 * np.isin(fire, [5, 6, 7]).sum()
    flood = days_of(year, "0603") // 30.42
    assert np.isin(flood, [5, 6, 7, 8]).mean() > 0.5


def test_the_start_of_the_year_and_week_can_be_set(one_county, phrases):
    draws = {
        first_day: draw_calls(
            one_county,
            phrases,
            np.random.default_rng(8),
            seconds=30 * DAY,
            scale=6.0,
            first_day=first_day,
        )
        for first_day in (0, 200)
    }
    floods = {day: by_type(draw)["0603"] for day, draw in draws.items()}
    assert floods[200] > 3 * floods[0]


def test_types_have_their_proportions(year, phrases):
    counts = by_type(year)
    assert set(counts) == {facts["code"] for facts in phrases["types"]}
    assert counts.most_common(1)[0][0] == "0301"
    total = sum(facts["weight"] for facts in phrases["types"])
    for facts in phrases["types"]:
        expected = len(year.happenings) * facts["weight"] / total
        assert counts[facts["code"]] == pytest.approx(expected, abs=5 * expected**0.5 + 3)


def test_types_are_all_in_the_catalogue(phrases):
    fixture = files("tocsin.registers.catalogue") / "fixtures" / "incident_types.json"
    known = {one["code"] for one in json.loads(fixture.read_text(encoding="utf-8"))["types"]}
    assert {facts["code"] for facts in phrases["types"]} <= known


def test_repeats_follow_what_they_are_about(year):
    repeats = [call for call in year.calls if call.truth == "repeat"]
    assert len(repeats) > 5_000
    for call in repeats:
        assert call.at_seconds >= year.happenings[call.happening].at_seconds


def test_witnesses_call_within_minutes_from_near_by(year):
    witnesses = [c for c in year.calls if c.truth == "repeat" and not c.chases]
    ends = [year.happenings[call.happening] for call in witnesses]
    delay = [c.at_seconds - one.at_seconds for c, one in zip(witnesses, ends, strict=True)]
    here, there = (np.array([x.point for x in side]) for side in (witnesses, ends))
    metres = haversine_metres(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
    assert np.median(delay) < 300
    assert max(delay) <= 1_500.1
    assert metres.max() < 610


def test_few_big_events_bring_many_calls(year):
    counts = np.array([one.calls for one in year.happenings])
    assert (counts == 1).mean() > 0.6
    assert counts.max() >= 12
    big = Counter(one.type_code for one in year.happenings if one.calls >= 8)
    assert big.most_common(1)[0][0] in {"0601", "0302", "0605", "0701"}


def test_callers_about_one_thing_use_different_words(year):
    first = {}
    for call in year.calls:
        if call.truth == "valid" and call.channel != "device":
            first[call.happening] = call.words
    second: dict[int, str] = {}
    for call in year.calls:
        if call.truth == "repeat" and not call.chases and call.happening in first:
            second.setdefault(call.happening, call.words)
    assert len(second) > 1_000
    assert all(first[number] != words for number, words in second.items())


def test_a_chasing_caller_has_the_telephone_of_the_first_call(year):
    first = {c.happening: c for c in year.calls if c.truth == "valid" and c.telephone}
    chasing = [c for c in year.calls if c.chases and c.telephone and c.happening in first]
    assert len(chasing) > 500
    assert all(call.telephone == first[call.happening].telephone for call in chasing)


def test_silent_callers_say_nothing_and_others_do(year):
    for call in year.calls:
        assert bool(call.words) == (call.truth != "silent")
        assert bool(call.place_words) == (call.truth in {"valid", "repeat"} and not call.chases)


def test_words_and_places_are_whole_sentences_without_gaps(year):
    assert not any("{" in call.words + call.place_words for call in year.calls)


def test_telephones_cannot_be_real_ones(year):
    fit = re.compile(r"100\d{8}|0933-0\d{6}|")
    assert all(fit.fullmatch(call.telephone) for call in year.calls)


def test_calls_come_over_every_channel(year):
    share = Counter(call.channel for call in year.calls)
    assert set(share) == {"telephone", "sms", "web", "device", "partner"}
    assert share["telephone"] / len(year.calls) > 0.9
    assert {call.line for call in year.calls} == {"mobile", "landline", ""}


def test_only_telephone_callers_wait_and_some_hang_up_at_once(year):
    for call in year.calls:
        assert (call.patience_seconds is None) == (call.channel != "telephone")
    gone = [call.patience_seconds for call in year.calls if call.abandoned]
    assert 0.01 < len(gone) / len(year.calls) < 0.06
    assert max(gone) <= 8
    assert (
        min(c.patience_seconds for c in year.calls if c.patience_seconds and not c.abandoned) >= 10
    )


def test_two_in_three_callers_lie_within_their_uncertainty(year):
    located = [c for c in year.calls if c.fix and c.fix.uncertainty_metres >= 100]
    true, seen = np.array([c.point for c in located]), np.array([c.fix.point for c in located])
    metres = haversine_metres(true[:, 0], true[:, 1], seen[:, 0], seen[:, 1])
    within = metres <= np.array([c.fix.uncertainty_metres for c in located])
    assert within.mean() == pytest.approx(0.68, abs=0.03)


def test_people_drop_levels_of_an_address_or_name_what_stands_near(year, one_county):
    said: Counter[str] = Counter()
    township = re.compile("|".join(t.name for t in one_county.townships))
    for call in year.calls:
        address = year.happenings[call.happening].address if call.truth == "valid" else -1
        if address < 0:
            continue
        text = one_county.addresses.text[address]
        whole = call.place_words == text
        short = call.place_words == township.sub("", text, count=1)
        said["whole" if whole else "short" if short else "roughly"] += 1
    assert all(count / said.total() > 0.15 for count in said.values())
    assert len(said) == 3


def test_callers_on_roads_name_posts_and_junctions(year):
    places = [c.place_words for c in year.calls if c.truth == "valid"]
    assert any(re.search(r"G344.*\d+公里", place) for place in places)
    assert any(re.search(r"路口|十字|交叉口", place) for place in places)
    assert any("对面" in place or "旁边" in place for place in places)


def test_time_on_scene_depends_on_the_type(year):
    def median(code):
        return np.median([h.on_scene_seconds for h in year.happenings if h.type_code == code])

    assert 20 * 60 < median("0301") < 45 * 60
    assert median("0601") > 2 * median("0301")


def test_a_minute_without_calls_is_an_empty_draw(one_county, phrases):
    quiet = draw_calls(one_county, phrases, np.random.default_rng(1), seconds=60.0, scale=1e-6)
    assert quiet.calls == ()
    assert quiet.happenings == ()


@pytest.mark.parametrize(("seconds", "scale"), [(0.0, 1.0), (-1.0, 1.0), (60.0, 0.0)])
def test_a_draw_needs_time_and_scale(one_county, phrases, seconds, scale):
    with pytest.raises(ValueError, match="positive"):
        draw_calls(one_county, phrases, np.random.default_rng(1), seconds=seconds, scale=scale)
