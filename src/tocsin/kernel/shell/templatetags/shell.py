"""Signs and stamps that look the same on every page."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from tocsin.kernel import moment
from tocsin.kernel.shell.doors import Door, open_doors

register = template.Library()

UNSEEN = SafeString(' class="unseen"')
HIDDEN = SafeString(" hidden")
CURRENT = SafeString('aria-current="page"')
THEMES = ("dark", "light", "auto")
SHAPES = Path(__file__).resolve().parent.parent / "static" / "shell" / "shapes.json"
UNIT_STATES = {
    "available": gettext_lazy("Available"),
    "assigned": gettext_lazy("Assigned"),
    "en_route": gettext_lazy("En route"),
    "on_scene": gettext_lazy("On scene"),
    "transporting": gettext_lazy("Transporting"),
    "returning": gettext_lazy("Returning"),
    "unavailable": gettext_lazy("Unavailable"),
    "off_duty": gettext_lazy("Off duty"),
}
URGENCIES = {
    1: pgettext_lazy("urgency", "Level 1"),
    2: pgettext_lazy("urgency", "Level 2"),
    3: pgettext_lazy("urgency", "Level 3"),
    4: pgettext_lazy("urgency", "Level 4"),
}


@cache
def shapes() -> Mapping[str, str]:
    """Read the outlines that pages and maps share, by name."""
    outlines: dict[str, str] = json.loads(SHAPES.read_text(encoding="utf-8"))
    return outlines


@register.simple_tag
def shape(name: str) -> SafeString:
    """Draw one of the shared outlines; it says nothing to a screen reader."""
    return format_html(
        '<svg class="shape" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>',
        shapes()[name],
    )


@register.simple_tag
def urgency(level: int, words: str = "", *, compact: bool = False) -> SafeString:
    """Show an urgency level by shape, text, then colour; compact hides the text from the eye."""
    known = min(4, max(1, int(level)))
    return format_html(
        '<span class="urgency urgency-{}">{}<span{}>{}</span></span>',
        known,
        shape(f"urgency-{known}"),
        UNSEEN if compact else "",
        words or URGENCIES[known],
    )


@register.simple_tag
def unit_state(state: str, words: str = "", *, compact: bool = False) -> SafeString:
    """Show what a unit is doing by shape, then text, then colour."""
    known = state if state in UNIT_STATES else "unavailable"
    return format_html(
        '<span class="unit-state state-{}">{}<span{}>{}</span></span>',
        known,
        shape(known),
        UNSEEN if compact else "",
        words or UNIT_STATES[known],
    )


@register.filter
def duration(value: timedelta | float | None) -> str:
    """Write a length of time as m:ss, or h:mm:ss from an hour on; nothing is "no data".

    >>> duration(timedelta(seconds=250)), duration(3605)
    ('4:10', '1:00:05')
    """
    if value is None or value == "":
        return _("no data")
    seconds = int(value.total_seconds() if isinstance(value, timedelta) else value)
    sign, seconds = ("−", -seconds) if seconds < 0 else ("", seconds)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    written = f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
    return f"{sign}{written}"


@register.simple_tag(takes_context=True)
def age(
    context: template.Context,
    since: datetime | None,
    *,
    until: datetime | None = None,
    target: timedelta | float | None = None,
    level: int = 0,
) -> SafeString:
    """Show how long something has waited, growing on the page, with a bar towards its target."""
    if since is None:
        return format_html('<span class="age quiet">{}</span>', _("no data"))
    waited = (until or present(context)) - since
    goal = target.total_seconds() if isinstance(target, timedelta) else float(target or 0)
    late = goal > 0 and waited.total_seconds() > goal
    classes = f"age{f' urgency-{level}' if level else ''}{' breach' if late else ''}"
    return format_html(
        '<span class="{}" data-since="{}"{}{}><span class="age-text">{}</span>{}'
        '<time class="age-stamp" datetime="{}">{}</time></span>',
        classes,
        since.isoformat(),
        format_html(' data-until="{}"', until.isoformat()) if until else "",
        format_html(' data-target="{}"', round(goal)) if goal else "",
        duration(waited),
        bar(waited.total_seconds() / goal, late=late) if goal else "",
        since.isoformat(),
        written(since, context),
    )


def bar(share: float, *, late: bool) -> SafeString:
    """Draw the thin bar of an age; a hatched one says that the time is over."""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-track" width="100" height="4"/>'
        '<rect class="bar-fill" width="{}" height="4"/></svg>'
        '<span class="age-late unseen"{}>{}</span>',
        round(100 * min(1.0, max(0.0, share)), 1),
        "" if late else HIDDEN,
        _("over its time"),
    )


@register.simple_tag(takes_context=True)
def stamp(context: template.Context, value: datetime | None) -> SafeString:
    """Show a moment in local 24-hour time, with the date when it is not today."""
    if value is None:
        return format_html('<span class="stamp quiet">{}</span>', _("no data"))
    return format_html(
        '<time class="stamp" datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S"),
        written(value, context),
    )


def written(value: datetime, context: template.Context) -> str:
    """Write a moment as shortly as it can be without doubt."""
    local, today = timezone.localtime(value), timezone.localtime(present(context))
    if local.date() == today.date():
        return f"{local:%H:%M:%S}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def present(context: template.Context) -> datetime:
    """Find the page's moment: one for everything on it."""
    given = context.get("server_time")
    return given if isinstance(given, datetime) else moment.now()


