"""How shares are written."""

from django import template

from tocsin.core.legs import Share

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """Write a share as a percentage.

    >>> percent(0.7649)
    '76.5 %'
    """
    return f"{100 * share:.1f} %"


@register.filter
def between(share: Share) -> str:
    """Write the interval of a share, in per cent.

    >>> between(Share(0.9, 0.596, 0.982))
    '(59.6–98.2)'
    """
    return f"({100 * share.low:.1f}–{100 * share.high:.1f})"
