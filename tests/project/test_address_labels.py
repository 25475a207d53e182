"""Labelled addresses, for evaluation only."""

import gzip

from tests.core.addressing.registers import resolver
from tocsin.project.bench.address_labels import (
    found_divisions,
    found_numbers,
    labelled_in,
    measure_labels,
)


def test_labels_of_signs_become_spans(tmp_path):
    file = tmp_path / "some.conll.gz"
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.write("东\tB-road\n街\tI-road\n3\tB-ROADNO\n号\tI-roadno\n\n3\tB-roomno\n")

    assert list(labelled_in(file)) == [[("东街", "road"), ("3号", "roadno")], [("3", "roomno")]]


def test_a_number_that_is_not_there_or_counts_something_else_is_not_found():
    told = found_numbers([("东街", "road"), ("3号", "cellno"), ("二单元", "cellno")])

    assert told == [("cellno", False), ("cellno", True)]


def test_a_division_is_found_with_or_without_its_rank_and_another_is_not():
    spans = [("华亭", "city"), ("平凉市", "prov"), ("安口镇", "town"), ("峡口村", "community")]

    assert found_divisions(spans, resolver()) == [("city", True), ("prov", False)]


def test_most_numbers_of_real_addresses_are_found(shared_data):
    shares = measure_labels(shared_data / "addresses/cn-addr-train.conll.gz", None)
    found = {share.label: share.found / share.stands for share in shares}

    assert found["roomno"] > 0.95
    assert found["roadno"] > 0.88
