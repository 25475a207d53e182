"""The acts that a phone sends, by their kind: which form reads one, and which service does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.duty.access import assignment_for, own_unit
from tocsin.desks.duty.errors import ActUnreadable
from tocsin.desks.duty.forms import (
    DoneAct,
    DutyAct,
    OpenAct,
    PhoneAct,
    PhotoAct,
    PlacedAct,
    SharingAct,
    StepAct,
    TransportAct,
    WordsAct,
    known,
    valid,
)
from tocsin.desks.duty.services.helping import call_for_help
from tocsin.desks.duty.services.opening import open_on_the_way, spot_of
from tocsin.desks.duty.services.reporting import finish, give_feedback, keep_photo
from tocsin.desks.duty.services.standing import set_sharing
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.files.api import MOST_BYTES, Attachment, TooLarge
from tocsin.registers.units.api import DutyStatus, set_duty

Answer = dict[str, str | int | bool]
Do = Callable[[PhoneAct, Officer, datetime], Answer]


def step(form: PhoneAct, actor: Officer, at: datetime) -> Answer:
    """Stamp the assignment."""
    data = form.cleaned_data
    made = dispatch.record_milestone(
        assignment=assignment_for(actor, data["assignment"]),
        kind=data["step"],
        at=at,
        actor=actor,
        claimed_at=form.claim(at),
    )
    return {"step": made.kind}


def feedback(form: PhoneAct, actor: Officer, at: datetime) -> Answer:
    """Write what was found."""
    data = form.cleaned_data
    entry = give_feedback(
        assignment=assignment_for(actor, data["assignment"]),
        words=data["words"],
        actor=actor,
        at=at,
        claimed_at=form.claim(at),
    )
    return {"entry": entry.pk}


def note(form: PhoneAct, actor: Officer, at: datetime) -> Answer:
    """Write a line."""
    data = form.cleaned_data
    entry = dispatch.add_note(
        incident=assignment_for(actor, data["assignment"]).incident,
        text=data["words"],
        actor=actor,
        at=at,
        claimed_at=form.claim(at),
    )
    return {"entry": entry.pk}


def transport(form: PhoneAct, actor: Officer, at: datetime) -> Answer:
    """Say where somebody is taken."""
    data = form.cleaned_data
    made = dispatch.state_transport(
        assignment=assignment_for(actor, data["assignment"]),
        to=data["to"],
        actor=actor,
        at=at,
        claimed_at=form.claim(at),
    )
    return {"step": made.kind}


def done(form: PhoneAct, actor: Officer, at: datetime) -> Answer:
    """Say how it ended and clear the unit."""
    data = form.cleaned_data
    finish(
        assignment=assignment_for(actor, data["assignment"]),
        disposition=data["disposition"],
        words=data["words"],
        actor=actor,
        at=at,
        claimed_at=form.claim(at),
    )
    return {"step": "cleared"}


def found(form: PhoneAct, actor: Officer, at: datetime) -> Answer:
    """Open an incident the unit came upon."""
    data, unit = form.cleaned_data, own_unit(actor)
    place = form.place() if isinstance(form, PlacedAct) else None
    lon, lat = place or (None, None)
    incident = open_on_the_way(
        unit=unit,
        type_code=data["type"],
        spot=spot_of(unit.bureau, data["where"], lon, lat),
        actor=actor,
        at=at,
        words=data["words"],
        on_scene=data["on_scene"],
        claimed_at=form.claim(at),
    )
    return {"number": incident.number}


def help_me(form: PhoneAct, actor: Officer, at: datetime) -> Answer:
    """Call for help."""
    place = form.place() if isinstance(form, PlacedAct) else None
    asked = call_for_help(actor=actor, at=at, place=place, claimed_at=form.claim(at))
    return {"help": asked.pk}


def duty(form: PhoneAct, actor: Officer, at: datetime) -> Answer:
    """Say whether the unit may be sent."""
    data = form.cleaned_data
    standing = set_duty(
        unit=own_unit(actor),
        duty=DutyStatus(data["duty"]),
        reason=data["reason"],
        actor=actor,
        at=at,
    )
    return {"duty": standing.duty}


def sharing(form: PhoneAct, actor: Officer, at: datetime) -> Answer:
    """Begin or end the sharing of the position."""
    row = set_sharing(actor=actor, sharing=form.cleaned_data["sharing"], at=at)
    return {"sharing": row.sharing}


@dataclass(frozen=True, slots=True)
class Deed:
    """How one kind of act is read and done."""

    form: type[PhoneAct]
    do: Do


DEEDS: Mapping[str, Deed] = {
    "step": Deed(StepAct, step),
    "feedback": Deed(WordsAct, feedback),
    "note": Deed(WordsAct, note),
    "transport": Deed(TransportAct, transport),
    "done": Deed(DoneAct, done),
    "open": Deed(OpenAct, found),
    "help": Deed(PlacedAct, help_me),
    "duty": Deed(DutyAct, duty),
    "sharing": Deed(SharingAct, sharing),
}


def do_act(sent: Mapping[str, str], *, actor: Officer, at: datetime) -> Answer:
    """Do what a phone asks.

    Raises
    ------
    ActUnreadable
        The kind is unknown, or the act does not carry what its kind needs.
    """
    deed = DEEDS.get(sent.get("kind", ""))
    if deed is None:
        raise ActUnreadable(_("This phone asked for something this system does not know."))
    form = deed.form(dict(sent))
    known(form, sent)
    valid(form)
    return deed.do(form, actor, at)


def take_photo(
    sent: Mapping[str, object],
    files: MultiValueDict[str, "UploadedFile[bytes]"],
    *,
    actor: Officer,
    at: datetime,
) -> Attachment:
    """Keep one photograph of the officer's own incident.

    Raises
    ------
    ActUnreadable
        A field is missing, unknown or not as described.
    TooLarge
        The picture is larger than ten megabytes.
    """
    form = PhotoAct(dict(sent), files)
    known(form, [*sent, *files])
    valid(form)
    data = form.cleaned_data
    if data["photo"].size > MOST_BYTES:
        raise TooLarge(_("The picture is larger than 10 MB. Take it at a lower resolution."))
    return keep_photo(
        assignment=assignment_for(actor, data["assignment"]),
        content=data["photo"].read(),
        caption=data["caption"],
        sha256=data["sha256"],
        actor=actor,
        at=at,
        claimed_at=form.claim(at),
    )
