"""The page of receivers: what they are to be told, what they have confirmed, and their systems."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.database.api import within
from tocsin.kernel.errors import Refusal
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.shell.confirming import grave
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.exports.notices import notice_for, receiver_for, shown

HANDLERS = (Role.SUPERVISOR, Role.SECURITY_OFFICER)


def page(
    request: SignedInRequest, *, number: int = 0, typed: str = "", refused: str = "", status: int
) -> HttpResponse:
    """Show the page; what was typed for one notice stays where it was refused."""
    bureau_id, at = request.user.bureau_id, moment.now()
    context = {
        "to_tell": shown(bureau_id, receivers.to_tell(bureau_id), at),
        "waiting": shown(bureau_id, receivers.without_receipt(bureau_id), at),
        "done": shown(bureau_id, receivers.done(bureau_id), at),
        "receivers": receivers.receivers_of(bureau_id),
        "number": number,
        "typed": typed,
        "refused": refused,
    }
    return render(request, "exports/receivers.html", context, status=status)


@for_roles(*HANDLERS)
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """List what receivers are to be told, what waits for a receipt, and what is done."""
    return page(request, status=HTTPStatus.OK)


@for_roles(*HANDLERS)
@require_POST
@grave
def package(request: SignedInRequest, number: int) -> HttpResponse:
    """Hand out the file that tells a receiver, sealed to it; each time is on record."""
    with within(request.user.bureau_id):
        notice = notice_for(request.user, number)
    content = receivers.package_for(notice=notice, actor=request.user, at=moment.now())
    return as_file(content, number)


def as_file(content: bytes, number: int) -> HttpResponse:
    """Answer with a notice that nobody keeps."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="notice-{number}.tocsin"'
    response.headers["Cache-Control"] = "no-store"
    return response


@for_roles(*HANDLERS)
@require_POST
@once
def receipt(request: SignedInRequest, number: int) -> HttpResponse:
    """Enter the receiver's receipt, once; a refused reference stays in its field."""
    typed = request.POST.get("reference", "")
    with within(request.user.bureau_id):
        notice = notice_for(request.user, number)
    try:
        receivers.confirm(notice=notice, reference=typed, actor=request.user, at=moment.now())
    except Refusal as refused:
        return page(
            request, number=number, typed=typed, refused=refused.message, status=refused.status
        )
    return redirect("exports:receivers")


@for_roles(*HANDLERS)
@require_POST
@grave
def connect(request: SignedInRequest, number: int) -> HttpResponse:
    """Make a key for a receiver's own system and show it once; an earlier one is closed."""
    receiver = receiver_for(request.user, number)
    key = receivers.connect(receiver=receiver, actor=request.user, at=moment.now())
    answer = render(request, "exports/connected.html", {"receiver": receiver, "key": key})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@for_roles(*HANDLERS)
@require_POST
@once
def disconnect(request: SignedInRequest, number: int) -> HttpResponse:
    """Close the key of a receiver's own system."""
    receiver = receiver_for(request.user, number)
    receivers.disconnect(receiver=receiver, actor=request.user, at=moment.now())
    return redirect("exports:receivers")


# Kept out of the store of answers, which holds neither facts nor keys.
package.is_idempotent = True  # type: ignore[attr-defined] # each look is meant to be recorded
connect.is_idempotent = True  # type: ignore[attr-defined] # sent twice, the first key is closed
