"""The science beside its peers: the same calls, and what is said where no peer is."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from tocsin.core.queueing.answers import Queue
from tocsin.core.queueing.hypercube import exact
from tocsin.project.bench import apart
from tocsin.project.bench.science import asking, queues
from tocsin.project.commands import bench


def test_without_peers_our_own_figures_stand_alone_and_why_is_said():
    words = ["science", "--quick", "--without-peers", "--json"]
    answer = CliRunner().invoke(bench.command, words)
    told = json.loads(answer.output)
    assert told["without_peers"] == asking.HERE
    assert {"scipy", "numpy"} <= set(told["versions"])
    assert all(row["ours"] > 0 for row in told["rows"])
    assert told["peak_megabytes"]["years"] >= told["peak_megabytes"]["before"]


def test_peers_that_cannot_be_fetched_are_no_reason_not_to_measure(monkeypatch):
    def refuse(*_args: object) -> str:
        raise apart.NotReadyError("no network")

    monkeypatch.setattr(apart, "install", refuse)
    told = asking.measure(lambda _step: None, quick=True, peers=True)
    assert told["without_peers"] == "the peers could not be fetched: no network"
    assert told["rows"]


@pytest.mark.parametrize("units", [2, 5])
def test_the_peer_of_the_hypercube_finds_the_same_workloads(units):
    county = queues.county(units, 8, np.random.default_rng(units))
    ours = exact(county, Queue.ZERO).workloads
    assert queues.workloads_by_arpack(county) == pytest.approx(ours, abs=1e-7)
