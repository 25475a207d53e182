"""The administrator's page of officers and their second factors."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import fetch, for_roles, scope_of
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.shell.desks import Desk
from tocsin.kernel.shell.factors import reset_second_factor
from tocsin.kernel.web.requests import SignedInRequest

OFFICERS = Desk(
    key="O",
    address="officers",
    label=gettext_lazy("Officers"),
    roles=frozenset({Role.ADMINISTRATOR}),
)
PAGE, LONGEST_NAME = 50, 80
DONE = "second_factor_reset"


def officers_of(officer: Officer) -> QuerySet[Officer]:
    """List the people of the officer's bureau, and whether each has a second factor."""
    rows = scope_of(officer).within(Officer.objects.filter(is_service=False))
    held = Authenticator.objects.filter(user=OuterRef("pk"))
    return rows.annotate(has_factor=Exists(held)).select_related("station").order_by("username")


def page_of(officer: Officer, asked: str, after: str) -> dict[str, object]:
    """Read one page of officers behind a user name, narrowed to what was asked for."""
    rows = officers_of(officer).prefetch_related("grants")
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(username__icontains=asked))
    found = list(rows.filter(username__gt=after)[: PAGE + 1])
    for row in found:
        # Read with the page, so that the property need not ask for each.
        row.roles = frozenset(Role(one.role) for one in row.grants.all() if one.ended_at is None)
    more = found[PAGE - 1].username if len(found) > PAGE else ""
    return {
        "rows": found[:PAGE],
        "asked": asked,
        "older": urlencode({"q": asked, "after": more}) if more else "",
        "newer": urlencode({"q": asked}) if after else "",
    }


@for_roles(Role.ADMINISTRATOR)
@require_safe
def officers(request: SignedInRequest) -> HttpResponse:
    """List the bureau's officers; a lost second factor is reset here."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_NAME]
    after = request.GET.get("after", "").replace("\0", "")[:LONGEST_NAME]
    context = page_of(request.user, asked, after) | {"done": request.session.pop(DONE, "")}
    return render(request, "shell/officers.html", context)


@for_roles(Role.ADMINISTRATOR)
@require_POST
@once
def reset_factor(request: SignedInRequest, username: str) -> HttpResponse:
    """Take a lost second factor off an officer."""
    officer = fetch(officers_of(request.user), username=username[:LONGEST_NAME])
    reason = request.POST.get("reason", "")
    reset_second_factor(officer=officer, reason=reason, actor=request.user, at=moment.now())
    request.session[DONE] = _(
        "{name} is signed out and sets up a new second factor at the next sign-in."
    ).format(name=officer.name)
    return redirect("officers")
