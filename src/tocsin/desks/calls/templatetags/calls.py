"""What the pages of the call desk write the same way everywhere."""

from collections.abc import Mapping

from django import template

from tocsin.desks.calls.fields import label_of
from tocsin.desks.calls.likeness import distance

register = template.Library()


@register.filter
def field(typed: Mapping[str, str], name: str) -> str:
    """Read what was typed into one field."""
    return typed.get(name, "")


@register.filter
def field_label(name: str) -> str:
    """Name a field of the form for a reader."""
    return label_of(name)


@register.filter
def metres(value: float) -> str:
    """Write a distance as a person says it."""
    return distance(round(value))
