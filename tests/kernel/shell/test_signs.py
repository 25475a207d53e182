"""What the template tags write."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def written(source: str, **facts: object) -> str:
    facts.setdefault("server_time", NOON)
    return Template("{% load shell %}" + source).render(Context(facts))


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=4), "0:04"),
        (timedelta(minutes=4, seconds=10), "4:10"),
        (3605, "1:00:05"),
        (timedelta(seconds=-5), "−0:05"),
        (None, "no data"),
    ],
)
def test_lengths_of_time_are_written_as_minutes_and_seconds(length, text):
    assert written("{{ length|duration }}", length=length) == text


def test_a_length_of_zero_is_a_length_and_not_missing_data():
    assert written("{{ length|duration }}", length=timedelta(0)) == "0:00"


def test_an_age_counts_from_its_moment_to_the_pages_own():
    html = written("{% age since %}", since=NOON - timedelta(seconds=250))

    assert '<span class="age-text">4:10</span>' in html
    assert 'data-since="2026-11-24T03:55:50+00:00"' in html


def test_an_age_within_its_target_fills_its_bar_by_its_share():
    html = written("{% age since target=180 level=2 %}", since=NOON - timedelta(seconds=90))

    assert '<rect class="bar-fill" width="50.0"' in html
    assert 'class="age urgency-2"' in html
    assert "breach" not in html


def test_an_age_past_its_target_is_a_breach_and_says_so_in_words():
    html = written("{% age since target=180 level=1 %}", since=NOON - timedelta(seconds=181))

    assert 'class="age urgency-1 breach"' in html
    assert re.search(r'<span class="age-late unseen">over its time</span>', html)


def test_an_age_that_has_ended_does_not_grow():
    html = written(
        "{% age since until=until %}",
        since=NOON - timedelta(minutes=9),
        until=NOON - timedelta(minutes=8),
    )

    assert ">1:00<" in html
    assert 'data-until="2026-11-24T03:52:00+00:00"' in html


def test_an_age_without_a_beginning_is_no_data():
    assert "no data" in written("{% age since target=60 %}", since=None)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (NOON - timedelta(hours=1), "11:00:00"),
        (NOON - timedelta(days=2), "11-22 12:00"),
        (NOON - timedelta(days=400), "2025-10-20 12:00"),
    ],
    ids=["today", "this year", "another year"],
)
def test_a_stamp_is_local_and_as_short_as_it_can_be(moment, text):
    assert f">{text}</time>" in written("{% stamp moment %}", moment=moment)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_urgency_is_told_by_a_shape_of_its_own_and_by_text(level):
    html = written("{% urgency level %}", level=level)
    others = [written("{% urgency level %}", level=n) for n in range(1, 5) if n != level]
    outline = re.search(r'd="([^"]+)"', html)

    assert outline is not None
    assert f"Level {level}" in html
    assert all(outline.group(1) not in other for other in others)


def test_a_compact_sign_keeps_its_text_for_screen_readers():
    assert '<span class="unseen">Level 1</span>' in written("{% urgency 1 compact=True %}")


def test_every_unit_state_has_a_shape_of_its_own():
    states = "available assigned en_route on_scene transporting returning unavailable off_duty"
    outlines = {
        re.findall(r'd="([^"]+)"', written("{% unit_state state %}", state=state))[0]
        for state in states.split()
    }

    assert len(outlines) == len(states.split())


def test_words_given_to_a_sign_are_escaped():
    assert "<b>" not in written("{% unit_state 'available' words %}", words="<b>11</b>")


def test_each_form_gets_an_act_id_of_its_own():
    first, second = (written("{% act_id %}") for _ in range(2))

    assert 'name="act_id"' in first
    assert first != second


@pytest.mark.parametrize(
    ("cookie", "theme"), [("light", "light"), ("", "dark"), ('"><script>', "dark")]
)
def test_the_theme_is_the_readers_choice_when_it_is_a_known_one(cookie, theme):
    request = RequestFactory().get("/")
    request.COOKIES["tocsin_theme"] = cookie

    assert written('{% theme "dark" %}', request=request) == theme


def test_a_link_to_the_part_one_is_in_is_marked():
    request = RequestFactory().get("/dispatch/2026-1/")

    assert written("{% here url %}", request=request, url="/dispatch/") == 'aria-current="page"'
    assert written("{% here url %}", request=request, url="/calls/") == ""
    assert written("{% here url %}", request=request, url="/") == ""


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 422, 429, 500])
def test_every_error_says_what_happened_and_what_to_do(status):
    html = written('{% include "shell/_error.html" %}', status=status)
    other = written('{% include "shell/_error.html" %}', status=500)

    assert str(status) in html
    assert status == 500 or html.split("<h1>")[1] != other.split("<h1>")[1]


def test_an_error_shows_the_refusals_own_sentence_when_it_has_one():
    html = written('{% include "shell/_error.html" %}', status=409, message="It is taken.")

    assert "It is taken." in html
    assert "Someone was faster" in html
