"""The same act sent twice is one act."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import update_wrapper, wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from tocsin.kernel import moment
from tocsin.kernel.accounts.models import Officer
from tocsin.kernel.errors import Refusal, Unacceptable
from tocsin.kernel.idempotency.models import DoneAct

__all__ = [
    "HEADER",
    "ActReused",
    "act_id_of",
    "answer_once",
    "claimed_for",
    "fingerprint_of",
    "once",
    "once_for_programs",
    "purge",
]

HEADER = "X-Act-Id"
KEPT_HEADERS = ("Content-Type", "Location", "HX-Redirect", "HX-Trigger", "HX-Location")
UNFINGERPRINTED = frozenset({"csrfmiddlewaretoken", "act_id"})
CLAIM = """
    INSERT INTO idempotency_doneact
        (bureau_id, act_id, officer_id, fingerprint, at, status, headers, body)
    VALUES (%s, %s, %s, %s, %s, 0, '{}', '') ON CONFLICT DO NOTHING RETURNING id
"""
P = ParamSpec("P")
Asked = TypeVar("Asked", bound=HttpRequest)


class ActReused(Refusal):
    """The id was used for a different act."""

    code = "idempotency.act_reused"


def act_id_of(request: HttpRequest) -> UUID:
    """Read the act's id, made by the client, from the header or the form."""
    text = request.headers.get(HEADER) or request.POST.get("act_id", "")
    try:
        return UUID(text)
    except ValueError:
        raise Unacceptable(
            _("This was sent without its act number. Reload the page; what you typed is kept.")
        ) from None


def fingerprint_of(request: HttpRequest) -> str:
    """Hash what was asked, so that one id cannot stand for two different acts."""
    parts = [request.method or "", request.path]
    if request.content_type == "application/json":
        parts.append(request.body.decode("utf-8", "replace"))
    else:
        for name, values in sorted(request.POST.lists()):
            if name not in UNFINGERPRINTED:
                parts += [name, *values]
        parts += digests_of(request)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def digests_of(request: HttpRequest) -> Iterator[str]:
    """Hash the files that came along, and wind them back for who reads them next."""
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest = hashlib.sha256()
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
            yield f"{name} {digest.hexdigest()}"


def answer_once(
    *,
    officer: Officer,
    act_id: UUID,
    fingerprint: str,
    at: datetime,
    produce: Callable[[], HttpResponse],
) -> HttpResponse:
    """Do the act, or give the answer it already had; both in one transaction with the act.

    A refused or invalid act (status 400 and above) is rolled back and may be sent again.
    """
    with transaction.atomic():
        row = claim(officer, act_id, fingerprint, at)
        if row is None:
            return earlier_answer(officer, act_id, fingerprint)
        response = produce()
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            transaction.set_rollback(True)
            return response
        DoneAct.objects.filter(pk=row).update(
            status=response.status_code,
            headers={name: response[name] for name in KEPT_HEADERS if name in response},
            body=response.content.decode(),
        )
        return response


def claim(officer: Officer, act_id: UUID, fingerprint: str, at: datetime) -> int | None:
    """Claim the id; ``None`` means that it is taken (waits while a twin is under way)."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [officer.bureau_id, act_id, officer.pk, fingerprint, at])
        row = cursor.fetchone()
    return int(row[0]) if row else None


def claimed_for(*, officer: Officer, act_id: UUID, fingerprint: str, at: datetime) -> bool:
    """Claim an act that is done without an answer to give; false where it is done already."""
    row = claim(officer, act_id, fingerprint, at)
    if row is not None:
        DoneAct.objects.filter(pk=row).update(
            status=HTTPStatus.OK, headers={"Content-Type": "text/plain"}, body=_("Entered.")
        )
    return row is not None


def earlier_answer(officer: Officer, act_id: UUID, fingerprint: str) -> HttpResponse:
    """Give the answer the act had the first time."""
    done = DoneAct.objects.get(bureau_id=officer.bureau_id, act_id=act_id)
    if done.officer_id != officer.pk or done.fingerprint != fingerprint:
        raise ActReused(_("This act number was already used for something else. Send it anew."))
    return HttpResponse(done.body, status=done.status, headers={**done.headers, "X-Replayed": "1"})


def once(
    view: Callable[Concatenate[Asked, P], HttpResponse],
) -> Callable[Concatenate[Asked, P], HttpResponse]:
    """Make a writing view do each act once, however often it is sent."""

    @wraps(view)
    def guarded(request: Asked, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        officer = request.user
        if not isinstance(officer, Officer):
            raise Unacceptable(_("Sign in first. What you typed stays on this screen."))
        return answer_once(
            officer=officer,
            act_id=act_id_of(request),
            fingerprint=fingerprint_of(request),
            at=moment.now(),
            produce=lambda: view(request, *args, **kwargs),
        )

    guarded.is_idempotent = True  # type: ignore[attr-defined] # a test asks every writing view for it
    return guarded


def once_for_programs(
    operation: Callable[Concatenate[HttpRequest, P], Mapping[str, object]],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Make a writing operation of the programming interface do each act once.

    The operation returns what is sent back as JSON; the act's id comes in the header.
    """

    @once
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return JsonResponse(operation(request, *args, **kwargs))

    return update_wrapper(answered, operation)


def purge(*, before: datetime) -> int:
    """Forget answers that no client will ask for any more; return how many."""
    return DoneAct.objects.filter(at__lt=before).delete()[0]
