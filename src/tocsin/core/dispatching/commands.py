"""What a line in the command bar means: verb first, or a unit with its status last.

``派 城关-03 C20260302-0001``, ``assign 3``, ``城关-03 到达``, ``note 门从里面锁着``,
``withdraw 城关-03 reason=另有任务``, ``城关-03 护送 送往=医院``. Which unit or incident a word
names is found afterwards, by :func:`naming`, so that a word with two meanings is asked back and
never guessed.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

LONGEST = 2_000


class Verb(StrEnum):
    """What can be done by a line."""

    ASSIGN = "assign"
    STATUS = "status"
    WITHDRAW = "withdraw"
    NOTE = "note"
    CLOSE = "close"
    OPEN = "open"
    URGENCY = "urgency"
    LINK = "link"
    MERGE = "merge"
    REOPEN = "reopen"
    CORDON = "cordon"
    HELP = "help"


class Trouble(StrEnum):
    """Why a line cannot be read as it stands."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNKNOWN_VERB = "unknown_verb"
    UNKNOWN_FIELD = "unknown_field"
    NEEDS_UNIT = "needs_unit"
    NEEDS_INCIDENT = "needs_incident"
    NEEDS_TEXT = "needs_text"
    NEEDS_REASON = "needs_reason"
    NEEDS_LEVEL = "needs_level"
    NEEDS_DESTINATION = "needs_destination"


class LineError(ValueError):
    """The line cannot be read; ``word`` is where."""

    def __init__(self, trouble: Trouble, word: str = "") -> None:
        super().__init__(f"{trouble}: {word}")
        self.trouble = trouble
        self.word = word


@dataclass(frozen=True, slots=True)
class Command:
    """A line that was read: what to do, to which words, with which text and named fields."""

    verb: Verb
    words: tuple[str, ...] = ()
    incident: str = ""
    status: str = ""
    text: str = ""
    reason: str = ""
    numbers: tuple[int, ...] = field(default=())


VERBS: dict[str, Verb] = {
    "assign": Verb.ASSIGN, "send": Verb.ASSIGN, "a": Verb.ASSIGN,
    "派": Verb.ASSIGN, "派警": Verb.ASSIGN, "派出": Verb.ASSIGN,
    "withdraw": Verb.WITHDRAW, "recall": Verb.WITHDRAW, "撤": Verb.WITHDRAW, "撤回": Verb.WITHDRAW,
    "note": Verb.NOTE, "n": Verb.NOTE, "记": Verb.NOTE, "备注": Verb.NOTE,
    "close": Verb.CLOSE, "结": Verb.CLOSE, "结案": Verb.CLOSE, "关闭": Verb.CLOSE,
    "open": Verb.OPEN, "go": Verb.OPEN, "show": Verb.OPEN, "看": Verb.OPEN, "查": Verb.OPEN,
    "urgency": Verb.URGENCY, "level": Verb.URGENCY, "级别": Verb.URGENCY, "升级": Verb.URGENCY,
    "link": Verb.LINK, "关联": Verb.LINK,
    "merge": Verb.MERGE, "合并": Verb.MERGE,
    "reopen": Verb.REOPEN, "重开": Verb.REOPEN,
    "cordon": Verb.CORDON, "封控": Verb.CORDON, "封控圈": Verb.CORDON, "设卡": Verb.CORDON,
    "?": Verb.HELP, "help": Verb.HELP, "帮助": Verb.HELP,
}  # fmt: skip
STATUSES: dict[str, str] = {
    "received": "received", "收到": "received", "签收": "received",
    "departed": "departed", "出发": "departed",
    "arrived": "arrived", "到达": "arrived", "到场": "arrived",
    "feedback": "feedback", "反馈": "feedback",
    "transporting": "transporting", "送人": "transporting", "护送": "transporting",
    "cleared": "cleared", "done": "cleared", "完成": "cleared",
    "available": "available", "待命": "available",
    "unavailable": "unavailable", "暂停": "unavailable",
    "withdrawn": "withdrawn", "撤回": "withdrawn",
}  # fmt: skip
NEEDS_REASON = frozenset({"unavailable", "withdrawn"})
FIELDS: dict[str, str] = {
    "reason": "reason", "原因": "reason",
    "unit": "unit", "单位": "unit", "警组": "unit",
    "incident": "incident", "警情": "incident",
    "text": "text", "说明": "text",
    "to": "to", "送往": "to",
}  # fmt: skip
INCIDENT = re.compile(r"c?\d{8}-\d{1,6}|c\d{1,6}|-\d{1,6}", re.IGNORECASE)
FIELD = re.compile(r"(\w+)=(.*)", re.DOTALL)
LEVELS = range(1, 5)


