"""The review desk: what waits for whom, why, and what it came to."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.review.access import review_for, reviews_for
from tocsin.readers.review.forms import DecideForm
from tocsin.readers.review.queries import REVIEWERS, counts
from tocsin.readers.review.services import decide
from tocsin.readers.review.showing import shown
from tocsin.readers.review.states import Outcome, Reason

PAGE = 50
ALL = "all"


@for_roles(*REVIEWERS)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """List what waits for the supervisor, or for anybody, the most pressing first."""
    everybody = request.GET.get("who") == ALL
    after = request.GET.get("after", "")
    rows = reviews_for(request.user)
    if not everybody:
        rows = rows.filter(reviewer=request.user)
    skipped = int(after) if after.isascii() and after.isdigit() and len(after) < PAGE else 0
    found = list(rows[skipped : skipped + PAGE + 1])
    who = {"who": ALL} if everybody else {}
    at = moment.now()
    context = {
        "rows": shown(found[:PAGE], at),
        "everybody": everybody,
        "counts": counts(request.user.bureau_id, at),
        "outcomes": Outcome,
        "older": urlencode(who | {"after": skipped + PAGE}) if len(found) > PAGE else "",
        "newer": urlencode(who) if skipped else "",
    }
    return render(request, "review/desk.html", context)


@for_roles(*REVIEWERS)
@require_safe
def notice(request: SignedInRequest) -> HttpResponse:
    """Tell on every page that somebody was opened without an open case, until it is reviewed."""
    count = reviews_for(request.user).filter(reason=Reason.BREAK_GLASS).count()
    return render(request, "review/_notice.html", {"count": count})


@for_roles(*REVIEWERS)
@require_POST
@once
def decide_review(request: SignedInRequest, number: int) -> HttpResponse:
    """Record what a review came to, and show its row as it now stands."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise Unacceptable(_("Choose an outcome, and write a line of at most 200 characters."))
    review = decide(
        review=review_for(request.user, number),
        outcome=Outcome(form.cleaned_data["outcome"]),
        words=form.cleaned_data["words"],
        actor=request.user,
        at=moment.now(),
    )
    if not request.htmx:
        return redirect("review:desk")
    [row] = shown([review], moment.now())
    return render(request, "review/_row.html", {"row": row, "outcomes": Outcome})
