"""Written scenarios against everything else that could be answered, and those that are refused."""

import json

import numpy as np
import pytest

from tests.project.written_answers import Tried, told_worth
from tocsin.project import cli
from tocsin.project.planning import scenarios
from tocsin.project.planning.errors import UnusableInput

DRAWN = 120
CAR, CYCLE = {"kind": "car"}, {"kind": "motorcycle"}


def unit(name, **facts):
    return {"id": name, **facts}


def need(name, **facts):
    return {"id": name, **facts}


def scenario(units, needs, ways, **rules):
    return {"units": units, "needs": needs, "travel_seconds": ways, **rules}


BUSY = {"doing": "en_route", "busy_with": "C1", "busy_level": 4}
TWO = [unit("A"), unit("B")]
TAKING = {"preemption": {"2": [4]}}
COVER = {
    "places": [{"demand": 1}, {"demand": 3}],
    "seconds": [[60, 900], [60, 900], [900, 60]],
    "busy_share": 0.5,
}
# Name: the scenario, and who is sent to what.
ANSWERED = {
    "nearest": (scenario(TWO, [need("n")], [[90], [60]]), ["B>n"]),
    "equal ways": (scenario(TWO[::-1], [need("n")], [[60], [60]]), ["A>n"]),
    "not greedy": (
        scenario(TWO, [need("m"), need("n")], [[60, 70], [70, 600]]),
        ["A>n", "B>m"],
    ),
    "able ones are kept": (
        scenario(
            [unit("A", capabilities=["first_aid"]), unit("B")],
            [need("car"), need("medic", capabilities=["first_aid"])],
            [[10, 10], [90, 90]],
        ),
        ["A>medic", "B>car"],
    ),
    "every ability is asked for": (
        scenario(
            [unit("A", capabilities=["dog"]), unit("B", capabilities=["dog", "first_aid"])],
            [need("n", capabilities=["first_aid", "dog"])],
            [[10], [90]],
        ),
        ["B>n"],
    ),
    "kinds named first": (
        scenario(
            [unit("A", **CAR), unit("B", **CYCLE)],
            [need("n", kinds=["motorcycle", "car"])],
            [[60], [60]],
        ),
        ["B>n"],
    ),
    "time before kinds": (
        scenario(
            [unit("A", **CAR), unit("B", **CYCLE)],
            [need("n", kinds=["motorcycle", "car"])],
            [[59], [60]],
        ),
        ["A>n"],
    ),
    "in time before total": (
        scenario(TWO, [need("m"), need("n", within_seconds=60)], [[10, 60], [100, 70]]),
        ["A>n", "B>m"],
    ),
    "at the very second": (
        scenario([unit("A")], [need("n")], [[60]], targets={"1": 60}),
        ["A>n"],
    ),
    "earlier tier first": (
        scenario([unit("A")], [need("n", tier=2), need("m", tier=1)], [[10, 20]]),
        ["A>m"],
    ),
    "own hour before the tier's": (
        scenario(
            TWO,
            [need("m", within_seconds=100), need("n")],
            [[90, 10], [200, 95]],
            targets={"1": 50},
        ),
        ["A>m", "B>n"],
    ),
    "none is needed": (scenario(TWO, [need("n", number=0)], [[10], [20]]), []),
    "quantities": (scenario(TWO, [need("n", number=2)], [[30], [20]]), ["A>n", "B>n"]),
    "more needed than there are": (
        scenario(TWO, [need("n", number=4)], [[30], [20]]),
        ["A>n", "B>n"],
    ),
    "no way": (scenario(TWO, [need("n")], [[None], [500]]), ["B>n"]),
    "no way to one": (
        scenario(TWO, [need("m"), need("n")], [[None, 60], [60, 10]]),
        ["A>n", "B>m"],
    ),
    "too far": (scenario([unit("A")], [need("n")], [[1_801]]), []),
    "at the limit": (scenario([unit("A")], [need("n")], [[1_800]]), ["A>n"]),
    "endlessly far": (scenario([unit("A")], [need("n")], [[1e300]]), []),
    "old position": (
        scenario(
            [unit("A", fix_age_seconds=1_801), unit("B", fix_age_seconds=1_800)],
            [need("n")],
            [[10], [90]],
        ),
        ["B>n"],
    ),
    "never heard": (
        scenario([unit("A", fix_age_seconds=None), unit("B")], [need("n")], [[10], [90]]),
        ["B>n"],
    ),
    "resting": (
        scenario([unit("A", rest_seconds_left=1), unit("B")], [need("n")], [[10], [90]]),
        ["B>n"],
    ),
    "taken where it saves enough": (
        scenario([unit("A", **BUSY), unit("B")], [need("n")], [[10], [311]], **TAKING),
        ["A>n"],
    ),
    "not taken for less": (
        scenario([unit("A", **BUSY), unit("B")], [need("n")], [[10], [309]], **TAKING),
        ["B>n"],
    ),
    "taken though unnamed": (
        scenario(
            [unit("A", doing="assigned", busy_level=4), unit("B")],
            [need("n")],
            [[10], [200]],
            **TAKING,
        ),
        ["B>n"],
    ),
    "on scene may not be left": (
        scenario([unit("A", **BUSY | {"doing": "on_scene"})], [need("n")], [[10]], **TAKING),
        [],
    ),
    "not from the more urgent": (
        scenario([unit("A", **BUSY | {"busy_level": 2})], [need("n")], [[10]], **TAKING),
        [],
    ),
    "floor holds": (
        scenario([unit("A", station="S"), unit("B")], [need("n")], [[10], [90]], reserve_floor=1),
        ["B>n"],
    ),
    "floor holds though nobody comes": (
        scenario([unit("A", station="S")], [need("n")], [[10]], reserve_floor=1),
        [],
    ),
    "first urgency breaks it": (
        scenario([unit("A", station="S")], [need("n")], [[10]], reserve_floor=1, level=1),
        ["A>n"],
    ),
    "first urgency spares it": (
        scenario(
            [unit("A", station="S"), unit("B")], [need("n")], [[10], [90]], reserve_floor=1, level=1
        ),
        ["B>n"],
    ),
    "own station": (
        scenario([unit("A", station="S")], [need("n")], [[10]], reserve_floor=1, station="S"),
        ["A>n"],
    ),
    "far mates stay": (
        scenario(
            [unit("A", station="S"), unit("B", station="S")],
            [need("n")],
            [[10], [None]],
            reserve_floor=1,
        ),
        ["A>n"],
    ),
    "resting mates do not": (
        scenario(
            [unit("A", station="S"), unit("B", station="S", rest_seconds_left=9)],
            [need("n")],
            [[10], [20]],
            reserve_floor=1,
        ),
        [],
    ),
    "there already": (
        scenario(TWO, [need("m"), need("n", tier=2)], [[10, 20], [30, 40]], sent=["A"]),
        ["B>n"],
    ),
    "area left bare": (
        scenario(
            [*TWO, unit("C")], [need("n")], [[30], [20], [19]], coverage=COVER, coverage_seconds=1
        ),
        ["B>n"],
    ),
    "equal but for the area": (
        scenario([*TWO, unit("0")], [need("n")], [[20], [20], [20]], coverage=COVER),
        ["A>n"],
    ),
    "no units": (scenario([], [need("n")], []), []),
    "no needs": (scenario(TWO, [], [[], []]), []),
    "numbers as names": (
        scenario([unit(1), unit(2)], [need("n", number=2)], [[10], [20]], sent=[1]),
        ["2>n"],
    ),
}


