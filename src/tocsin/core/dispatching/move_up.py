"""Which idle crew should stand where while others are out, and what that gains.

Two published ways, side by side. A compliance table says for each number of idle crews which posts
they should hold; it is the best answer to MEXCLP (Daskin 1983), found exactly. DMEXCLP (Jagtenberg,
Bhulai, van der Mei 2015) moves the one crew whose move raises the expected coverage most. What a
move gains is told in minutes of the expected way to the next call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import block_array, csr_array

from tocsin.core.dispatching.coverage import covered_share
from tocsin.core.geo import Floats

SECONDS = 60.0
LEAST_GAIN = 1e-9


@dataclass(frozen=True)
class Ground:
    """Posts at which crews may stand, places where calls come from, and how long the way is.

    ``seconds`` has shape (posts, places); ``demand`` has shape (places,); ``within_seconds`` is
    one figure or has shape (places,). A call that finds nobody free waits ``nobody_seconds``.
    """

    posts: tuple[str, ...]
    seconds: Floats
    demand: Floats
    within_seconds: float | Floats
    busy_share: float
    nobody_seconds: float = 1_800.0

    def __post_init__(self) -> None:
        if self.seconds.shape != (len(self.posts), len(self.demand)):
            raise ValueError("The ground needs the way from each post to each place.")
        if not (self.demand >= 0).all() or not self.demand.sum() > 0:
            raise ValueError("The ground needs demand: none negative, some above zero.")
        if not 0 <= self.busy_share < 1:
            raise ValueError("A crew is busy for a share of its time from 0 to below 1.")


@dataclass(frozen=True)
class Idle:
    """Idle crews: where they cover from now, and how long each needs to each post.

    ``to_places`` has shape (crews, places), ``to_posts`` shape (crews, posts), both in seconds.
    """

    codes: tuple[str, ...]
    to_places: Floats
    to_posts: Floats

    def __post_init__(self) -> None:
        if len({len(self.codes), len(self.to_places), len(self.to_posts)}) > 1:
            raise ValueError("Each idle crew needs its ways to the places and to the posts.")
        if len(set(self.codes)) < len(self.codes):
            raise ValueError("Each crew has a code of its own.")


@dataclass(frozen=True, slots=True)
class Move:
    """One crew to one post: how far, and what it gains.

    ``coverage_before`` and ``coverage_after`` are the shares of calls that find a free crew within
    reach; ``gained_minutes`` is by how much the expected way to the next call shortens.
    """

    code: str
    post: str
    seconds: float
    coverage_before: float
    coverage_after: float
    gained_minutes: float

    @property
    def gain(self) -> float:
        """The share of all calls that the move brings within reach."""
        return self.coverage_after - self.coverage_before


def suggest(
    ground: Ground,
    idle: Idle,
    *,
    longest_seconds: float = np.inf,
    least_gain: float = LEAST_GAIN,
    least_minutes: float = -np.inf,
) -> Move | None:
    """Say which one crew should move where; None when no move is worth it.

    Ties go to the shorter way, then to the crew and the post that come first.

    Parameters
    ----------
    longest_seconds
        No crew is moved farther than this.
    least_gain
        The share of calls that a move must bring within reach to be worth it.
    least_minutes
        By how much a move must shorten the expected way to the next call as well.

    Examples
    --------
    >>> ways = np.array([[60.0, 900.0], [900.0, 60.0]])
    >>> ground = Ground(("west", "east"), ways, np.ones(2), 300.0, 0.3)
    >>> both_west = Idle(("1", "2"), ways[[0, 0]], np.array([[0.0, 500.0], [0.0, 400.0]]))
    >>> move = suggest(ground, both_west)
    >>> move.code, move.post, round(move.gain, 3)
    ('2', 'east', 0.245)
    """
    if not idle.codes:
        return None
    reach, post_reach = idle.to_places <= ground.within_seconds, _post_reach(ground)
    others = reach.sum(axis=0) - reach
    chance = ground.busy_share**others * (1.0 - ground.busy_share) * ground.demand
    share = ground.demand.sum()
    kept = (chance * reach).sum(axis=1) / share
    gain = np.round(chance @ post_reach.T / share - kept[:, None], 12)
    gain[idle.to_posts > longest_seconds] = -np.inf
    before = covered_share(reach.sum(axis=0), ground.demand, ground.busy_share)
    while gain.max() >= least_gain:
        crew, post = _best(gain, idle.to_posts, [idle.codes, ground.posts])
        move = _move(ground, idle, crew, post, (before, before + float(gain[crew, post])))
        if move.gained_minutes >= least_minutes:
            return move
        gain[crew, post] = -np.inf
    return None


def _move(ground: Ground, idle: Idle, crew: int, post: int, coverage: tuple[float, float]) -> Move:
    """Describe a move with the minutes that it gains."""
    moved = idle.to_places.copy()
    moved[crew] = ground.seconds[post]
    saved = expected_seconds(ground, idle.to_places) - expected_seconds(ground, moved)
    return Move(
        code=idle.codes[crew],
        post=ground.posts[post],
        seconds=float(idle.to_posts[crew, post]),
        coverage_before=coverage[0],
        coverage_after=coverage[1],
        gained_minutes=saved / SECONDS,
    )


def _post_reach(ground: Ground) -> NDArray[np.bool_]:
    near: NDArray[np.bool_] = ground.seconds <= ground.within_seconds
    return near


def _best(gain: Floats, seconds: Floats, names: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Find the greatest gain; ties to the shorter way, then by the names."""
    rows, columns = np.nonzero(gain == gain.max())
    return min(
        zip(rows.tolist(), columns.tolist(), strict=True),
        key=lambda at: (seconds[at], names[0][at[0]], names[1][at[1]]),
    )


