"""People and files of closed cases, and what a test asks of them."""

from datetime import datetime, timedelta
from uuid import UUID

from tests import make, make_calls, make_dispatch, make_duty
from tocsin.core.retention import RetentionClass
from tocsin.desks.calls.models import Call
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.files import api as files
from tocsin.kernel.personal.models import Fact, Subject
from tocsin.kernel.retention import api as retention

DAY = timedelta(days=1)
YEAR = 365 * DAY


def closed_call(*, at: datetime, telephone: str = "13900001234") -> Call:
    """Let somebody call about nothing to be sent for: the call ends when it is saved."""
    call = make_calls.ringing(at=at, telephone=telephone)
    Call.objects.filter(pk=call.pk).update(
        state="saved", saved_at=at, validity="enquiry", words="他说的话", answers={"hurt": "no"}
    )
    call.refresh_from_db()
    return call


def call_with_incident(*, at: datetime) -> Call:
    """Let somebody call about an incident that is open."""
    call = closed_call(at=at)
    call.incident = make_dispatch.incident(at=at)
    call.save(update_fields=["incident"])
    return call


def close(incident: dispatch.Incident, at: datetime | None) -> None:
    """Close an incident at a moment, or open it again."""
    incident.state = "closed" if at else "waiting"
    incident.closed_at = at
    incident.save(update_fields=["state", "closed_at"])


def photo(case: str, *, at: datetime, width: int = 16) -> files.Attachment:
    """Keep a photograph of a case; the width makes its bytes its own."""
    return files.keep_picture(
        case=case,
        content=make_duty.jpeg(size=(width, 16)),
        retention=RetentionClass.INCIDENT_FILE,
        actor=make.officer("ma"),
        at=at,
    )


def night(at: datetime) -> retention.Night:
    """Do the night's work of the default bureau."""
    return retention.pass_over(bureau=make.bureau(), at=at)


def is_here(person: UUID | None) -> bool:
    """Say whether anything is known of a person; either all is there, or nothing and no key."""
    assert person is not None
    stored = Subject.objects.get(pk=person)
    facts = Fact.objects.filter(subject=stored).count()
    assert bool(facts) is bool(bytes(stored.key)) is (stored.erased_at is None)
    return bool(facts)
