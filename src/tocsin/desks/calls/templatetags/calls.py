"""What the pages of the call desk write the same way everywhere."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.desks.calls.likeness import distance

register = template.Library()

LABELS: dict[str, str | Promise] = {
    "where": _("Where"),
    "place_text": _("Place chosen"),
    "place_kind": _("Kind of place"),
    "place_code": _("Code of the place"),
    "lon": _("Longitude"),
    "lat": _("Latitude"),
    "what": _("What"),
    "type_code": _("Code of the type"),
    "words": _("Words"),
    "priority": _("Urgency"),
    "validity": _("Judgement"),
    "reason": _("Reason"),
    "handed_to": _("Handed to"),
    "page": _("Knowledge page"),
    "enquiry": _("Search for a page"),
}


@register.filter
def field(typed: Mapping[str, str], name: str) -> str:
    """Read what was typed into one field."""
    return typed.get(name, "")


@register.filter
def field_label(name: str) -> str:
    """Name a field of the form for a reader."""
    if name.startswith("answer_"):
        return str(_("Answer to a question"))
    return str(LABELS.get(name, name))


@register.filter
def metres(value: float) -> str:
    """Write a distance as a person says it."""
    return distance(round(value))
