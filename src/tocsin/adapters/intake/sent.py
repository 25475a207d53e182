"""What connected systems may send, field by field; nothing that the database cannot hold."""

from datetime import datetime, timedelta
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import ConfigDict

from tocsin.desks.calls.api import CallerPlace
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.web.moments import StatedMoment

WRITABLE = r"^[^\x00]*$"
OLDEST, SOONEST = timedelta(days=2), timedelta(minutes=5)

SourceId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        pattern=r"^[\x21-\x7e]+$",
        description="The sender's own id, unique for good; the same id twice is one call.",
    ),
]
Short = Annotated[str, Field(max_length=80, pattern=WRITABLE)]
Line = Annotated[str, Field(max_length=300, pattern=WRITABLE)]
Words = Annotated[str, Field(max_length=4000, pattern=WRITABLE)]
Telephone = Annotated[str, Field(max_length=20, pattern=r"^[0-9+*# ()-]*$")]
Name = Annotated[str, Field(max_length=40, pattern=WRITABLE)]
Moment = Annotated[StatedMoment, Field(description="With its offset, such as +08:00.")]


class Place(Schema):
    """Where something is believed to be: degrees (WGS 84), and metres it may be off."""

    model_config = ConfigDict(allow_inf_nan=False, extra="forbid")
    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    metres: float = Field(default=0.0, ge=0, le=100_000)

    def as_caller_place(self) -> CallerPlace:
        """Hand it to the call desk."""
        return CallerPlace(self.lon, self.lat, self.metres)


class Taken(Schema):
    """The call that something sent became, or already was."""

    number: str
    state: str


def plausible(moment: datetime, *, now: datetime) -> datetime:
    """Return the sender's stamp, or say that its clock cannot be right.

    Raises
    ------
    Unacceptable
        The stamp lies more than two days back or five minutes ahead.
    """
    if not now - OLDEST <= moment <= now + SOONEST:
        raise Unacceptable(_("The time sent lies too far from now. Check the sender's clock."))
    return min(moment, now)
