"""Published questions about sites, answered to their printed digits."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import floyd_warshall

from tocsin.core.siting.covering import fewest, most_covered
from tocsin.core.siting.medians import Method, shortest_at_most, shortest_on_average
from tocsin.core.siting.ways import Ways

FIGURES = Path(__file__).parent / "figures"
# The optima of OR-Library's p-median problems 1 to 40 (J. E. Beasley, European Journal of
# Operational Research 21, 1985). Problem 1 lies here; TOCSIN_ORLIB names a folder with the others.
OPTIMA = (
    *(5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255),
    *(7696, 6634, 4374, 2968, 1729, 8162, 6999, 4809, 2845, 1789),
    *(9138, 8579, 4619, 2961, 1828, 9917, 8307, 4498, 3033, 1989),
    *(10086, 9297, 4700, 3013, 10400, 9934, 5057, 11060, 9423, 5128),
)


@pytest.fixture(scope="module")
def san_francisco():
    # Sixteen stores, 205 tracts and the ways between them: the example of PySAL's spopt
    # (BSD-3-Clause), with its demand in the order in which that example gives it.
    with gzip.open(FIGURES / "san-francisco.csv.gz", "rt", encoding="utf-8") as lines:
        rows = np.genfromtxt(lines, delimiter=",", skip_header=1)
    return Ways(rows[:, 0], rows[:, 1:])


def test_eight_stores_cover_san_francisco_within_five_kilometres(san_francisco):
    found = fewest(san_francisco.cost <= 5000)
    assert (found.objective, found.proven) == (8, True)


def test_four_stores_reach_870187_of_its_people(san_francisco):
    found = most_covered(san_francisco.weights, san_francisco.cost <= 5000, 4)
    assert (found.objective, san_francisco.weights.sum()) == (870_187, 955_113)


@pytest.mark.parametrize("method", list(Method))
def test_four_stores_have_the_printed_way_on_average(san_francisco, method):
    found = shortest_on_average(san_francisco, 4, method=method)
    assert found.objective == pytest.approx(2_938_326_503.94, abs=0.005)


def test_four_stores_have_the_printed_way_to_the_farthest(san_francisco):
    assert shortest_at_most(san_francisco, 4).objective == pytest.approx(7_403.063811, abs=5e-7)


def problem(file: Path) -> tuple[Ways, int]:
    """Read a problem of OR-Library: every vertex calls and is a site; of two edges the later."""
    (vertices, _edges, number), *edges = np.loadtxt(file, dtype=np.int64)
    cost = np.full((vertices, vertices), np.inf)
    for one, other, length in edges:
        cost[one - 1, other - 1] = cost[other - 1, one - 1] = length
    return Ways(np.ones(vertices), floyd_warshall(cost, directed=False)), int(number)


def files():
    kept = os.environ.get("TOCSIN_ORLIB")
    for number, optimum in enumerate(OPTIMA, 1):
        file = Path(kept or FIGURES) / f"pmed{number}.txt"
        if file.exists():
            yield pytest.param(file, optimum, id=file.stem)


@pytest.mark.parametrize(("file", "optimum"), [*files()])
def test_optimum_of_a_problem_of_or_library_is_met_and_proven(file, optimum):
    ways, number = problem(file)
    found = shortest_on_average(ways, number)
    assert (found.objective, found.proven) == (optimum, True)


@pytest.mark.parametrize(("file", "optimum"), [*files()])
def test_quick_answer_to_a_problem_of_or_library_is_the_optimum(file, optimum):
    ways, number = problem(file)
    found = shortest_on_average(ways, number, method=Method.HEURISTIC)
    assert found.objective == optimum
    assert found.bound <= optimum
