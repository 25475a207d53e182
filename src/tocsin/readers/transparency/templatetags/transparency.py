"""How figures are written for everybody."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()
MINUTE = 60


@register.filter
def figure(value: int | None) -> str | SafeString:
    """Write a count, or a dot with words for who hears the page."""
    if value is None:
        return left_out()
    return number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: float | None) -> str | SafeString:
    """Write a share in whole per cent."""
    return left_out() if value is None else f"{value:.0%}"


@register.filter
def lasting(seconds: float | None) -> str | SafeString:
    """Write a duration: seconds below two minutes, then minutes and seconds."""
    if seconds is None:
        return left_out()
    whole = round(seconds)
    if whole < 2 * MINUTE:
        return _("%(s)d s") % {"s": whole}
    return _("%(m)d min %(s)02d s") % {"m": whole // MINUTE, "s": whole % MINUTE}


@register.filter
def plus_one(value: int) -> int:
    """Say how many numbers lie between two ends that are so many steps apart."""
    return value + 1


def left_out() -> SafeString:
    """Mark what is not printed."""
    return format_html(
        '<span aria-hidden="true">·</span><span class="unseen">{}</span>', _("left out")
    )
