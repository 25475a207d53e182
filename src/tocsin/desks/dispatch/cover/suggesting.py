"""Which idle crew should stand where, as the desk suggests it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.core import signing
from django.utils.translation import gettext as _

from tocsin.core.dispatching.move_up import (
    SECONDS,
    Ground,
    Idle,
    comply,
    expected_seconds,
    suggest_several,
)
from tocsin.core.geo import Floats
from tocsin.desks.dispatch.cover.covering import Cover, cover_of, covers
from tocsin.desks.dispatch.cover.posts import Post, table_of
from tocsin.desks.dispatch.models import StandBy
from tocsin.desks.dispatch.queries.engagements import busy_units
from tocsin.desks.dispatch.queries.stand_bys import in_force, rejected_lately
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.errors import Unacceptable
from tocsin.registers.units import api as units
from tocsin.registers.units.api import ReadyUnit

SALT = "dispatch.move_up"
GOOD_FOR = timedelta(minutes=15)
MOST_MOVES = 3
LONGEST_SECONDS = 1_200.0
LEAST_GAIN = 0.01
# Less than this is told as 0.0 min, and nobody is moved for that.
LEAST_MINUTES = 0.05
# A crew this near to a post holds it already.
AT_POST_SECONDS = 120.0
PERCENT = 100.0
# Crew, post, seconds, coverage before and after, minutes gained.
Figures = tuple[str, str, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One crew to one post, and what that gains."""

    unit: str
    unit_name: str
    post: Post
    rule: str
    crews: int
    seconds: float
    before: float
    after: float
    gained_minutes: float

    @property
    def rule_name(self) -> str:
        """What the suggestion came from, by name."""
        return str(StandBy.Rule(self.rule).label)

    @property
    def before_percent(self) -> int:
        """The share of calls covered now."""
        return round(self.before * PERCENT)

    @property
    def after_percent(self) -> int:
        """The share of calls covered then."""
        return round(self.after * PERCENT)

    @property
    def gained(self) -> str:
        """By how many minutes the way to the next call shortens, to a tenth."""
        return f"{self.gained_minutes:.1f}"

    @property
    def sealed(self) -> str:
        """The suggestion as it comes back with the act."""
        return signing.dumps(
            {
                "unit": self.unit,
                "name": self.unit_name,
                "post": [self.post.code, self.post.name, self.post.lon, self.post.lat],
                "rule": self.rule,
                "crews": self.crews,
                "figures": [self.seconds, self.before, self.after, self.gained_minutes],
            },
            salt=SALT,
            compress=True,
        )


