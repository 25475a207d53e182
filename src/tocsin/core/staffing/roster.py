"""A roster: lawful always, full where it can be, fair, and where it is short it says why.

The quick way fills the hardest posts first, each with whoever has worked least, and then swaps. The
best way asks a solver for constraints where one is installed; it is given by the layer above, so
that this one needs none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from tocsin.core.staffing.rules import Duty, Hindrance, Law, Officer, Post, Worked

NIGHT_WEIGHT = 6
WISH_WEIGHT = 4
ROUNDS = 4


@dataclass(frozen=True)
class Asked:
    """Everything a roster is made from."""

    officers: tuple[Officer, ...]
    duties: Mapping[str, Duty]
    posts: tuple[Post, ...]
    law: Law

    def __post_init__(self) -> None:
        if len({officer.code for officer in self.officers}) < len(self.officers):
            raise ValueError("Each officer has a code of their own.")
        for post in self.posts:
            if post.duty not in self.duties:
                raise ValueError(f"There is no duty {post.duty}.")
            if post.day < 0 or post.number < 1:
                raise ValueError("A post is on a day from 0 on and for at least one officer.")


@dataclass(frozen=True)
class Short:
    """A post that is not full: how many are missing, and whom each reason holds back."""

    post: Post
    missing: int
    reasons: Mapping[Hindrance, int]


@dataclass(frozen=True)
class Roster:
    """Who works what: for each officer the duty of each day; and which posts are short."""

    duties: Mapping[str, Mapping[int, str]]
    short: tuple[Short, ...]
    hours: Mapping[str, int]
    nights: Mapping[str, int]
    wished: int


class Filler(Protocol):
    """Fills posts as well as it can; every answer keeps the law."""

    def fill(self, asked: Asked) -> Mapping[tuple[int, int], Sequence[str]]:
        """Say for each post, by its place, and its day who works it."""
        ...


def make_roster(asked: Asked) -> Roster:
    """Make a roster by the quick way.

    >>> duties = {"day": Duty("day", 8, 8), "night": Duty("night", 20, 10, night=True)}
    >>> posts = (Post(0, "night", 1), Post(1, "day", 1))
    >>> made = make_roster(Asked((Officer("a"), Officer("b")), duties, posts, Law()))
    >>> sorted(made.duties.items())
    [('a', {0: 'night'}), ('b', {1: 'day'})]
    """
    worked = {officer.code: Worked(officer) for officer in asked.officers}
    placed: dict[int, list[str]] = {at: [] for at in range(len(asked.posts))}
    for at in sorted(range(len(asked.posts)), key=lambda at: _scarce(asked, at)):
        _fill(asked, at, worked, placed)
    for _ in range(ROUNDS):
        mended = [_mend(asked, at, worked, placed) for at in range(len(asked.posts))]
        if not any(mended):
            break
    for one, other in combinations(sorted(worked), 2):
        _exchange(asked, (worked[one], worked[other]), placed)
    return roster_of(asked, worked, placed)


def _scarce(asked: Asked, at: int) -> tuple[int, int, int]:
    """Order posts by day, those first that fewest can take."""
    post = asked.posts[at]
    able = sum(
        post.day not in one.leave and (not post.skill or post.skill in one.skills)
        for one in asked.officers
    )
    return post.day, able - post.number, at


def _fill(
    asked: Asked, at: int, worked: Mapping[str, Worked], placed: dict[int, list[str]]
) -> None:
    post = asked.posts[at]
    duty = asked.duties[post.duty]
    while len(placed[at]) < post.number:
        able = [
            one
            for one in worked.values()
            if one.hindrance(post.day, duty, post.skill, asked.law) is None
        ]
        if not able:
            return
        chosen = min(able, key=lambda one: _burden(one, post, duty, len(one.officer.skills)))
        chosen.duties[post.day] = duty
        placed[at].append(chosen.officer.code)


def _burden(one: Worked, post: Post, duty: Duty, skills: int) -> tuple[float, int, str]:
    wish = one.officer.wishes.get((post.day, duty.name), 0)
    nights = one.nights * NIGHT_WEIGHT if duty.night else 0
    return one.hours + nights - WISH_WEIGHT * wish, skills, one.officer.code


def _mend(
    asked: Asked, at: int, worked: Mapping[str, Worked], placed: dict[int, list[str]]
) -> bool:
    """Fill a short post with someone whose own duty of that day another can take."""
    post = asked.posts[at]
    duty = asked.duties[post.duty]
    if len(placed[at]) >= post.number:
        return False
    for other in range(len(asked.posts)):
        theirs = asked.posts[other]
        for code in list(placed[other]):
            if other == at or not _frees(worked[code], theirs.day, post, duty, asked.law):
                continue
            placed[other].remove(code)
            given = worked[code].duties.pop(theirs.day)
            _fill(asked, other, {name: one for name, one in worked.items() if name != code}, placed)
            if len(placed[other]) >= theirs.number:
                worked[code].duties[post.day] = duty
                placed[at].append(code)
                return True
            worked[code].duties[theirs.day] = given
            placed[other].append(code)
    return False


def _frees(one: Worked, day: int, post: Post, duty: Duty, law: Law) -> bool:
    """Say whether an officer could take the post if their duty of a day were not."""
    held = one.duties.pop(day)
    able = one.hindrance(post.day, duty, post.skill, law) is None
    one.duties[day] = held
    return able


def _exchange(asked: Asked, pair: tuple[Worked, Worked], placed: dict[int, list[str]]) -> None:
    """Let two officers change their duties of a day where both may and their wishes gain by it."""
    first, second = pair
    for day in sorted(set(first.duties) & set(second.duties)):
        mine, theirs = _post_of(asked, placed, first, day), _post_of(asked, placed, second, day)
        before = first.wished + second.wished
        had = first.duties.pop(day), second.duties.pop(day)
        lawful = (
            first.hindrance(day, had[1], asked.posts[theirs].skill, asked.law) is None
            and second.hindrance(day, had[0], asked.posts[mine].skill, asked.law) is None
        )
        first.duties[day], second.duties[day] = had[1], had[0]
        if lawful and first.wished + second.wished > before:
            _give(placed, mine, first.officer.code, second.officer.code)
            _give(placed, theirs, second.officer.code, first.officer.code)
        else:
            first.duties[day], second.duties[day] = had


def _post_of(asked: Asked, placed: dict[int, list[str]], one: Worked, day: int) -> int:
    return next(
        at
        for at, post in enumerate(asked.posts)
        if post.day == day and one.officer.code in placed[at]
    )


def _give(placed: dict[int, list[str]], at: int, gives: str, takes: str) -> None:
    placed[at][placed[at].index(gives)] = takes


def roster_of(
    asked: Asked, worked: Mapping[str, Worked], placed: Mapping[int, Sequence[str]]
) -> Roster:
    """Write down who works what, and explain what is short."""
    short = []
    for at, post in enumerate(asked.posts):
        if len(placed[at]) < post.number:
            duty = asked.duties[post.duty]
            reasons = Counter(
                hindrance
                for one in worked.values()
                if (hindrance := one.hindrance(post.day, duty, post.skill, asked.law))
            )
            short.append(Short(post, post.number - len(placed[at]), dict(reasons)))
    return Roster(
        {
            code: {day: duty.name for day, duty in sorted(one.duties.items())}
            for code, one in worked.items()
        },
        tuple(short),
        {code: one.hours for code, one in worked.items()},
        {code: one.nights for code, one in worked.items()},
        sum(one.wished for one in worked.values()),
    )
