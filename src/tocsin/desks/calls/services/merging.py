"""Two call-takers at one open call: what each wrote is brought together field by field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.desks.calls.errors import EditedMeanwhile
from tocsin.desks.calls.fields import ANSWERS, TYPE, is_same, name_of, parts_of, spoken, whole_of
from tocsin.desks.calls.models import Call, CallEdit
from tocsin.desks.calls.queries import came_with
from tocsin.desks.calls.services.steps import locked
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.errors import Unacceptable
from tocsin.registers.catalogue import api as catalogue

LONGEST_QUOTE = 200
LARGEST_EDIT = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Written:
    """The newest that somebody else wrote of one thing; ``edit`` counts up with every edit."""

    whole: str
    edit: int
    by: str
    at: datetime
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """The form as it is to be saved, and what of it somebody else wrote."""

    values: Mapping[str, str]
    taken: Sequence[Written] = ()


def merge(*, call: Call, sent: Mapping[str, str], actor: Officer) -> Merged:
    """Bring a sent form together with what others wrote into the call since it was loaded.

    ``sent["seen"]`` is the newest edit that the sender's form had when it was loaded,
    ``sent["seen_<field>"]`` the same for a field brought up to date since. What only the other
    changed is taken from the other, what only the sender changed from the sender. The call stays
    locked until the caller's transaction ends.

    Raises
    ------
    EditedMeanwhile
        Both changed the same thing to something else; nothing is stored, both are told.
    """
    held = locked(call)
    edits = edits_in_order(held)
    came = came_with(held)
    values, taken, torn = dict(sent), list[Written](), list[Written]()
    for theirs in written_by_others(edits, actor):
        seen = seen_in(sent, theirs.whole)
        if theirs.edit <= seen:
            continue
        base = as_of(edits, came, theirs.whole, seen)
        mine = {part: sent.get(part, base[part]) for part in parts_of(theirs.whole)}
        if is_same(theirs.whole, theirs.values, base) or is_same(theirs.whole, theirs.values, mine):
            continue
        (taken if is_same(theirs.whole, mine, base) else torn).append(theirs)
    if torn:
        raise EditedMeanwhile(told(held, torn, sent))
    for theirs in taken:
        values |= theirs.values
    kept = [theirs for theirs in taken if is_asked(held, values, theirs)]
    for theirs in taken:
        if theirs not in kept:
            values.pop(theirs.whole)
    return Merged(values, kept)


def edits_in_order(call: Call) -> list[CallEdit]:
    """Read every edit of a call, the first first."""
    return list(CallEdit.objects.filter(call=call).select_related("by").order_by("pk"))


def written_by_others(edits: Sequence[CallEdit], actor: Officer) -> list[Written]:
    """Find the newest that others wrote of each thing, each by the one who wrote it last."""
    newest: dict[str, CallEdit] = {}
    for edit in edits:
        whole = whole_of(edit.field)
        if whole and edit.by_id != actor.pk:
            newest[whole] = edit
    return [
        Written(
            whole,
            last.pk,
            last.by.name,
            last.at,
            by_one(edits, whole, last.by_id),
        )
        for whole, last in newest.items()
    ]


def by_one(edits: Iterable[CallEdit], whole: str, officer: int) -> dict[str, str]:
    """Read one thing as one officer last wrote it."""
    parts = parts_of(whole)
    return {
        edit.field: edit.value for edit in edits if edit.field in parts and edit.by_id == officer
    }


def as_of(
    edits: Iterable[CallEdit], came: Mapping[str, str], whole: str, seen: int
) -> dict[str, str]:
    """Read one thing as it stood at a certain edit, whoever wrote it."""
    values = {part: came.get(part, "") for part in parts_of(whole)}
    return values | {
        edit.field: edit.value for edit in edits if edit.field in values and edit.pk <= seen
    }


def seen_in(sent: Mapping[str, str], whole: str) -> int:
    """Say up to which edit the sender knew a thing; who says nothing knew nothing."""
    text = sent.get(f"seen_{whole}") or sent.get("seen") or "0"
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= LARGEST_EDIT:
        raise Unacceptable(_("The form has lost its place. Reload the page; your text is kept."))
    return number


def is_asked(call: Call, values: Mapping[str, str], theirs: Written) -> bool:
    """Say whether another's answer fits a question of the type that is saved."""
    if not theirs.whole.startswith(ANSWERS):
        return True
    code = values.get(TYPE, "")
    kind = next((one for one in catalogue.types(call.bureau) if one.code == code), None)
    name = theirs.whole.removeprefix(ANSWERS)
    if kind is None or name not in {question.id for question in kind.asks()}:
        return False
    try:
        catalogue.urgency_after(kind, {name: theirs.values[theirs.whole]})
    except Unacceptable:
        return False
    return True


def told(call: Call, torn: Iterable[Written], sent: Mapping[str, str]) -> str:
    """Tell what both wrote, side by side."""
    pairs = [
        _("{field}: {name} wrote “{theirs}”, you wrote “{yours}”.").format(
            field=name_of(call.bureau, theirs.whole),
            name=theirs.by,
            theirs=spoken(call.bureau, theirs.whole, theirs.values)[:LONGEST_QUOTE],
            yours=spoken(call.bureau, theirs.whole, sent)[:LONGEST_QUOTE],
        )
        for theirs in torn
    ]
    ending = _("Both are kept and nothing is saved yet: choose beside the field, then save.")
    return " ".join([*pairs, ending])
