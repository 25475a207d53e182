"""Questions in files are answered by the command, and what is none is refused in one sentence."""

import csv
import gzip
import json
import math
from datetime import date, timedelta
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import pytest

from tocsin.project import cli

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "calls"
AMBULANCES = DATA / "ambulance-daily-sw-england-2013_2018.csv.gz"


@pytest.fixture
def ask(tmp_path, capsys):
    """Ask one question; gives the exit code and what was said."""

    def asked(name, document, *words):
        path = tmp_path / "question.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        code = cli.run(["--language", "en", "science", name, "--in", str(path), "--json", *words])
        said = capsys.readouterr()
        return code, json.loads(said.out) if code == 0 else said.err

    return asked


def test_hypercube_answers_the_printed_example(ask):
    document = {
        "rates": [0.5, 0.25, 0.35, 0.4],
        "preferences": [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]],
        "service_rate": 1,
        "queue": "infinite",
        "method": "exact",
    }

    code, told = ask("hypercube", document)

    assert code == 0
    assert [round(load, 4) for load in told["workloads"]] == [0.5574, 0.4734, 0.4693]
    assert np.sum(told["dispatch"], axis=1) == pytest.approx(1)
    assert ask("hypercube", document | {"queue": "zero"})[1]["loss"] == pytest.approx(
        0.1343, abs=1e-4
    )
    near = ask("hypercube", document | {"method": "approximate"})[1]["workloads"]
    assert [round(load, 4) for load in near] == [0.5626, 0.4717, 0.4657]


def test_effort_answers_how_searchers_are_shared(ask):
    document = {"weights": [8, 4, 1, 2], "rates": [[1], [4], [12], [8]], "efforts": [0.05]}

    told = ask("effort", document)[1]

    assert np.ravel(told["effort"]) == pytest.approx([0, 0.0333333, 0, 0.0166667], abs=1e-7)
    assert told["bound"] == pytest.approx(told["found"])
    assert "one weight and one rate" in ask("effort", document | {"efforts": [1, 2]})[1]


def test_erlang_answers_loss_wait_and_time(ask):
    assert ask("erlang", {"servers": 5, "load": 4})[1] == pytest.approx(
        {"B": 0.1990668740, "C": 0.5541125541, "wait": 0.5541125541}, abs=1e-9
    )
    assert ask("erlang", {"servers": 3, "load": 4})[1]["wait"] is None


def test_sites_are_chosen_as_by_force(ask):
    cover = [[1, 0, 1], [1, 1, 0], [0, 1, 0], [0, 0, 1]]
    demand = [2, 2, 1, 1]

    assert ask("mclp", {"demand": demand, "cover": cover, "p": 2})[1]["objective"] == 6
    told = ask("mexclp", {"demand": demand, "cover": cover, "p": 3, "q": 0.4})[1]
    most = max(
        np.dot(demand, 1 - 0.4 ** np.array(cover)[:, list(sites)].sum(axis=1))
        for sites in combinations_with_replacement(range(3), 3)
    )
    assert told["objective"] == pytest.approx(most)
    assert len(told["sites"]) == 3
    assert told["proven"]
    ways = {"weights": [3, 1, 1], "cost": [[0, 5, 9], [5, 0, 4], [9, None, 0]], "p": 2}
    assert ask("pmedian", ways)[1] | {"gap": 0} == {
        "sites": [0, 2],
        "objective": 4,
        "bound": 4,
        "proven": True,
        "gap": 0,
    }
    assert ask("pmedian", ways | {"method": "heuristic"})[1]["objective"] == 4


def test_a_simulation_is_told_call_by_call(ask):
    told = ask(
        "simulate",
        {
            "arrivals": [0, 1, 2],
            "points": [0, 0, 1],
            "service": [60, 60, 60],
            "travel": [[10, 30], [30, 10]],
            "units": [0, 1],
            "policy": "nearest",
            "queue": "fifo",
        },
    )[1]

    assert told == {
        "unit": [0, 1, 0],
        "start": [0, 1, 70],
        "response": [10, 30, 98],
        "finish": [70, 91, 160],
    }


