"""Words of the register of units in templates."""

from collections.abc import Iterable

from django import template

from tocsin.registers.units import states
from tocsin.registers.units.abilities import name_of

register = template.Library()


@register.filter
def abilities(codes: Iterable[str]) -> str:
    """Name what a unit can do in the reader's language."""
    return " · ".join(name_of(code) for code in codes)


@register.filter
def kind_name(kind: str) -> str:
    """Name a kind of unit or vehicle in the reader's language."""
    return states.kind_name(kind)


@register.filter
def shift_name(shift: str) -> str:
    """Name a shift in the reader's language."""
    return states.shift_name(shift)