def expected_seconds(ground: Ground, to_places: Floats) -> float:
    """Tell how long the way to the next call will be, by the free crew that is nearest.

    The nearest crew is free with chance 1 - q, the next with q (1 - q), and so on; where all are
    busy the call waits ``nobody_seconds``.

    Parameters
    ----------
    to_places
        Shape (crews, places), seconds; no way counts as nobody.

    Examples
    --------
    >>> ground = Ground(("post",), np.array([[60.0]]), np.ones(1), 300.0, 0.5, 1000.0)
    >>> expected_seconds(ground, np.array([[60.0], [100.0]]))
    305.0
    """
    ways = np.minimum(np.sort(to_places, axis=0), ground.nobody_seconds)
    busy = ground.busy_share ** np.arange(len(ways) + 1)
    first_free = busy[:-1] * (1.0 - ground.busy_share)
    expected = first_free @ ways + busy[-1] * ground.nobody_seconds
    return float(ground.demand @ expected / ground.demand.sum())


def suggest_several(
    ground: Ground,
    idle: Idle,
    *,
    most: int,
    longest_seconds: float = np.inf,
    least_gain: float = LEAST_GAIN,
    least_minutes: float = -np.inf,
) -> tuple[Move, ...]:
    """Say which crews should move one after the other, none of them twice."""
    here, ways = idle.to_places.copy(), idle.to_posts.copy()
    moves: list[Move] = []
    while len(moves) < most:
        now = Idle(idle.codes, here, ways)
        move = suggest(
            ground,
            now,
            longest_seconds=longest_seconds,
            least_gain=least_gain,
            least_minutes=least_minutes,
        )
        if move is None:
            break
        crew, post = idle.codes.index(move.code), ground.posts.index(move.post)
        here[crew], ways[crew] = ground.seconds[post], np.inf
        moves.append(move)
    return tuple(moves)


def compliance_table(ground: Ground, most: int) -> Mapping[int, tuple[str, ...]]:
    """Say for each number of idle crews which posts they should hold.

    Parameters
    ----------
    most
        The greatest number of crews.

    Returns
    -------
    dict
        Number of crews to that many posts, sorted; a post that two should hold stands twice.

    Raises
    ------
    ValueError
        When there is no post.

    Examples
    --------
    >>> ways = np.array([[60.0, 900.0], [900.0, 60.0]])
    >>> ground = Ground(("west", "east"), ways, np.array([2.0, 1.0]), 300.0, 0.3)
    >>> compliance_table(ground, 2)
    {1: ('west',), 2: ('east', 'west')}
    """
    if not ground.posts:
        raise ValueError("A compliance table needs a post.")
    return {crews: _posts_for(ground, crews) for crews in range(1, most + 1)}


def _posts_for(ground: Ground, crews: int) -> tuple[str, ...]:
    """Solve MEXCLP: how many crews at each post cover most, some of them being busy."""
    cover, place = np.unique(_post_reach(ground), axis=1, return_inverse=True)
    demand = np.bincount(place.ravel(), weights=ground.demand, minlength=cover.shape[1])
    posts, places = cover.shape
    worth = np.outer(
        (1.0 - ground.busy_share) * ground.busy_share ** np.arange(crews), demand
    ).ravel()
    # At a place the first crews count most, so that they are counted first without being told to.
    counted = csr_array(np.tile(np.eye(places), (1, crews)))
    limits = block_array([[csr_array(-cover.T.astype(np.float64)), counted]])
    whole = csr_array(np.concatenate([np.ones(posts), np.zeros(places * crews)])[None, :])
    # The posts named first win where coverage is equal.
    order = np.argsort(np.argsort(ground.posts)) * (demand.sum() * 1e-9 / (posts * crews))
    found = milp(
        np.concatenate([order, -worth]),
        integrality=np.concatenate([np.ones(posts), np.zeros(places * crews)]),
        bounds=Bounds(0, np.concatenate([np.full(posts, crews), np.ones(places * crews)])),
        constraints=[LinearConstraint(limits, -np.inf, 0), LinearConstraint(whole, crews, crews)],
        options={"mip_rel_gap": 0.0},
    )
    standing = np.rint(found.x[:posts]).astype(np.int64).tolist()
    named = [
        name for name, number in zip(ground.posts, standing, strict=True) for _ in range(number)
    ]
    return tuple(sorted(named))


def comply(ground: Ground, idle: Idle, table: Mapping[int, tuple[str, ...]]) -> dict[str, str]:
    """Say which crew goes to which post of the compliance table, all ways together the shortest.

    Returns
    -------
    dict
        Code of the crew to its post; a crew that can reach none is left out.
    """
    wanted = table.get(len(idle.codes), ())
    if not wanted:
        return {}
    columns = [ground.posts.index(name) for name in wanted]
    ways = idle.to_posts[:, columns]
    reachable = np.isfinite(ways)
    far = float(ways[reachable].sum()) + 1.0
    rows, at = linear_sum_assignment(np.where(reachable, ways, far))
    return {
        idle.codes[row]: wanted[column]
        for row, column in zip(rows.tolist(), at.tolist(), strict=True)
        if reachable[row, column]
    }