@pytest.fixture
def answer(tmp_path):
    file = tmp_path / "scenario.json"

    def said(document):
        file.write_text(json.dumps(document), encoding="utf-8")
        return scenarios.answer(file)

    return said


def with_text_names(document):
    """Write names as the answer writes them."""
    units = [one | {"id": str(one["id"])} for one in document["units"]]
    return document | {"units": units, "sent": [str(one) for one in document.get("sent", [])]}


@pytest.mark.parametrize("name", ANSWERED)
def test_scenario_is_answered_as_the_page_says(answer, name):
    document, expected = ANSWERED[name]
    tried = Tried(with_text_names(document))

    told = answer(document)

    assert sorted(f"{row['unit']}>{row['need']}" for row in told["assignments"]) == expected
    assert told_worth(tried, told) == tried.best()
    missing = sum(gap["missing"] for gap in told["shortfalls"])
    assert missing + len(told["assignments"]) == len(tried.places)
    assert all(row["reasons"] for row in told["assignments"])
    assert all(gap["reason"] for gap in told["shortfalls"])
    assert tried.left_out.items() <= told["left_out"].items()


def perhaps(rng, share, **facts):
    return facts if rng.random() < share else {}


def some(rng, words, most):
    return rng.permutation(words)[: rng.integers(0, most + 1)].tolist()