REFUSED = [
    ("erlang", "no JSON", "not JSON"),
    ("erlang", [1], "no JSON object"),
    ("erlang", {"servers": 0, "load": 1}, "servers"),
    ("erlang", {"servers": 2.5, "load": 1}, "servers"),
    ("erlang", {"servers": 2, "load": "much"}, "load"),
    ("erlang", {"servers": 2, "load": 1, "colour": 1}, "colour"),
    ("hypercube", {"rates": [1], "preferences": [[0]], "service_rate": 0}, "service rate"),
    ("hypercube", {"rates": [1], "preferences": [[0, 0]], "service_rate": 1}, "none twice"),
    (
        "hypercube",
        {"rates": [2], "preferences": [[0]], "service_rate": 1, "queue": "infinite"},
        "ever",
    ),
    ("hypercube", {"rates": [1], "preferences": [[*range(19)]], "service_rate": 1}, "at most 18"),
    ("hypercube", {"rates": [1], "preferences": "all", "service_rate": 1}, "preferences"),
    ("mclp", {"demand": [1], "cover": [[1, 2]], "p": 1}, "cover"),
    ("mclp", {"demand": [1, 1], "cover": [[1, 1]], "p": 1}, "cover"),
    ("mclp", {"demand": [1], "cover": [[1, 1], [1]], "p": 1}, "cover"),
    ("mclp", {"demand": [1], "cover": [[1]], "p": 2}, "fewer units"),
    ("mexclp", {"demand": [1], "cover": [[1]], "p": 1, "q": 1}, "q"),
    ("pmedian", {"weights": [1], "cost": [[None]], "p": 1}, "reached"),
    ("pmedian", {"weights": [1], "cost": [["1"]], "p": 1}, "cost"),
    ("pmedian", {"weights": [1], "cost": [[1]], "p": 1, "method": "best"}, "heuristic"),
    (
        "simulate",
        {"arrivals": [0], "points": [3], "service": [1], "travel": [[1]], "units": [0]},
        "a point that does not exist",
    ),
    (
        "simulate",
        {"arrivals": [0], "points": [0], "service": [-1], "travel": [[1]], "units": [0]},
        "service",
    ),
    (
        "simulate",
        {"arrivals": [0, 1], "points": [0], "service": [1], "travel": [[1]], "units": [0]},
        "points",
    ),
    ("forecast", "area;date\n", "columns"),
    ("forecast", "area,date,responses\na,yesterday,1\n", "Line 2"),
    ("forecast", "area,date,responses\na,2026-01-01,1\na,2026-01-01,2\n", "twice"),
    ("forecast", "area,date,responses\n", "no row"),
    ("forecast", "area,date,responses\na,2026-01-01,1\n", "eight weeks"),
]


@pytest.mark.parametrize(("name", "document", "words"), REFUSED)
def test_what_has_no_answer_is_refused_in_a_sentence(ask, name, document, words):
    code, said = ask(name, document)

    assert code == 2
    assert words in said
    assert "Traceback" not in said


def table(path, days=460, areas=("east", "west")):
    draws = np.random.default_rng(3)
    first = date(2024, 10, 1)
    with gzip.open(path, "wt", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["area", "date", "responses"])
        for day in range(days):
            for at, area in enumerate(areas):
                count = draws.poisson(60 * (at + 1) * (1.2 if day % 7 == 5 else 1.0))
                rows.writerow([area, (first + timedelta(days=day)).isoformat(), count])


def test_a_forecast_tells_every_area_and_day_with_its_bounds(tmp_path, capsys):
    table(tmp_path / "days.csv.gz")

    code = cli.run(["science", "forecast", "--in", str(tmp_path / "days.csv.gz"), "--json"])

    rows = json.loads(capsys.readouterr().out)["horizon"]
    assert code == 0
    assert len(rows) == 2 * 84
    assert rows[0]["date"] == "2026-01-04"
    assert all(row["q025"] <= row["q10"] <= row["q90"] <= row["q975"] for row in rows)
    west = [row["mean"] for row in rows if row["area"] == "west"]
    assert 110 < np.mean(west) < 140


def test_a_backtest_of_the_published_series_beats_last_week_and_is_as_sure_as_it_says(capsys):
    if not AMBULANCES.exists():
        pytest.skip("no reference data: calls")

    code = cli.run(["forecast", "backtest", "--csv", str(AMBULANCES), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (told["train_until"], told["origins"], len(told["areas"])) == ("2017-12-31", 41, 7)
    assert told["all_others_together"] == ["Trust"]
    assert told["mase"] < 0.72 < told["seasonal_naive_mase"]
    assert told["coverage_80"] == pytest.approx(0.82, abs=0.04)
    assert told["coverage_95"] == pytest.approx(0.95, abs=0.03)
    assert not math.isnan(told["calibration"]["0.5"])


def test_a_backtest_without_a_year_to_be_judged_by_is_refused(tmp_path, capsys):
    table(tmp_path / "days.csv.gz", days=120)

    code = cli.run(
        ["--language", "en", "forecast", "backtest", "--csv", str(tmp_path / "days.csv.gz")]
    )

    assert code == 2
    assert "84 days" in capsys.readouterr().err
