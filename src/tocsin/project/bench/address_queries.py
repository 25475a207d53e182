"""What callers might say about a register: its addresses, shortened, misheard and mistyped."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from tocsin.core.addressing.register import Register
from tocsin.core.addressing.sounds import readings
from tocsin.project.bench.address_register import SURNAMES

KINDS = {
    "poi": 0.23, "room": 0.12, "unit": 0.12, "building": 0.08, "street_no": 0.12,
    "rural_house": 0.12, "group": 0.06,
    "village": 0.04, "compound": 0.05, "junction": 0.03, "km": 0.03,
}  # fmt: skip
BESIDE = [
    "对面",
    "斜对面",
    "旁边",
    "隔壁",
    "门口",
    "楼下",
    "附近",
    "后面",
    "前面",
    "东边",
    "路边",
    "跟前",
    "往东二百米",
    "往前走一百米",
]
HERE = ("这里", "这儿", "这块", "呢")
BEFORE = ("喂在", "我在", "人在", "这里是", "那个", "就在", "喂我在")
AT_HOME = ("门口", "院子", "跟前", "", "屋里")
CROSSING = ("十字", "路口", "十字路口", "红绿灯", "交叉口", "交汇处")
NUMERALS = "零一二三四五六七八九"
# Numbers are spoken with care, and understood.
FIGURES = f"{NUMERALS}十百号栋幢单元室社组队楼"
SUFFIXES = ("街道", "社区", "省", "市", "县", "区", "镇", "乡", "村")
NAMED = frozenset(
    {"prov", "city", "county", "town", "village", "street", "road", "junction", "compound", "poi"}
)


@dataclass(frozen=True, slots=True)
class Query:
    """Something said, and the ids of every place that it may mean."""

    identity: str
    text: str
    truth: frozenset[str]
    kind: str


@dataclass
class Sayings:
    """Says the places of one register; ``unrecorded`` aliases are said though it lacks them."""

    register: Register
    unrecorded: Mapping[int, str]
    rng: np.random.Generator
    children: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    called: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    of_level: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Learn what every place is called, and what lies below it."""
        register = self.register
        for place, (name, parent) in enumerate(zip(register.names, register.parents, strict=True)):
            self.children[parent][name] = place
            self.of_level[register.levels[place]].append(place)
            said = {name, *register.aliases.get(place, ())}
            if place in self.unrecorded:
                said.add(self.unrecorded[place])
            if register.levels[place] in NAMED:
                said.add(without_suffix(name))
            elif register.levels[place] == "group":
                said.discard(name)
            else:
                continue
            if register.levels[place] == "junction":
                said |= {f"{street[:-1].removesuffix('大')}十字" for street in streets_of(name)}
            for one in said:
                self.called[one].append(place)

    def path(self, place: int) -> list[int]:
        """List a place and all above it, the place first."""
        path = [place]
        while (place := self.register.parents[place]) >= 0:
            path.append(place)
        return path

    def chance(self, share: float) -> bool:
        """Say whether it happens this time."""
        return bool(self.rng.random() < share)

    def one_of(self, some: "tuple[str, ...] | list[str] | str") -> str:
        """Choose one."""
        return some[int(self.rng.integers(len(some)))]


def make_queries(
    register: Register, count: int, seed: int, unrecorded: Mapping[int, str] | None = None
) -> list[Query]:
    """Say so many places of a register as callers do."""
    sayings = Sayings(register, unrecorded or {}, np.random.default_rng(seed))
    kinds = [kind for kind in KINDS if sayings.of_level[kind]]
    share = np.array([KINDS[kind] for kind in kinds])
    chosen = sayings.rng.choice(len(kinds), count, p=share / share.sum())
    return [_query(sayings, number, kinds[kind]) for number, kind in enumerate(chosen.tolist())]


def _query(sayings: Sayings, number: int, kind: str) -> Query:
    some = sayings.of_level[kind]
    place = some[int(sayings.rng.integers(len(some)))]
    path = sayings.path(place)
    levels = [sayings.register.levels[one] for one in path]
    at = next(depth for depth, level in enumerate(levels) if level in NAMED)
    notes: list[str] = [kind]
    name, numbers = _named(sayings, path[at], notes), path[:at][::-1]
    if kind == "group" and sayings.chance(0.35):
        hamlet = [*sayings.register.aliases.get(place, ()), sayings.unrecorded.get(place, "")]
        if hamlet[0]:
            notes.append("hamlet")
            above, said = _above(sayings, path[1:], notes)
            return _finished(sayings, number, above + name + hamlet[0], {place}, notes)
    above, said = _above(sayings, path[at + 1 :], notes)
    text, numbers, household = _numbered(sayings, numbers, notes)
    truth = _consistent(sayings, name, said, [sayings.register.names[one] for one in numbers])
    if household:
        truth |= {house for group in truth for house in sayings.children[group].values()}
    return _finished(sayings, number, above + name + text, truth or {place}, notes)