def drawn_unit(rng, number):
    return unit(
        f"U{number}",
        kind=str(rng.choice(["car", "motorcycle"])),
        station=str(rng.choice(["S1", "S2", ""])),
        capabilities=some(rng, ["first_aid", "dog"], 2),
        **perhaps(rng, 0.2, **BUSY | {"doing": str(rng.choice(["assigned", "on_scene"]))}),
        **perhaps(rng, 0.1, rest_seconds_left=60),
        **perhaps(rng, 0.1, fix_age_seconds=None),
    )


def drawn_need(rng, number, most):
    return need(
        f"N{number}",
        kinds=some(rng, ["car", "motorcycle", "foot"], 3),
        capabilities=some(rng, ["first_aid"], 1),
        number=int(rng.integers(0, most + 1)),
        tier=int(rng.integers(1, 4)),
        **perhaps(rng, 0.2, within_seconds=120),
    )


def drawn(rng):
    """A scenario in which everything that the page names may happen."""
    count, wanted = int(rng.integers(1, 7)), int(rng.integers(1, 4))
    units = [drawn_unit(rng, number) for number in rng.permutation(count).tolist()]
    cover = {
        "places": [{"demand": 2}, {"demand": 1}, {"demand": 5}],
        "seconds": rng.choice([60, 900, None], (count, 3)).tolist(),
    }
    return scenario(
        units,
        [drawn_need(rng, n, 2 if wanted < 3 else 1) for n in rng.permutation(wanted).tolist()],
        rng.choice([30, 60, 90, 120, 400, 1_900, None], (count, wanted)).tolist(),
        level=int(rng.integers(1, 3)),
        reserve_floor=int(rng.integers(0, 3)),
        targets={"1": 60, "2": 120},
        preemption={"1": [3, 4], "2": [4]},
        **perhaps(rng, 0.5, coverage=cover, coverage_seconds=float(rng.choice([0, 5]))),
        **perhaps(rng, 0.2, sent=[units[0]["id"]]),
        **perhaps(rng, 0.2, station="S1"),
    )


def mixed(document, rng):
    """Write a scenario in another order."""
    rows, columns = rng.permutation(len(document["units"])), rng.permutation(len(document["needs"]))
    found = document | {
        "units": [document["units"][row] for row in rows],
        "needs": [document["needs"][column] for column in columns],
        "travel_seconds": [
            [document["travel_seconds"][row][column] for column in columns] for row in rows
        ],
    }
    if "coverage" in document:
        seconds = [document["coverage"]["seconds"][row] for row in rows]
        found["coverage"] = document["coverage"] | {"seconds": seconds}
    return found


def test_no_other_answer_is_better_by_the_page_and_the_order_of_writing_changes_none(answer):
    rng = np.random.default_rng(20261130)
    sent, missing = 0, 0
    for _ in range(DRAWN):
        document = drawn(rng)
        tried = Tried(document)
        told = answer(document)
        assert told_worth(tried, told) == tried.best(), document
        assert tried.left_out.items() <= told["left_out"].items()
        again = answer(mixed(document, rng))
        assert told["assignments"] == again["assignments"]
        assert told["objective"] == again["objective"]
        sent += len(told["assignments"])
        missing += len(told["shortfalls"])
    assert min(sent, missing) > DRAWN / 3


