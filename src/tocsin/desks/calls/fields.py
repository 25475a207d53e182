"""The fields of the call form: what each is called, and which of them are one thing to a reader."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.catalogue import api as catalogue

LABELS: dict[str, str | Promise] = {
    "where": gettext_lazy("Where"),
    "place": gettext_lazy("Place chosen"),
    "place_text": gettext_lazy("Place chosen"),
    "place_kind": gettext_lazy("Kind of place"),
    "place_code": gettext_lazy("Code of the place"),
    "place_rank": gettext_lazy("Place in the list of candidates"),
    "place_light": gettext_lazy("How sure the finder was"),
    "lon": gettext_lazy("Longitude"),
    "lat": gettext_lazy("Latitude"),
    "what": gettext_lazy("What"),
    "type_code": gettext_lazy("Code of the type"),
    "words": gettext_lazy("Words"),
    "priority": gettext_lazy("Urgency"),
    "validity": gettext_lazy("Judgement"),
    "reason": gettext_lazy("Reason"),
    "handed_to": gettext_lazy("Handed to"),
    "page": gettext_lazy("Knowledge page"),
    "enquiry": gettext_lazy("Search for a page"),
}
ANSWERS = "answer_"
PLACE, TYPE = "place", "type_code"
# A chosen place is one thing though five fields hold it; so is a type and the word it was found by.
PARTS: Mapping[str, Sequence[str]] = {
    "where": ("where",),
    PLACE: ("place_kind", "place_code", "place_text", "place_rank", "place_light", "lon", "lat"),
    TYPE: (TYPE, "what"),
    "words": ("words",),
    "priority": ("priority",),
}
# By what it is told whether two places, or two types, are the same.
TELLING: Mapping[str, Sequence[str]] = {
    PLACE: ("place_code", "place_text", "lon", "lat"),
    TYPE: (TYPE,),
}
WHOLE = {part: name for name, parts in PARTS.items() for part in parts}


def whole_of(field: str) -> str:
    """Say to which thing a field belongs; what takes no part in saving belongs to nothing.

    >>> whole_of("lon"), whole_of("what"), whole_of("answer_injured"), whole_of("reason")
    ('place', 'type_code', 'answer_injured', '')
    """
    return field if field.startswith(ANSWERS) else WHOLE.get(field, "")


def parts_of(whole: str) -> Sequence[str]:
    """List the fields that hold one thing."""
    return PARTS.get(whole, (whole,))


def is_same(whole: str, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Say whether two people wrote the same."""
    parts = TELLING.get(whole, parts_of(whole))
    return all(one.get(part, "").strip() == other.get(part, "").strip() for part in parts)


def label_of(field: str) -> str:
    """Name a field of the form for a reader."""
    if field.startswith(ANSWERS):
        return _("Answer to a question")
    return str(LABELS.get(field, field))


def spoken(bureau: Bureau, whole: str, values: Mapping[str, str]) -> str:
    """Tell what was written as a reader says it: a place and a type by their names."""
    if whole == TYPE:
        return catalogue.type_names(bureau).get(values.get(TYPE, ""), values.get(TYPE, ""))
    return values.get("place_text" if whole == PLACE else whole, "")


def name_of(bureau: Bureau, whole: str) -> str:
    """Name one thing for a reader; an answer by its question."""
    if whole == TYPE:
        return label_of("what")
    if whole.startswith(ANSWERS):
        name = whole.removeprefix(ANSWERS)
        asked = (
            ask.label for kind in catalogue.types(bureau) for ask in kind.asks() if ask.id == name
        )
        return next(asked, label_of(whole))
    return label_of(whole)