def _named(sayings: Sayings, place: int, notes: list[str]) -> str:
    """Say the name of a place, or what people call it."""
    register = sayings.register
    name, level = register.names[place], register.levels[place]
    known, unknown = register.aliases.get(place, ()), sayings.unrecorded.get(place)
    if level == "road":
        return _road(sayings, name)
    if level == "junction":
        return _junction(sayings, name, notes)
    if unknown and sayings.chance(0.6):
        notes.append("alias_unknown")
        return unknown
    if known and sayings.chance(0.6):
        notes.append("alias")
        return sayings.one_of(list(known))
    if level in {"village", "compound"} and sayings.chance(0.15):
        notes.append("dropsuffix")
        return without_suffix(name) if level == "village" else name
    return name


def _road(sayings: Sayings, name: str) -> str:
    code = "".join(sign for sign in name if sign.isascii())
    rest = name.removeprefix(code)
    return sayings.one_of([name, code, f"{rest}{code[1:].lstrip('0')}线", f"{code[1:]}{rest}"])


def streets_of(name: str) -> list[str]:
    """List the streets of a crossing.

    >>> streets_of("解放路与东大街交叉口")
    ['解放路', '东大街']
    """
    return name.removesuffix("交叉口").split("与")


def _junction(sayings: Sayings, name: str, notes: list[str]) -> str:
    first, second = streets_of(name)
    if sayings.chance(0.5):
        notes.append("swap")
        first, second = second, first
    return f"{first}{sayings.one_of(['和', '与', '跟', ''])}{second}{sayings.one_of(CROSSING)}"


def without_suffix(name: str) -> str:
    """Leave the word for a division's rank away.

    >>> without_suffix("峡口村"), without_suffix("东华街道")
    ('峡口', '东华')
    """
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def _above(sayings: Sayings, path: list[int], notes: list[str]) -> tuple[str, list[str]]:
    """Say some of the divisions and streets above, the highest first; return the names too."""
    text, said = "", list[str]()
    without = sayings.chance(0.33)
    chances = {
        "prov": 0.2, "city": 0.3, "county": 0.6, "town": 0.5, "village": 0.5, "street": 0.6,
    }  # fmt: skip
    for place in reversed(path):
        level, name = sayings.register.levels[place], sayings.register.names[place]
        if level == "street_no" and said and sayings.chance(0.4):
            text, said = text + name, [*said, name]
        if without and level in {"county", "town"}:
            continue
        if not sayings.chance(chances.get(level, 0.0)):
            continue
        short = level not in {"street", "village"} and sayings.chance(0.4)
        text, said = text + (without_suffix(name) if short else name), [*said, name]
    if without:
        notes.append("noadmin")
    return text, said


def _numbered(
    sayings: Sayings, numbers: list[int], notes: list[str]
) -> tuple[str, list[int], bool]:
    """Say the numbers below a name; return the text, what was said, and whether of a household."""
    names = [sayings.register.names[one] for one in numbers]
    if len(numbers) == 2 and names[0].endswith("社") and sayings.chance(0.4):  # noqa: PLR2004 - of a house
        notes.append("householder")
        home = f"{sayings.one_of(SURNAMES)}家{sayings.one_of(AT_HOME)}"
        return _varied(sayings, names[0], notes) + home, numbers[:1], True
    if len(names) == 3 and sayings.chance(0.15):  # noqa: PLR2004 - building, unit, room
        notes.append("dash")
        figures = ["".join(sign for sign in name if sign.isdigit()) for name in names]
        return "-".join(figures), numbers, False
    return "".join(_varied(sayings, name, notes) for name in names), numbers, False


def _varied(sayings: Sayings, name: str, notes: list[str]) -> str:
    if name.startswith("K"):
        return _post(sayings, name)
    figures = "".join(sign for sign in name if sign.isdigit())
    unit = name.removeprefix(figures)
    if not figures:
        figures, unit = name[:-1], sayings.one_of(["社", "社", "组", "队"])
        if sayings.chance(0.4):
            figures = str(NUMERALS.index(figures))
        return figures + unit
    if not sayings.chance(0.45):
        return name
    notes.append("numvar")
    return _numeral(sayings, name, figures, unit)


