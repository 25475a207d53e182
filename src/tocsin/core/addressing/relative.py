"""Where a place is in relation to a named one: opposite, beside, between, so many metres on.

What is told about the place is taken off the words, so that what is left is what has a name.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from tocsin.core.addressing.characters import plain
from tocsin.core.addressing.numerals import SIGNS, number_of


class Relation(StrEnum):
    """How a place lies to the named one."""

    AT = "at"
    OPPOSITE = "opposite"
    BESIDE = "beside"
    BEHIND = "behind"
    IN_FRONT = "in_front"
    NEAR = "near"
    TOWARDS = "towards"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Said:
    """What a caller said: the words that name places, and how the place lies to them.

    ``towards`` is a compass bearing in degrees where one was said, ``goal`` the words for what one
    goes towards, ``second`` those for the other place of two; ``householder`` says that a family
    was named instead of a number.
    """

    words: str
    relation: Relation = Relation.AT
    metres: float | None = None
    towards: float | None = None
    second: str = ""
    goal: str = ""
    householder: bool = False


BEARINGS = {
    "东北": 45.0,
    "东南": 135.0,
    "西北": 315.0,
    "西南": 225.0,
    "东": 90.0,
    "南": 180.0,
    "西": 270.0,
    "北": 0.0,
}
COMPASS = "|".join(BEARINGS)
HOUSEHOLD = (
    r"(?:门口|门前|屋里|院子|院里|跟前|家里|房子|老宅|屋后|对门|旁边|附近"
    r"|这儿|这里|这块|那儿|那里)*"
)
BEFORE = re.compile(
    r"\A(?:喂|你好|您好|哎|诶|嗯|那个|这个|就是|我们?就?在|我们?家?住?在|人就?在|就在|这里是|这边是"
    r"|我这里是|地址是?在?|位置是?在?|这是|在|快来|赶紧来|到|请到|麻烦到|[,.!?;:，。！？、\s])+"
)
AFTER = re.compile(
    r"(?:呢|啊|呀|(?<![网酒水茶])吧|嘛|哦|的地方|这里|这儿|这块儿?|这边|这一带|这附近|那里|那儿|那块儿?|那边|那一带|[,.!?;:，。！？、\s])+\Z"
)
AFTERWARDS = r"(?:左右|处|的?地方|远)?"
ABOUT = r"(?:大概|大约|差不多)?"
FIGURES = rf"\d+(?:\.\d+)?|[{SIGNS}]+"
UNIT = r"米|公里|千米|里"
DISTANCE = rf"{ABOUT}(?P<metres>{FIGURES})(?:多|来)?(?P<unit>{UNIT}){AFTERWARDS}"
FAR = rf"{ABOUT}(?P<far>{FIGURES})(?:多|来)?(?P<measure>{UNIT}){AFTERWARDS}"
WAY = rf"(?:{COMPASS}|前|后|左|右|里|外|上|下)"
WALKED = re.compile(
    rf"(?:再|继续)?[往向朝](?P<way>{WAY})(?:边|面|方向)?(?:走|行|开|去)?(?:{DISTANCE})?\Z"
    rf"|(?P<side>{COMPASS})(?:边|面|侧)?{FAR}\Z"
)
TOWARDS = re.compile(
    rf"[往向去朝](?P<goal>[^往向去朝]{{2,12}}?)(?:的)?方向(?:走|行|开|去)?(?:{DISTANCE})?\Z"
)
BETWEEN = re.compile(r"\A(?P<first>.{2,}?)[和与跟到、](?P<second>.{2,}?)(?:之间|中间|的?当中)\Z")
SIDES = (
    (re.compile(r"(?:的?斜?对[面过]|的?对门)\Z"), Relation.OPPOSITE),
    (re.compile(r"的?(?:旁边|旁|隔壁|边上|侧面|挨着|紧挨着)\Z"), Relation.BESIDE),
    (re.compile(r"的?(?:背后|后面|后边|后头|屋后)\Z"), Relation.BEHIND),
    (re.compile(r"的?(?:前面|前边|前头|门前|正前方)\Z"), Relation.IN_FRONT),
    (re.compile(r"的?(?:附近|跟前|周边|周围|不远处?|一带)\Z"), Relation.NEAR),
    (re.compile(rf"的?(?P<side>{COMPASS})(?:边|面|侧|头)\Z"), Relation.BESIDE),
    (
        re.compile(r"的?(?:门口|门上|楼下|楼上|路边|路口边|大门口?|院里|院子里|里面|里头)\Z"),
        Relation.AT,
    ),
)
HOUSEHOLDER = re.compile(
    rf"(?<=[{SIGNS}\d][社组队])(?:老)?[㐀-鿿]{{1,3}}[家佳加嘉价甲假夹](?:{HOUSEHOLD}|.{{1,3}})\Z"
)
NAMED_HOUSEHOLD = re.compile(
    r"(?<=[村社组队])(?:老)?[㐀-鿿]{1,2}家(?:门口|门前|屋里|院子|院里|家里)\Z"
)


def heard(text: str) -> Said:
    """Take apart what names a place and how the meant place lies to it.

    Examples
    --------
    >>> said = heard("喂，我在东大街建行斜对面呢")
    >>> said.words, said.relation.value
    ('东大街建行', 'opposite')
    >>> heard("刘河五社往东二百米这里").metres, heard("刘河五社往东二百米").towards
    (200.0, 90.0)
    >>> heard("峡口村三社李家门口").words, heard("一中和县医院之间").second
    ('峡口村三社', '县医院')
    """
    words = AFTER.sub("", BEFORE.sub("", plain(text)))
    said = _walked(words) or _between(words)
    if said is None:
        said = _beside(words)
    rest = _without_household(said.words)
    if rest == said.words:
        return said
    return Said(rest, said.relation, said.metres, said.towards, said.second, said.goal, True)  # noqa: FBT003 - the last fact of a record


def _without_household(words: str) -> str:
    return NAMED_HOUSEHOLD.sub("", HOUSEHOLDER.sub("", words))


def _walked(words: str) -> Said | None:
    """Read off so many metres in a direction or towards a place."""
    found = TOWARDS.search(words)
    if found is not None and found.start() > 1:
        metres = _metres(found["metres"], found["unit"])
        return Said(words[: found.start()], Relation.TOWARDS, metres, goal=found["goal"])
    found = WALKED.search(words)
    if found is None or found.start() <= 1:
        return None
    way = found["way"] or found["side"]
    metres = _metres(found["metres"] or found["far"], found["unit"] or found["measure"])
    said = _beside(words[: found.start()])
    return Said(said.words, Relation.TOWARDS, metres, BEARINGS.get(way))


def _metres(figures: str | None, unit: str | None) -> float | None:
    if figures is None:
        return None
    value = float(figures) if figures[0].isdigit() else float(number_of(figures))
    return value * {"米": 1.0, "里": 500.0}.get(unit or "", 1000.0)


def _between(words: str) -> Said | None:
    found = BETWEEN.match(words)
    if found is None:
        return None
    return Said(found["first"], Relation.BETWEEN, second=found["second"])


def _beside(words: str) -> Said:
    """Read off all that says where beside a place; what was said first decides."""
    relation, towards = Relation.AT, None
    changed = True
    while changed:
        changed = False
        for pattern, meant in SIDES:
            found = pattern.search(words)
            if found is None or found.start() <= 1:
                continue
            words, relation, changed = AFTER.sub("", words[: found.start()]), meant, True
            towards = BEARINGS.get(found.groupdict().get("side") or "", towards)
    return Said(words, relation, towards=towards)
