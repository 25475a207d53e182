"""The door at which other bureaus hand in checkpoints, as C2SP's tlog-witness describes it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from tocsin.adapters.witnesses.keeping import Verdict, consider, kept_of
from tocsin.core.ledger.notes import NoteError
from tocsin.core.ledger.witnessing import Decline, Submission, read_submission
from tocsin.kernel import moment
from tocsin.kernel.access.api import Holders
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.errors import Unacceptable

router = Router(tags=["witness"], auth=Holders(Role.INTEGRATION))
SIZE_TYPE, TEXT_TYPE = "text/x.tlog.size", "text/plain; charset=utf-8"
STATUS = {
    Decline.UNKNOWN: HTTPStatus.NOT_FOUND,
    Decline.UNSIGNED: HTTPStatus.FORBIDDEN,
    Decline.SENSELESS: HTTPStatus.BAD_REQUEST,
    Decline.FORKED: HTTPStatus.CONFLICT,
    Decline.BEHIND: HTTPStatus.CONFLICT,
    Decline.NOT_GROWN: HTTPStatus.UNPROCESSABLE_ENTITY,
}


class Kept(Schema):
    """What is kept of one ledger, the newest last."""

    notes: list[str]


@router.post("/add-checkpoint", summary="Hand in a checkpoint of a ledger")
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Vouch for a checkpoint that continues the last one; the same one twice is one."""
    return answered(consider(submission_in(request), at=moment.now()))


add_checkpoint.is_idempotent = True  # type: ignore[attr-defined] # the same checkpoint twice is one


@router.get("/checkpoints", response=Kept, summary="What is kept of a ledger")
def read_checkpoints(
    request: HttpRequest,  # noqa: ARG001 - every operation is handed its request
    origin: str,
) -> Kept:
    """Show what was kept of a ledger, for whoever examines it."""
    return Kept(notes=[] if "\0" in origin else kept_of(origin))


def submission_in(request: HttpRequest) -> Submission:
    """Read what was sent.

    Raises
    ------
    Unacceptable
        It is no checkpoint.
    """
    try:
        return read_submission(request.body.decode())
    except (NoteError, UnicodeDecodeError) as problem:
        raise Unacceptable(
            _("This is no checkpoint with the proof that it continues.")
        ) from problem


def answered(verdict: Verdict) -> HttpResponse:
    """Give our line; or our size, or, to a fork, the checkpoint that proves it."""
    if verdict.line is not None:
        return HttpResponse(verdict.line.line(), content_type=TEXT_TYPE)
    assert verdict.decline is not None  # noqa: S101 - one of the two is there
    status = STATUS[verdict.decline]
    if verdict.decline is Decline.BEHIND:
        return HttpResponse(f"{verdict.kept_size}\n", content_type=SIZE_TYPE, status=status)
    proof = verdict.decline is Decline.FORKED and verdict.kept is not None
    shown = verdict.kept.written() if proof and verdict.kept else f"{verdict.decline}\n"
    return HttpResponse(shown, content_type=TEXT_TYPE, status=status)