def parse(line: str) -> Command:
    """Read one line.

    Parameters
    ----------
    line
        As typed; full-width letters, digits and signs are taken for their narrow forms.

    Raises
    ------
    LineError
        The line says too little, or something unknown.

    Examples
    --------
    >>> parse("派 城关-03 C20260302-0001")  # doctest: +ELLIPSIS
    Command(verb=<Verb.ASSIGN: 'assign'>, words=('城关-03',), incident='C20260302-0001', ...)
    >>> parse("城关-03 到达").status
    'arrived'
    """
    if len(line) > LONGEST:
        raise LineError(Trouble.TOO_LONG)
    words = narrow(line).split()
    if not words:
        raise LineError(Trouble.EMPTY)
    first = words[0].casefold()
    if first in VERBS:
        return read_verb(VERBS[first], words[1:], line)
    named, rest = named_fields(words)
    if len(rest) > 1 and rest[-1].casefold() in STATUSES:
        return read_status(rest[:-1], STATUSES[rest[-1].casefold()], named)
    raise LineError(Trouble.UNKNOWN_VERB, words[0])


def narrow(line: str) -> str:
    """Bring full-width signs to their narrow forms."""
    return unicodedata.normalize("NFKC", line).strip()


def named_fields(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Take ``name=value`` out of a line; the value of the last field runs to the end."""
    named: dict[str, str] = {}
    rest: list[str] = []
    open_field = ""
    for word in words:
        found = FIELD.fullmatch(word)
        if found and found[1].casefold() in FIELDS:
            open_field = FIELDS[found[1].casefold()]
            named[open_field] = found[2]
        elif found:
            raise LineError(Trouble.UNKNOWN_FIELD, found[1])
        elif open_field in {"reason", "text", "to"}:
            named[open_field] += f" {word}"
        else:
            rest.append(word)
    return named, rest


def read_status(words: Sequence[str], status: str, named: Mapping[str, str]) -> Command:
    """Read ``unit status``; a status that needs a reason is refused without one."""
    reason = named.get("reason", "")
    if status in NEEDS_REASON and not reason:
        raise LineError(Trouble.NEEDS_REASON, status)
    if status == "transporting" and not named.get("to"):
        raise LineError(Trouble.NEEDS_DESTINATION, status)
    incident, units = split_incident(words)
    if not units:
        raise LineError(Trouble.NEEDS_UNIT)
    if status == "withdrawn":
        return Command(Verb.WITHDRAW, units, incident, reason=reason)
    text = named.get("to", "")
    return Command(Verb.STATUS, units, incident, status=status, text=text, reason=reason)


def read_verb(verb: Verb, words: Sequence[str], line: str) -> Command:
    """Read what follows a verb."""
    if verb == Verb.NOTE:
        text = line.strip().split(maxsplit=1)
        if len(text) == 1:
            raise LineError(Trouble.NEEDS_TEXT)
        return Command(verb, text=text[1])
    if verb == Verb.HELP:
        return Command(verb)
    named, rest = named_fields(words)
    if "unit" in named:
        rest.append(named["unit"])
    incident, others = split_incident(rest)
    incident = named.get("incident", incident)
    readers = {
        Verb.ASSIGN: read_assign,
        Verb.WITHDRAW: read_withdraw,
        Verb.CLOSE: read_close,
        Verb.URGENCY: read_urgency,
    }
    return readers.get(verb, read_about)(verb, others, incident, named)


def split_incident(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Take the first word that looks like an incident's number out of the others."""
    number = next((word for word in words if INCIDENT.fullmatch(word)), "")
    others = list(words)
    if number:
        others.remove(number)
    return number, tuple(others)


def read_assign(
    verb: Verb, words: tuple[str, ...], incident: str, named: Mapping[str, str]
) -> Command:
    """Read ``assign``: numbers of the recommendation, units, or nothing for the whole set."""
    numbers = tuple(int(word) for word in words if word.isdecimal() and len(word) == 1)
    units = tuple(word for word in words if not (word.isdecimal() and len(word) == 1))
    return Command(verb, units, incident, numbers=numbers, reason=named.get("reason", ""))


def read_withdraw(
    verb: Verb, words: tuple[str, ...], incident: str, named: Mapping[str, str]
) -> Command:
    """Read ``withdraw``: units and a reason."""
    if not words:
        raise LineError(Trouble.NEEDS_UNIT)
    if not named.get("reason"):
        raise LineError(Trouble.NEEDS_REASON, "withdrawn")
    return Command(verb, words, incident, reason=named["reason"])


def read_close(
    verb: Verb, words: tuple[str, ...], incident: str, named: Mapping[str, str]
) -> Command:
    """Read ``close``: how it ended, and perhaps more in words."""
    if not words:
        raise LineError(Trouble.NEEDS_TEXT)
    return Command(verb, words[:1], incident, text=named.get("text", " ".join(words[1:])))


def read_urgency(
    verb: Verb, words: tuple[str, ...], incident: str, named: Mapping[str, str]
) -> Command:
    """Read ``urgency``: a level from 1 to 4 and a reason."""
    levels = [int(word) for word in words if word.isdecimal() and len(word) == 1]
    if len(levels) != 1 or levels[0] not in LEVELS:
        raise LineError(Trouble.NEEDS_LEVEL)
    reason = named.get("reason") or " ".join(word for word in words if not word.isdecimal())
    if not reason:
        raise LineError(Trouble.NEEDS_REASON, "urgency")
    return Command(verb, (), incident, reason=reason, numbers=(levels[0],))


def read_about(
    verb: Verb, words: tuple[str, ...], incident: str, named: Mapping[str, str]
) -> Command:
    """Read a verb that is about an incident: open, link, merge, reopen, cordon."""
    if not incident and verb not in {Verb.REOPEN, Verb.CORDON}:
        raise LineError(Trouble.NEEDS_INCIDENT)
    reason = named.get("reason") or " ".join(words)
    if verb in {Verb.REOPEN, Verb.LINK} and not reason:
        raise LineError(Trouble.NEEDS_REASON, verb.value)
    return Command(verb, (), incident, reason=reason)


def naming(word: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    """List what a word may name: the exact matches, else those that begin or end with it.

    Parameters
    ----------
    names
        Key to everything the thing is called.

    Returns
    -------
    list of str
        Keys in the order of *names*; more than one means that the desk asks back.

    Examples
    --------
    >>> units = {"U1": ["城关-03"], "U2": ["城关-13"], "U3": ["东华-03"]}
    >>> naming("城关03", units), naming("03", units)
    (['U1'], ['U1', 'U3'])
    """
    wanted = bare(word)
    if not wanted:
        return []
    called = {key: [bare(name) for name in known] for key, known in names.items()}
    exact = [key for key, known in called.items() if wanted in known]
    return exact or [
        key
        for key, known in called.items()
        if any(name.startswith(wanted) or name.endswith(wanted) for name in known)
    ]


def bare(word: str) -> str:
    """Strip a name of case, dashes and blanks."""
    return re.sub(r"[\s\-_·]", "", narrow(word)).casefold()
