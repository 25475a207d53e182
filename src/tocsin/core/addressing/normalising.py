"""One form for what is said and what is registered, so that both can be compared.

Width, script, numerals, the words for blocks, units, groups and kilometre posts are unified; the
codes of roads are protected before a kilometre is read. What is in this form stays as it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tocsin.core.addressing.characters import plain
from tocsin.core.addressing.latin import folded_umlauts, ordered
from tocsin.core.addressing.numerals import SIGNS, number_of

MOST_PASSES = 6
RANKS = {"国": "g", "省": "s", "县": "x", "乡": "y", "村": "c"}
# How the words for a kind of road and for a kilometre are misheard.
RANKS |= {"果": "g", "过": "g", "锅": "g", "身": "s", "生": "s", "声": "s", "现": "x", "限": "x"}
ROAD = "道到倒导岛稻盗蹈"
PUBLIC, MILE = "公工宫弓功攻供恭共", "里理李利力礼立离历厘梨黎丽例"
# What is counted: building, block, number, unit, room, storey, group, team, kilometre, metre.
COUNTED = (
    r"(?:号|栋|幢|座|单元|室|层|楼|社(?!区)|组|队|小组|小队|生产队|村民小组|公里|千米|米|#|路公交)"
)
NUMERAL = re.compile(rf"(?<=\d)([{SIGNS}]+)(?={COUNTED})|([{SIGNS}]+)(?={COUNTED})")
# The word for a unit, cut short, doubled, or with its number in it.
UNIT_CUT = re.compile(rf"(?<=[\d{SIGNS}])(?:单(?=[\d{SIGNS}])|单单元|单元元|元(?=[\d{SIGNS}]|\Z))")
UNIT_PARTED = re.compile(rf"单([\d{SIGNS}]{{1,2}})元")
# A room, said figure by figure with nothing after it.
ROOM = re.compile(r"(?<=[元楼栋幢座#层])([零〇一二两三四五六七八九幺]{3,4})(?![社组队])")
RANKED = re.compile(
    rf"[gsxyc]?(?<!\d)(\d{{1,4}})([国省县乡果过锅身生声现限])[{ROAD}]"
    rf"|(?<!\d)([国省县乡])[{ROAD}]?(\d{{1,4}})线"
)
RANK_FIRST = re.compile(r"(?<!\d)([国省县乡])[道到](\d{1,4})")
CODE = re.compile(r"[gsxyc]\d{1,4}")
POST = re.compile(
    rf"k?(?<![.\d])(\d{{1,4}})(?:[.](\d))?(?:[{PUBLIC}][{MILE}]|千米)处?"
    r"[加架价家嘉零又]?(?:(\d{1,3})[米密咪秘迷])?处?"
    r"|(?<![a-z])k(?:(\d{1,4})\+(\d{1,3})处?|(\d{1,4})(?![\d+])处?)"
)
DASHED = re.compile(r"(?<![\d-])(\d{1,3})[-~/](\d{1,2})[-~/](\d{3,4})(?![\d-])")
DASHED_TWICE = re.compile(r"(?<![\d-])(\d{1,3})[-~/](\d{3,4})(?![\d号-])")
PLATE = re.compile(r"门{1,2}牌{1,2}(?:号码?)?(?:为|是)?(?=\d)")
UNIFIED = (
    (re.compile(r"(?<=\d)(?:号?院?内?(?:栋|幢)|座|号楼|#)(?:楼(?!\d?室))?"), "号楼"),
    (re.compile(r"(?<=\d)(?:村民小组|生产队|小组|小队|组|队|社(?!区))"), "社"),
    (re.compile(r"第(?=\d+社)"), ""),
    (
        re.compile(r"(?<=[路街巷道线字])(?:的?交[叉汇岔][路]?[口处]|丁?字?路口|十字路口|红绿灯)"),
        "十字",
    ),
    (re.compile(r"(?<=十字)(?:路口|十字|这里)"), ""),
    (re.compile(r"(?<=\d)(?:房间|房|户|室)"), "室"),
    (re.compile(r"(?<=\d)(?:单元门?|门洞)"), "单元"),
)
PARTED = re.compile(r"(?<=\d)[\s,;、，；]+(?=\d)")
NOISE = re.compile(r"[^0-9a-z㐀-鿿+.#~/-]+")
# Characters that no rule below is about: words of them stay as they are.
UNTOUCHED = re.compile(rf"[^\x00-㏿\ua000-\U0010ffff{SIGNS}口处灯]*")
KEPT = re.compile(r"[^0-9a-z㐀-鿿-]+")
LOOSE_DASH = re.compile(r"(?<!\d)-|-(?!\d)")


@dataclass(frozen=True, slots=True)
class RoadCodes:
    """The codes of the roads that are known, so that G8513 is not read off as G85."""

    codes: frozenset[str] = frozenset()
    glued: re.Pattern[str] | None = field(default=None, compare=False)
    bare: re.Pattern[str] | None = field(default=None, compare=False)
    by_number: dict[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, codes: Iterable[str]) -> "RoadCodes":
        """Prepare for the codes of a register; the longest is tried first."""
        known = sorted(set(codes), key=lambda code: (-len(code), code))
        if not known:
            return cls()
        by_number = {code[1:]: code for code in reversed(known)}
        numbers = "|".join(code[1:] for code in known)
        return cls(
            frozenset(known),
            re.compile(f"({'|'.join(known)})"),
            re.compile(rf"(?<![0-9a-z])({numbers})(?=线|[^\W\d_]{{2}}高速)"),
            by_number,
        )

    def of_rank(self, rank: str, number: str) -> str:
        """Name a road by its rank and number, as the register writes it."""
        letter = RANKS[rank]
        padded = f"{letter}{number.zfill(3)}"
        plainly = f"{letter}{number}"
        return plainly if plainly in self.codes or padded not in self.codes else padded


NO_CODES = RoadCodes()


def normalise(text: str, codes: RoadCodes = NO_CODES) -> str:
    """Bring a name or an address to the one form that is compared.

    Examples
    --------
    >>> normalise("安康小區 三幢2单元一零一"), normalise("峽口村三组"), normalise("门牌十二号")
    ('安康小区3号楼2单元101', '峡口村3社', '12号')
    >>> normalise("国道344线2128公里加500米处", RoadCodes.of(["g344"]))
    'g344k2128500'
    >>> normalise("G851394公里", RoadCodes.of(["g8513"])), normalise("5-1-302")
    ('g8513k0094000', '5号楼1单元302室')
    """
    return unified(plain(text), codes)


def unified(text: str, codes: RoadCodes = NO_CODES) -> str:
    """Do the same to text that is in plain characters already.

    What stands together only when something between was left away is unified in turn.
    """
    if UNTOUCHED.fullmatch(text):
        return text
    for _ in range(MOST_PASSES):
        said = _unified(text, codes)
        if said == text:
            return said
        text = said
    return text


def _unified(text: str, codes: RoadCodes) -> str:
    text = NOISE.sub("", PARTED.sub("-", ordered(text)))
    said = NUMERAL.sub(_counted, UNIT_CUT.sub("单元", UNIT_PARTED.sub(r"\1单元", text)))
    said = ROOM.sub(lambda found: str(number_of(found[1])), said)
    said = POST.sub(_post, _with_codes(said, codes))
    said = DASHED.sub(r"\1号楼\2单元\3室", said)
    said = DASHED_TWICE.sub(r"\1号楼\2室", said)
    said = PLATE.sub("", said)
    for pattern, word in UNIFIED:
        said = pattern.sub(word, said)
    return folded_umlauts(LOOSE_DASH.sub("", KEPT.sub("", said)))


def _with_codes(text: str, codes: RoadCodes) -> str:
    """Write every road as its code, with a blank after it that keeps the kilometre apart."""

    def ranked(found: re.Match[str]) -> str:
        rank, number = (found[2], found[1]) if found[2] else (found[3], found[4])
        return f" {codes.of_rank(rank, number)} "

    def rank_first(found: re.Match[str]) -> str:
        rank, digits = found[1], found[2]
        for length in range(len(digits), 0, -1):
            code = codes.of_rank(rank, digits[:length])
            if code in codes.codes:
                return f" {code} {digits[length:]}"
        return f" {codes.of_rank(rank, digits)} "

    if codes.glued is not None:
        text = codes.glued.sub(r" \1 ", text)
        text = re.sub(r"(?<=\d) (?=[国省县乡]道)", "", text)
    text = RANKED.sub(ranked, text)
    text = RANK_FIRST.sub(rank_first, text)
    if codes.bare is not None:
        text = codes.bare.sub(lambda found: f" {codes.by_number[found[1]]} ", text)
    return re.sub(r"(?<=[0-9]) 线", " ", text)


def _counted(found: re.Match[str]) -> str:
    """Write a numeral in figures; behind figures it is a number of its own."""
    return f"号{number_of(found[1])}" if found[1] else str(number_of(found[2]))


def _post(found: re.Match[str]) -> str:
    """Write a kilometre post as its metres from the beginning of the road."""
    if found[1] is not None:
        metres = int(found[1]) * 1000 + int(found[2] or 0) * 100 + int(found[3] or 0)
    elif found[4] is not None:
        metres = int(found[4]) * 1000 + int(found[5].ljust(3, "0"))
    else:
        metres = int(found[6]) * 1000
    return f"k{metres:07d}"