def _numeral(sayings: Sayings, name: str, figures: str, unit: str) -> str:
    """Say a number in another way than it is registered."""
    if unit == "号楼":
        return sayings.one_of(
            [
                f"{figures}栋",
                f"{figures}幢",
                f"{figures}#",
                f"{figures}#楼",
                f"{counted(int(figures))}号楼",
            ]
        )
    if unit == "室":
        return sayings.one_of([figures, "".join(NUMERALS[int(sign)] for sign in figures)])
    if unit == "号" and sayings.chance(0.4):
        return f"门牌{name}"
    return counted(int(figures)) + unit


def _post(sayings: Sayings, name: str) -> str:
    kilometre, metres = name[1:].split("+")
    half = metres != "000"
    forms = (
        [name, name] if half else [name, f"K{kilometre}", f"{kilometre}公里", f"{kilometre}公里处"]
    )
    if half:
        forms += [f"{kilometre}公里500米", f"{kilometre}.5公里", f"{kilometre}公里加500米处"]
    return sayings.one_of(forms)


def counted(number: int) -> str:
    """Write a number below a thousand in Chinese.

    >>> counted(15), counted(20), counted(108)
    ('十五', '二十', '一百零八')
    """
    if number >= 100:  # noqa: PLR2004 - hundreds
        rest = number % 100
        between = "零" if 0 < rest < 10 else "一" if 10 <= rest < 20 else ""  # noqa: PLR2004 - as spoken
        return f"{NUMERALS[number // 100]}百{between}{counted(rest) if rest else ''}"
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return before + (NUMERALS[ones] if ones or not tens else "")


def _consistent(sayings: Sayings, name: str, said: list[str], numbers: list[str]) -> set[int]:
    """Find all places that the words fit: the name, what was said above it, the numbers below."""
    register, truth = sayings.register, set[int]()
    for place in sayings.called.get(name, ()):
        above = {register.names[one] for one in sayings.path(place)}
        if not above.issuperset(said):
            continue
        here: int | None = place
        for number in numbers:
            here = sayings.children[here].get(number) if here is not None else None
        if here is not None:
            truth.add(here)
    return truth


def _finished(sayings: Sayings, number: int, text: str, truth: set[int], notes: list[str]) -> Query:
    """Put words around what was said, and let some of it be misheard or mistyped."""
    slips: tuple[tuple[str, float, Callable[[Sayings, str], str]], ...] = (
        ("homo", 0.25, _misheard), ("typo", 0.06, _mistyped),
    )  # fmt: skip
    for note, share, slip in slips:
        if sayings.chance(share):
            notes.append(note)
            text = slip(sayings, text)
    if sayings.chance(0.25):
        notes.append("rel")
        text += sayings.one_of(BESIDE)
    if sayings.chance(0.12):
        notes.append("filler")
        text = sayings.one_of(BEFORE) + text + (sayings.one_of(HERE) if sayings.chance(0.3) else "")
    ids = frozenset(sayings.register.ids[place] for place in truth)
    return Query(f"q{number}", text, ids, "+".join(notes))


@cache
def _sounding() -> dict[int, list[str]]:
    """Gather the common characters by how they sound."""
    common = [
        bytes((high, low)).decode("gb2312")
        for high in range(0xB0, 0xD7)
        for low in range(0xA1, 0xFF)
    ]
    sounding = defaultdict(list)
    for sign in common:
        sounding[int(readings()[ord(sign), 0])].append(sign)
    return sounding


def _misheard(sayings: Sayings, text: str) -> str:
    """Write one character as another that sounds alike."""
    places = [
        place for place, sign in enumerate(text) if "一" <= sign <= "鿿" and sign not in FIGURES
    ]
    if not places:
        return text
    place = places[int(sayings.rng.integers(len(places)))]
    alike = _sounding().get(int(readings()[ord(text[place]), 0]), [text[place]])
    return text[:place] + sayings.one_of(alike) + text[place + 1 :]


def _mistyped(sayings: Sayings, text: str) -> str:
    """Leave a sign out, write one twice, or swap two."""
    if len(text) < 4:  # noqa: PLR2004 - too short to be understood then
        return text
    place = int(sayings.rng.integers(len(text) - 1))
    slip = int(sayings.rng.integers(3))
    if slip == 0:
        return text[:place] + text[place + 1 :]
    if slip == 1:
        return text[: place + 1] + text[place:]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
