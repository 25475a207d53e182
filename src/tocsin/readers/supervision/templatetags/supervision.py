"""How shares are written."""

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """Write a share as a percentage.

    >>> percent(0.7649)
    '76.5 %'
    """
    return f"{100 * share:.1f} %"
