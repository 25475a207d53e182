import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.ledger import vectors
from tocsin.core.ledger.edge import Edge
from tocsin.core.ledger.hashing import HASH_BYTES, leaf_hash, node_hash, widest_below
from tocsin.core.ledger.proofs import consistency_path, extends, includes, inclusion_path
from tocsin.core.ledger.tiles import WIDTH, HeldTiles, Spot, Tree

SIZES = st.integers(1, 300)


def rows_of(count: int) -> list[bytes]:
    return [f"row {number}".encode() for number in range(count)]


def tree_of(rows: list[bytes]) -> Tree:
    tree = Tree(HeldTiles())
    tree.append(rows)
    return tree


def by_the_book(rows: list[bytes]) -> bytes:
    """MTH of RFC 6962, as it is defined there."""
    if len(rows) == 1:
        return leaf_hash(rows[0])
    middle = widest_below(len(rows))
    return node_hash(by_the_book(rows[:middle]), by_the_book(rows[middle:]))


def hexes(path: list[bytes]) -> tuple[str, ...]:
    return tuple(one.hex() for one in path)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size):
    edge = Edge()
    for row in vectors.ROWS[:size]:
        edge.append(row)
    assert edge.root() == vectors.ROOTS[size] == tree_of(vectors.ROWS).root(size)


@pytest.mark.parametrize(("position", "size"), vectors.INCLUSION)
def test_inclusion_is_proved_as_published(position, size):
    path = inclusion_path(tree_of(vectors.ROWS), position, size)
    assert hexes(path) == vectors.INCLUSION[position, size]


@pytest.mark.parametrize(("old", "new"), vectors.CONSISTENCY)
def test_consistency_is_proved_as_published(old, new):
    path = consistency_path(tree_of(vectors.ROWS), old, new)
    assert hexes(path) == vectors.CONSISTENCY[old, new]


@given(parts=st.lists(st.integers(0, 300), max_size=4))
def test_a_tree_grown_in_parts_has_the_root_of_the_definition(parts):
    rows = rows_of(sum(parts))
    shelf: dict[Spot, bytes] = {}
    size = 0
    for part in parts:
        tree = Tree(HeldTiles(shelf), size)
        tree.append(rows[size : size + part])
        shelf, size = {**shelf, **tree.changed}, tree.size
    expected = by_the_book(rows) if rows else vectors.ROOTS[0]
    assert Tree(HeldTiles(shelf), size).root() == expected


def test_a_tree_of_three_levels_of_tiles_has_the_root_of_its_edge():
    rows = rows_of(WIDTH * WIDTH + WIDTH + 3)
    tree, edge = tree_of(rows), Edge()
    for row in rows:
        edge.append(row)
    assert tree.root() == edge.root()
    assert len(tree.changed[Spot(2, 0)]) == HASH_BYTES


@given(size=SIZES, data=st.data())
def test_every_row_is_proved_to_be_where_it_is_and_nowhere_else(size, data):
    position = data.draw(st.integers(0, size - 1))
    elsewhere = data.draw(st.integers(0, size))
    rows = rows_of(size)
    tree = tree_of(rows)
    path, root = inclusion_path(tree, position, size), tree.root()
    row = rows[position]
    assert includes(row=row, position=position, size=size, root=root, path=path)
    assert not includes(row=row + b"!", position=position, size=size, root=root, path=path)
    assert not includes(row=row, position=position, size=size, root=root, path=[*path, root])
    assert not includes(row=row, position=position, size=size, root=root, path=path[:-1]) or not (
        path
    )
    if elsewhere != position:
        assert not includes(row=row, position=elsewhere, size=size, root=root, path=path)


@given(new=SIZES, data=st.data())
def test_every_tree_is_proved_to_begin_with_each_earlier_one(new, data):
    old = data.draw(st.integers(0, new))
    tree = tree_of(rows_of(new))
    before, after = tree.root(old), tree.root()
    path = consistency_path(tree, old, new)
    assert extends(old=old, old_root=before, new=new, new_root=after, path=path)
    assert not extends(old=old, old_root=before, new=new, new_root=after, path=[*path, after])
    if 0 < old < new:
        other = leaf_hash(b"another history")
        assert not extends(old=old, old_root=other, new=new, new_root=after, path=path)
        assert not extends(old=old, old_root=before, new=new, new_root=other, path=path)
        assert not extends(old=old, old_root=before, new=new, new_root=after, path=path[:-1])


@given(old=st.integers(1, 150), more=st.integers(1, 150), data=st.data())
def test_a_tree_with_one_earlier_row_rewritten_is_never_a_continuation(old, more, data):
    rows = rows_of(old + more)
    before = tree_of(rows).root(old)
    rows[data.draw(st.integers(0, old - 1))] = b"rewritten"
    forged = tree_of(rows)
    path = consistency_path(forged, old, old + more)
    assert not extends(old=old, old_root=before, new=old + more, new_root=forged.root(), path=path)


def test_what_is_not_in_the_tree_has_no_proof():
    tree = tree_of(rows_of(3))
    with pytest.raises(ValueError, match="no row 3"):
        inclusion_path(tree, 3, 3)
    with pytest.raises(ValueError, match="does not begin"):
        consistency_path(tree, 4, 3)


def test_a_tile_that_is_gone_is_not_guessed():
    tree = tree_of(rows_of(300))
    del tree.changed[Spot(0, 1)]
    with pytest.raises(LookupError):
        tree.root()
