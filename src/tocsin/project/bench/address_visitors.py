"""What foreign visitors might say about a register: its names in pinyin or half in English."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from pypinyin import Style, lazy_pinyin

from tocsin.core.addressing.register import Register
from tocsin.project.bench.address_queries import Query

KINDS = {
    "street_no": 0.25, "street": 0.1, "poi": 0.3, "compound": 0.05, "building": 0.1,
    "village": 0.08, "group": 0.07, "junction": 0.05,
}  # fmt: skip
NAMED = frozenset({"county", "town", "village", "street", "compound", "poi", "junction"})
ENGLISH = {
    "街": "Street", "路": "Road", "大道": "Avenue", "巷": "Lane", "小区": "Residential Area",
    "花园": "Garden", "公寓": "Apartments", "镇": "Town", "乡": "Township",
    "街道": "Subdistrict", "村": "Village", "市": "City", "超市": "Supermarket", "宾馆": "Hotel",
    "酒店": "Hotel", "饭店": "Restaurant", "药店": "Pharmacy", "幼儿园": "Kindergarten",
    "小学": "Primary School", "中学": "Middle School", "加油站": "Gas Station",
    "诊所": "Clinic", "火锅店": "Hot Pot Restaurant", "面馆": "Noodle House",
    "清真寺": "Mosque", "浴场": "Bathhouse", "茶楼": "Tea House", "理发店": "Barber Shop",
    "卫生院": "Health Center", "派出所": "Police Station", "人民医院": "People's Hospital",
    "文化广场": "Cultural Square", "敬老院": "Nursing Home",
}  # fmt: skip
NUMBERED = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}
BESIDE = ("opposite", "next to", "behind", "near", "in front of", "across from", "outside")
LEAD_IN = ("I am at ", "We are at ", "Please come to ", "Hello, I'm at ")


@dataclass
class Visits:
    """Says the places of one register; names that are said alike may all be meant."""

    register: Register
    rng: np.random.Generator
    of_level: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    called: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    below: dict[tuple[int, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn what is said alike."""
        register = self.register
        said: dict[tuple[str, str], str] = {}
        for place, (name, level) in enumerate(zip(register.names, register.levels, strict=True)):
            self.of_level[level].append(place)
            self.below[register.parents[place], name] = place
            if level in NAMED:
                for style, say in STYLES.items():
                    if (style, name) not in said:
                        said[style, name] = say(name)
                    self.called[style, said[style, name]].append(place)

    def path(self, place: int) -> list[int]:
        """List a place and all above it, the place first."""
        path = [place]
        while (place := self.register.parents[place]) >= 0:
            path.append(place)
        return path

    def chance(self, share: float) -> bool:
        """Say whether it happens this time."""
        return bool(self.rng.random() < share)

    def one_of(self, some: tuple[str, ...]) -> str:
        """Choose one."""
        return some[int(self.rng.integers(len(some)))]


def apart(name: str) -> str:
    """Say a name syllable by syllable, without tones."""
    return " ".join(lazy_pinyin(name.replace("与", "")))


def toned(name: str) -> str:
    """Say a name as it is printed in a textbook."""
    return joined(lazy_pinyin(name, style=Style.TONE))


def joined(syllables: list[str]) -> str:
    """Write syllables as one word; what stands in capitals stays a word of its own."""
    return "".join(f" {one}" if one.isupper() else one for one in syllables).strip().capitalize()


def english(name: str) -> str:
    """Say what a place is in English, and only its own name in pinyin."""
    for kind, number in NUMBERED.items():
        if f"第{kind}" in name:
            before, behind = name.split(f"第{kind}", 1)
            return f"{english(before)} No.{number} {english(behind)}".strip()
    for length in range(min(4, len(name)), 0, -1):
        if name[-length:] in ENGLISH:
            own = joined(lazy_pinyin(name[:-length]))
            return f"{own} {ENGLISH[name[-length:]]}".strip()
    return joined(lazy_pinyin(name))


STYLES: dict[str, Callable[[str], str]] = {"apart": apart, "toned": toned, "english": english}


def make_visits(register: Register, count: int, seed: int) -> list[Query]:
    """Say so many places of a register as visitors do."""
    visits = Visits(register, np.random.default_rng(seed))
    kinds = [kind for kind in KINDS if visits.of_level[kind]]
    share = np.array([KINDS[kind] for kind in kinds])
    chosen = visits.rng.choice(len(kinds), count, p=share / share.sum())
    return [_visit(visits, number, kinds[kind]) for number, kind in enumerate(chosen.tolist())]


def _visit(visits: Visits, number: int, kind: str) -> Query:
    register = visits.register
    some = visits.of_level[kind]
    path = visits.path(some[int(visits.rng.integers(len(some)))])
    at = next(depth for depth, one in enumerate(path) if register.levels[one] in NAMED)
    style = visits.one_of(tuple(STYLES))
    say = STYLES[style]
    name = say(register.names[path[at]])
    counted = [register.names[one] for one in path[:at]][::-1]
    around = [one for one in path[at + 1 :] if register.levels[one] in {"town", "street"}]
    above = say(register.names[around[0]]) if around and visits.chance(0.5) else ""
    truth = [
        place
        for place in visits.called[style, name]
        if not above or above in {say(register.names[one]) for one in visits.path(place)}
    ]
    for one in counted:
        truth = [visits.below[place, one] for place in truth if (place, one) in visits.below]
    slipped = visits.chance(0.15)
    name = _slipped(visits, name) if slipped else name
    text = _in_order(visits, style, name, counted, above)
    ids = frozenset(register.ids[place] for place in truth)
    notes = [kind, style, *(["above"] if above else []), *(["slip"] if slipped else [])]
    return Query(f"v{number}", text, ids, "+".join(notes))


def _slipped(visits: Visits, name: str) -> str:
    """Leave a letter out, write one twice, or write another."""
    letters = [place for place, sign in enumerate(name) if sign.isalpha()]
    place = letters[int(visits.rng.integers(len(letters)))]
    slips = ("", name[place] * 2, visits.one_of(tuple("aeioughnz")))
    return name[:place] + visits.one_of(slips) + name[place + 1 :]


def _in_order(visits: Visits, style: str, name: str, counted: list[str], above: str) -> str:
    """Say the parts as one does in English, or as one does in Chinese."""
    if style == "english":
        said = [_said_before(one) for one in reversed(counted)]
        text = ", ".join([*said, name]) if not counted or counted[0][-1] != "号" else ""
        text = text or visits.one_of((f"{counted[0][:-1]} {name}", f"{name} {counted[0][:-1]}"))
        text += visits.one_of((", ", " on ", " in ")) + above if above else ""
    else:
        numbers = " ".join(apart(one) if style == "apart" else toned(one) for one in counted)
        text = " ".join(part for part in (above, name, numbers) if part)
    if visits.chance(0.15):
        return f"{visits.one_of(BESIDE)} {text}"
    return visits.one_of(LEAD_IN) + text if visits.chance(0.15) else text


def _said_before(counted: str) -> str:
    figures = "".join(sign for sign in counted if sign.isdigit())
    if counted.endswith("号楼"):
        return f"Building {figures}"
    return f"Group {figures or '一二三四五六七八九十'.index(counted[0]) + 1}"
