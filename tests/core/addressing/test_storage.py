import json

import numpy as np
import pytest

from tests.core.addressing.registers import county, first
from tocsin.core.addressing.index import array_names
from tocsin.core.addressing.resolving import Resolver
from tocsin.core.addressing.storage import CONTENTS, UnusableIndex, load_index, save_index


@pytest.fixture
def kept(tmp_path):
    save_index(county(), str(tmp_path))
    return tmp_path


def test_an_index_comes_back_as_it_was_kept(kept):
    index, again = county(), load_index(str(kept))

    assert all(np.array_equal(getattr(index, name), getattr(again, name)) for name in array_names())
    assert first(Resolver(again), "峡口村三社7号") == "house"


def test_equal_registers_give_equal_files(kept, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    file = save_index(county(), str(other))

    assert (other / file).read_bytes() == (kept / file).read_bytes()


def test_a_changed_byte_is_noticed(kept):
    [file] = kept.glob("*.bin")
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 1
    file.write_bytes(held)

    with pytest.raises(UnusableIndex, match="changed"):
        load_index(str(kept))


def test_a_file_cut_short_is_noticed(kept):
    [file] = kept.glob("*.bin")
    file.write_bytes(file.read_bytes()[:-64])

    with pytest.raises(UnusableIndex, match="cut short"):
        load_index(str(kept))


def test_another_version_is_refused(kept):
    contents = json.loads((kept / CONTENTS).read_text())
    (kept / CONTENTS).write_text(json.dumps(contents | {"version": 0}))

    with pytest.raises(UnusableIndex, match="another version"):
        load_index(str(kept))


def test_an_empty_folder_holds_no_index(tmp_path):
    with pytest.raises(UnusableIndex, match="no whole index"):
        load_index(str(tmp_path))
