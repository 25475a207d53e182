"""Words of the register of places in templates."""

from django import template

from tocsin.registers.places import kinds

register = template.Library()


@register.filter
def premises_kind(kind: str) -> str:
    """Name a kind of premises in the reader's language."""
    return kinds.kind_name(kind)
