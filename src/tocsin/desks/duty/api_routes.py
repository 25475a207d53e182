"""The officer's phone for programs: the card, and each act exactly once.

What is done here is done by the same services as on the phone's own page.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, UploadedFile

from tocsin.desks.duty.access import DESKS, PHONE, photo_for
from tocsin.desks.duty.api_describing import Written, card_written
from tocsin.desks.duty.api_shapes import (
    CameUpon,
    CardOut,
    DutyOut,
    Ending,
    EntryOut,
    HelpCalledOut,
    MovedOut,
    OpenedOut,
    Photographed,
    PhotographOut,
    Placed,
    Saying,
    Sharing,
    SharingOut,
    Standing,
    SteppedOut,
    Stepping,
    Taking,
    Whereabouts,
)
from tocsin.desks.duty.deeds import do_act, take_photo
from tocsin.desks.duty.forms import word_of
from tocsin.desks.duty.queries import card_of
from tocsin.desks.duty.services.standing import report_position
from tocsin.kernel import moment
from tocsin.kernel.access.api import Holders, officer_of
from tocsin.kernel.files.api import shown
from tocsin.kernel.idempotency.api import once_for_programs

CREWS = Holders(*PHONE)
SEEING = Holders(*PHONE, *DESKS)
WORK = "/assignments/{assignment}"
router = Router(tags=["phone"], auth=CREWS)


@router.get("", response=CardOut, summary="Show my assignment")
def phone_show(request: HttpRequest) -> Written:
    """Show what the officer's phone shows: the unit, its assignment, the way there."""
    return card_written(card_of(officer_of(request), moment.now()))


def done(request: HttpRequest, kind: str, **facts: object) -> Written:
    """Do one act the way the phone's page does it."""
    told = {
        name: fact.isoformat() if isinstance(fact, datetime) else word_of(fact)
        for name, fact in facts.items()
        if fact is not None
    }
    return dict(do_act({"kind": kind} | told, actor=officer_of(request), at=moment.now()))


@router.post(f"{WORK}/milestones", response=SteppedOut, summary="Stamp a step")
@once_for_programs
def phone_step(request: HttpRequest, assignment: UUID, sent: Stepping) -> Written:
    """Stamp the own assignment; written once, and never before an earlier stamp."""
    return done(request, "step", assignment=str(assignment), **dict(sent))


@router.post(f"{WORK}/feedback", response=EntryOut, summary="Say what was found")
@once_for_programs
def phone_feedback(request: HttpRequest, assignment: UUID, sent: Saying) -> Written:
    """Write what was found; the first time it stamps the assignment as well."""
    return done(request, "feedback", assignment=str(assignment), **dict(sent))


@router.post(f"{WORK}/transport", response=SteppedOut, summary="Say where somebody is taken")
@once_for_programs
def phone_transport(request: HttpRequest, assignment: UUID, sent: Taking) -> Written:
    """Say that the own unit takes somebody along; clearing ends it."""
    return done(request, "transport", assignment=str(assignment), **dict(sent))


@router.post(f"{WORK}/clearing", response=SteppedOut, summary="Say how it ended")
@once_for_programs
def phone_clear(request: HttpRequest, assignment: UUID, sent: Ending) -> Written:
    """Say how it ended and free the unit."""
    return done(request, "done", assignment=str(assignment), **dict(sent))


@router.post(f"{WORK}/notes", response=EntryOut, summary="Note something down")
@once_for_programs
def phone_note(request: HttpRequest, assignment: UUID, sent: Saying) -> Written:
    """Add a note to the timeline of the own incident."""
    return done(request, "note", assignment=str(assignment), **dict(sent))


@router.post(f"{WORK}/photographs", response=PhotographOut, summary="Send a photograph")
@once_for_programs
def phone_photograph(
    request: HttpRequest,
    assignment: UUID,
    sent: Annotated[Photographed, Form()],
    photo: Annotated[UploadedFile, File()],  # noqa: ARG001 - described here, read with the form
) -> Written:
    """Keep a photograph of the own incident, without what it says of place, time and device."""
    # A form's fields that the description does not know are seen only in the request itself.
    told = request.POST.dict() | sent.dict(exclude_none=True) | {"assignment": str(assignment)}
    kept = take_photo(told, request.FILES, actor=officer_of(request), at=moment.now())
    return {"photo": str(kept.pk)}


@router.get("/photographs/{photograph}", auth=SEEING, summary="Show a photograph")
def phone_photograph_show(request: HttpRequest, photograph: UUID) -> HttpResponse:
    """Show a photograph of an incident within reach."""
    return shown(photo_for(officer_of(request), photograph))


@router.post("/incidents", response=OpenedOut, summary="Open an incident one came upon")
@once_for_programs
def phone_open(request: HttpRequest, sent: CameUpon) -> Written:
    """Open an incident that the officer came upon, and send the own unit if it is free."""
    return done(request, "open", **dict(sent))


@router.post("/help", response=HelpCalledOut, summary="Call for help")
@once_for_programs
def phone_help(request: HttpRequest, sent: Placed) -> Written:
    """Call for help; again before anybody answered, it is the same call."""
    return done(request, "help", **dict(sent))


@router.post("/duty", response=DutyOut, summary="Say whether the unit may be sent")
@once_for_programs
def phone_duty(request: HttpRequest, sent: Standing) -> Written:
    """Say whether the unit may be sent."""
    return done(request, "duty", **dict(sent))


@router.post("/sharing", response=SharingOut, summary="Share the position, or stop")
@once_for_programs
def phone_sharing(request: HttpRequest, sent: Sharing) -> Written:
    """Begin or end the sharing of the device's position."""
    return done(request, "sharing", **dict(sent))


@router.post("/position", response=MovedOut, summary="Say where the device is")
@once_for_programs
def phone_position(request: HttpRequest, sent: Whereabouts) -> Written:
    """Move the officer's unit to where the device is, while the officer shares it."""
    moved = report_position(actor=officer_of(request), at=moment.now(), **dict(sent))
    return {"moved": bool(moved)}
