"""Many rows at once, in processes of their own."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest

from tests.core.addressing.registers import county
from tocsin.core.addressing.partitions import resolve_partition
from tocsin.core.addressing.storage import UnusableIndex, save_index

SAID = [
    ("a", "解放路12号斜对面"),
    ("b", "峡口村三社七号"),
    ("c", "Ankang Residential Area"),
    ("d", ""),
]


@pytest.fixture
def folder(tmp_path):
    save_index(county(), str(tmp_path))
    return str(tmp_path)


def answered(rows, folder):
    return list(resolve_partition(rows, folder))


def test_rows_are_answered_one_by_one_as_they_come(folder):
    taken = []

    def rows():
        for row in SAID:
            taken.append(row[0])
            yield row

    lines = resolve_partition(rows(), folder)
    first = next(lines)

    assert (first["id"], first["answers"][0]["id"]) == ("a", "door")
    assert taken == ["a"]
    assert [line["id"] for line in lines] == ["b", "c", "d"]


def test_processes_answer_as_one_does(folder):
    parts = [SAID[:2], SAID[2:], SAID]
    handed = pickle.loads(pickle.dumps(partial(answered, folder=folder)))  # noqa: S301 - our own
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        found = list(pool.map(handed, parts))

    assert found == [answered(part, folder) for part in parts]


def test_a_folder_without_an_index_is_refused(tmp_path):
    with pytest.raises(UnusableIndex):
        answered(SAID, str(tmp_path))