@register.simple_tag
def act_id() -> SafeString:
    """Give a form the id by which sending it twice is one act."""
    return format_html('<input type="hidden" name="act_id" value="{}">', uuid4())


@register.simple_tag(takes_context=True)
def theme(context: template.Context, default: str = "dark") -> str:
    """Name the theme the reader chose, else the page's own."""
    request = context.get("request")
    chosen = request.COOKIES.get("tocsin_theme", "") if isinstance(request, HttpRequest) else ""
    return chosen if chosen in THEMES else default


@register.simple_tag(takes_context=True)
def here(context: template.Context, url: str) -> SafeString:
    """Mark a link that leads to the part of the site one is in."""
    request = context.get("request")
    path = request.path if isinstance(request, HttpRequest) else ""
    inside = path == url or (url != "/" and path.startswith(url))
    return CURRENT if inside else SafeString("")


@register.filter
def role_names(roles: frozenset[object]) -> str:
    """List an officer's roles for the top bar."""
    labels = sorted(str(getattr(role, "label", role)) for role in roles)
    return pgettext("between the names of roles", ", ").join(labels)


@register.simple_tag
def doors() -> tuple[Door, ...]:
    """List the pages that everybody may open."""
    return open_doors()


@register.simple_tag
def error_words(status: int) -> Mapping[str, str]:
    """Say what an HTTP status means to a person: title, sentence, next step."""
    words = ERRORS.get(int(status or 500), ERRORS[500])
    return dict(zip(("title", "sentence", "next"), map(str, words), strict=True))


ERRORS = {
    400: (
        gettext_lazy("This request could not be read"),
        gettext_lazy("Something in it is not as the page sends it. Nothing was changed."),
        gettext_lazy("Go back, reload the page and try again."),
    ),
    401: (
        gettext_lazy("You are not signed in"),
        gettext_lazy("Your session has ended. What you typed is kept on this computer."),
        gettext_lazy("Sign in again and go on where you stopped."),
    ),
    403: (
        gettext_lazy("This is not open to you"),
        gettext_lazy("Your role or area does not reach this page. The refusal is on record."),
        gettext_lazy("If your work needs it, ask your supervisor to extend your role."),
    ),
    404: (
        gettext_lazy("There is nothing here"),
        gettext_lazy("The address is wrong, or what it names is outside your area."),
        gettext_lazy("Check the number, or go to the start page and search from there."),
    ),
    405: (
        gettext_lazy("This page is not used this way"),
        gettext_lazy("The address exists but does not accept this kind of request."),
        gettext_lazy("Go back and use the button on the page."),
    ),
    409: (
        gettext_lazy("Someone was faster, or the rules say no"),
        gettext_lazy("The record changed before your act arrived. Nothing of yours was stored."),
        gettext_lazy("Go back, look at the record as it is now and decide again."),
    ),
    413: (
        gettext_lazy("This is too large"),
        gettext_lazy("The text or file is larger than can be stored. Nothing was changed."),
        gettext_lazy("Shorten it, or send the file in parts."),
    ),
    422: (
        gettext_lazy("Something needs mending"),
        gettext_lazy("What was sent cannot be used as it stands. Nothing was changed."),
        gettext_lazy("Go back, mend the marked fields and send again."),
    ),
    429: (
        gettext_lazy("Too many requests"),
        gettext_lazy("This computer has asked too often within a short time."),
        gettext_lazy("Wait a minute and try again."),
    ),
    500: (
        gettext_lazy("A fault on our side"),
        gettext_lazy("The act was not completed. The fault has been recorded."),
        gettext_lazy("Try again; if it stays so, tell the duty technician the time on this page."),
    ),
    503: (
        gettext_lazy("The database does not answer"),
        gettext_lazy("It is being started again or cannot be reached. Nothing was stored."),
        gettext_lazy("Wait a few seconds and send again; what you typed is kept."),
    ),
}