@dataclass(frozen=True, slots=True)
class MoveUp:
    """What the desk suggests now; ``known`` says whether it knows where calls come from."""

    known: bool = False
    covered: float | None = None
    idle: int = 0
    moves: tuple[Suggestion, ...] = ()
    standing: tuple[StandBy, ...] = ()
    not_needed: frozenset[int] = field(default_factory=frozenset)

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to decide and nobody stands by."""
        return not self.moves and not self.standing

    @property
    def more(self) -> int:
        """How many suggestions follow the first."""
        return max(0, len(self.moves) - 1)

    @property
    def covered_percent(self) -> int | None:
        """The share of calls that find a free crew in time, in hundredths."""
        return None if self.covered is None else round(self.covered * PERCENT)


def unsealed(sealed: str) -> Suggestion:
    """Read a suggestion; only the desk itself can have written it, and not long ago."""
    try:
        found = signing.loads(sealed, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise Unacceptable(
            _("This suggestion is too old or cannot be read. Look at the ones shown now.")
        ) from None
    return Suggestion(
        found["unit"],
        found["name"],
        Post(*found["post"]),
        found["rule"],
        found["crews"],
        *found["figures"],
    )


def move_up_of(bureau: Bureau, at: datetime) -> MoveUp:
    """Say which idle crews should stand where now; nothing where too little is gained."""
    cover, standing = cover_of(bureau.pk), tuple(in_force(bureau.pk))
    if cover is None:
        return MoveUp(standing=standing)
    busy = busy_units(bureau.pk)
    crews = [unit for unit in units.ready(bureau) if unit.pk not in busy and covers(unit, at)]
    if not crews or not cover.posts:
        return MoveUp(known=True, covered=0.0, standing=standing)
    posted = {row.unit_id: row for row in standing}
    where = np.array([_where(unit, posted) for unit in crews], dtype=np.float64)
    idle = cover.ground.idle([unit.code for unit in crews], where)
    ground = cover.ground.ground()
    rule, moves = _moves(bureau, ground, _movable(idle, crews, posted), at)
    names = {unit.code: unit.name for unit in crews}
    posts = {post.code: post for post in cover.posts}
    return MoveUp(
        known=True,
        covered=cover.ground.coverage(idle.codes, where).expected(),
        idle=len(crews),
        moves=tuple(
            Suggestion(code, names[code], posts[post], rule.value, len(crews), *figures)
            for code, post, *figures in moves
        ),
        standing=standing,
        not_needed=_not_needed(cover, crews, where, posted),
    )


def _where(unit: ReadyUnit, posted: Mapping[int, StandBy]) -> tuple[float, float]:
    """Say where a crew covers from: where it is, or the post it was told to hold."""
    row = posted.get(unit.pk)
    return (row.lon, row.lat) if row else unit.place


def _movable(idle: Idle, crews: Sequence[ReadyUnit], posted: Mapping[int, StandBy]) -> Idle:
    """Let crews that hold a post stay there."""
    ways = idle.to_posts.copy()
    ways[[unit.pk in posted for unit in crews]] = np.inf
    return Idle(idle.codes, idle.to_places, ways)


def _moves(
    bureau: Bureau, ground: Ground, idle: Idle, at: datetime
) -> tuple[StandBy.Rule, list[Figures]]:
    """List the moves: by the compliance table where the bureau has one, else the best."""
    allowed = _without(idle, ground, rejected_lately(bureau.pk, at))
    table = {
        crews: tuple(code for code in held if code in ground.posts)
        for crews, held in table_of(bureau, len(idle.codes)).items()
    }
    if table:
        return StandBy.Rule.TABLE, _by_table(ground, allowed, table)[:MOST_MOVES]
    best = suggest_several(
        ground,
        allowed,
        most=MOST_MOVES,
        longest_seconds=LONGEST_SECONDS,
        least_gain=LEAST_GAIN,
        least_minutes=LEAST_MINUTES,
    )
    return StandBy.Rule.BEST_MOVE, [
        (m.code, m.post, m.seconds, m.coverage_before, m.coverage_after, m.gained_minutes)
        for m in best
    ]


def _without(idle: Idle, ground: Ground, refused: frozenset[tuple[str, str]]) -> Idle:
    """Leave out what a dispatcher has just rejected."""
    ways = idle.to_posts.copy()
    for code, post in refused:
        if code in idle.codes and post in ground.posts:
            ways[idle.codes.index(code), ground.posts.index(post)] = np.inf
    return Idle(idle.codes, idle.to_places, ways)


def _by_table(ground: Ground, idle: Idle, table: Mapping[int, tuple[str, ...]]) -> list[Figures]:
    """Say who goes to the posts of the table that nobody holds, what gains most first."""
    open_posts = {
        crews: tuple(code for code in held if not _is_held(ground, idle, code))
        for crews, held in table.items()
    }
    here = np.array(idle.to_places)
    found = []
    for code, post in comply(ground, _spare(ground, idle, table), open_posts).items():
        crew, at = idle.codes.index(code), ground.posts.index(post)
        way = float(idle.to_posts[crew, at])
        moved = here.copy()
        moved[crew] = ground.seconds[at]
        before, after = _covered(ground, here), _covered(ground, moved)
        saved = (expected_seconds(ground, here) - expected_seconds(ground, moved)) / SECONDS
        worth_it = after - before >= LEAST_GAIN and saved >= LEAST_MINUTES
        if way <= LONGEST_SECONDS and worth_it:
            found.append((code, post, way, before, after, saved))
    return sorted(found, key=lambda one: (-(one[4] - one[3]), one[2], one[0]))


def _is_held(ground: Ground, idle: Idle, post: str) -> bool:
    column = idle.to_posts[:, ground.posts.index(post)]
    return bool((column <= AT_POST_SECONDS).any())


def _spare(ground: Ground, idle: Idle, table: Mapping[int, tuple[str, ...]]) -> Idle:
    """Let the nearest crew at each post of the table stay."""
    ways = idle.to_posts.copy()
    for post in {code for held in table.values() for code in held}:
        column = idle.to_posts[:, ground.posts.index(post)]
        if (column <= AT_POST_SECONDS).any():
            ways[int(column.argmin())] = np.inf
    return Idle(idle.codes, idle.to_places, ways)


def _covered(ground: Ground, to_places: Floats) -> float:
    times = (to_places <= ground.within_seconds).sum(axis=0)
    free = 1.0 - ground.busy_share ** times.astype(np.float64)
    return float(ground.demand @ free / ground.demand.sum())


def _not_needed(
    cover: Cover, crews: Sequence[ReadyUnit], where: Floats, posted: Mapping[int, StandBy]
) -> frozenset[int]:
    """Name the crews that would cover as much from where their own post is."""
    codes = [unit.code for unit in crews]
    now = cover.ground.coverage(codes, where).expected()
    found = set()
    for index, unit in enumerate(crews):
        if unit.pk in posted:
            home = where.copy()
            home[index] = unit.home_lon, unit.home_lat
            if cover.ground.coverage(codes, home).expected() >= now - LEAST_GAIN / 2:
                found.add(unit.pk)
    return frozenset(found)