GOOD = scenario([unit("A", station="S")], [need("n")], [[60]])
REFUSED = {
    "field that is no field": (GOOD | {"capabilties": []}, "capabilties"),
    "field of a unit": (GOOD | {"units": [unit("A", capabilties=["dog"])]}, r"units\[0\]"),
    "field of a need": (GOOD | {"needs": [need("n", count=2)]}, "count"),
    "tier that is none": (GOOD | {"targets": {"4": 60}}, "targets"),
    "level that is none": (GOOD | {"preemption": {"5": [4]}}, "preemption"),
    "level to take from": (GOOD | {"preemption": {"2": [5]}}, "preemption"),
    "what none can be doing": (GOOD | {"preemption": {"while": ["asleep"]}}, "while"),
    "half of a letter": (GOOD | {"units": [unit("\ud800")]}, r"units\[0\]"),
    "negative way": (GOOD | {"travel_seconds": [[-1]]}, "travel_seconds"),
    "way that is no number": (GOOD | {"travel_seconds": [[float("nan")]]}, "travel_seconds"),
    "way as text": (GOOD | {"travel_seconds": [["60"]]}, "travel_seconds"),
    "ways of too few": (GOOD | {"travel_seconds": []}, "travel_seconds"),
    "negative rest": (GOOD | {"units": [unit("A", rest_seconds_left=-1)]}, "rest_seconds_left"),
    "endless rest": (
        GOOD | {"units": [unit("A", rest_seconds_left=float("inf"))]},
        "rest_seconds_left",
    ),
    "endless figure": (GOOD | {"reach_seconds": 10**400}, "reach_seconds"),
    "age that is no number": (
        GOOD | {"units": [unit("A", fix_age_seconds=float("nan"))]},
        "fix_age_seconds",
    ),
    "unit twice": (GOOD | {"units": [unit("A"), unit("A")], "travel_seconds": [[1], [2]]}, "A"),
    "need twice": (GOOD | {"needs": [need("n"), need("n")], "travel_seconds": [[1, 2]]}, "n"),
    "number below none": (GOOD | {"needs": [need("n", number=-1)]}, "number"),
    "number of a thousand": (GOOD | {"needs": [need("n", number=1_000)]}, "number"),
    "sent by no name": (GOOD | {"sent": ["Z"]}, "sent"),
    "urgency that is none": (
        GOOD | {"units": [unit("A", **BUSY | {"busy_level": 7})]},
        "busy_level",
    ),
    "half an urgency": (GOOD | {"units": [unit("A", **BUSY | {"busy_level": 1.5})]}, "busy_level"),
    "available and busy": (GOOD | {"units": [unit("A", busy_with="C1")]}, r"units\[0\]"),
    "neither way nor place": ({"units": [unit("A")], "needs": [need("n")]}, "point"),
    "place off the earth": (
        {"units": [unit("A", lat=95, lon=0)], "needs": [need("n", lat=1, lon=1)]},
        "point",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_scenario_that_makes_no_sense_is_refused_by_the_name_of_the_field(answer, name):
    document, named = REFUSED[name]

    with pytest.raises(UnusableInput, match=named):
        answer(document)


def test_refusal_is_one_sentence_and_nothing_is_printed(tmp_path, capsys):
    file = tmp_path / "scenario.json"
    file.write_text(json.dumps(REFUSED["way that is no number"][0]), encoding="utf-8")

    assert cli.run(["recommend", "--scenario", str(file), "--json"]) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    assert len(heard.err.strip().splitlines()) == 1


def test_note_for_people_may_stand_anywhere(answer):
    document = GOOD | {"note": "a market day", "needs": [need("n", note="the fire")]}

    assert [row["unit"] for row in answer(document)["assignments"]] == ["A"]
