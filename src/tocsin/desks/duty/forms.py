"""What a phone may send, and how it is read: strictly, and never further than one sentence away."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tocsin.desks.dispatch.api import LONGEST_DESTINATION, MilestoneKind
from tocsin.desks.duty.errors import ActUnreadable
from tocsin.kernel.web.hygiene import unwritable
from tocsin.registers.units.api import DutyStatus

LONGEST_WORDS, LONGEST_REASON, LONGEST_PLACE = 4_000, 120, 200
# What a device says of a time longer ago is not worth keeping.
OLDEST_CLAIM = timedelta(days=31)
TAPPED = [
    (kind.value, kind.label)
    for kind in (MilestoneKind.RECEIVED, MilestoneKind.DEPARTED, MilestoneKind.ARRIVED)
]
DUTIES = [(duty.value, duty.label) for duty in (DutyStatus.AVAILABLE, DutyStatus.UNAVAILABLE)]
BOOLEANS = {True: "true", False: "false"}
ACT_ID_HEX = 36
TOKENS = frozenset({"csrfmiddlewaretoken", "act_id"})


class MomentField(forms.CharField):
    """A moment with its zone, as a device states it."""

    default_error_messages: ClassVar = {
        "moment": gettext_lazy("The time of the device must be a moment with its zone.")
    }

    def clean(self, value: object) -> datetime | None:
        """Read the moment; nothing is no claim."""
        text = super().clean(value)
        if not text:
            return None
        try:
            stated = datetime.fromisoformat(text)
            if stated.tzinfo is None:
                raise forms.ValidationError(self.error_messages["moment"])
            return stated.astimezone(UTC)
        except (ValueError, OverflowError):
            raise forms.ValidationError(self.error_messages["moment"]) from None


class PhoneAct(forms.Form):
    """What every act carries: its kind, its id, and when the phone says it was."""

    kind = forms.CharField(max_length=12)
    act_id = forms.CharField(max_length=ACT_ID_HEX, required=False)
    claimed_at = MomentField(max_length=40, required=False, label=gettext_lazy("Time"))

    def claim(self, at: datetime) -> datetime | None:
        """Return the stated moment where it may be true."""
        stated: datetime | None = self.cleaned_data.get("claimed_at")
        return stated if stated is not None and at - OLDEST_CLAIM <= stated else None


class StepAct(PhoneAct):
    """One of the steps that are one tap."""

    assignment = forms.UUIDField(label=gettext_lazy("Assignment"))
    step = forms.ChoiceField(choices=TAPPED, label=gettext_lazy("Step"))


class WordsAct(PhoneAct):
    """A line about the incident: feedback or a note."""

    assignment = forms.UUIDField(label=gettext_lazy("Assignment"))
    words = forms.CharField(max_length=LONGEST_WORDS, label=gettext_lazy("Words"))


class TransportAct(PhoneAct):
    """Where somebody is taken."""

    assignment = forms.UUIDField(label=gettext_lazy("Assignment"))
    to = forms.CharField(max_length=LONGEST_DESTINATION, label=gettext_lazy("Where to"))


class DoneAct(PhoneAct):
    """How it ended."""

    assignment = forms.UUIDField(label=gettext_lazy("Assignment"))
    disposition = forms.CharField(max_length=24, label=gettext_lazy("Outcome"))
    words = forms.CharField(
        max_length=LONGEST_WORDS - 200, required=False, label=gettext_lazy("Words")
    )


class PlacedAct(PhoneAct):
    """An act that may say where the phone is."""

    lon = forms.FloatField(
        min_value=-180, max_value=180, required=False, label=gettext_lazy("Longitude")
    )
    lat = forms.FloatField(
        min_value=-90, max_value=90, required=False, label=gettext_lazy("Latitude")
    )

    def place(self) -> tuple[float, float] | None:
        """Return where the phone is, where it says both."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        return (lon, lat) if lon is not None and lat is not None else None


class OpenAct(PlacedAct):
    """An incident the officer came upon."""

    type = forms.CharField(max_length=8, label=gettext_lazy("Type"))
    where = forms.CharField(max_length=LONGEST_PLACE, required=False, label=gettext_lazy("Place"))
    words = forms.CharField(max_length=LONGEST_WORDS, required=False, label=gettext_lazy("Words"))
    on_scene = forms.BooleanField(required=False, label=gettext_lazy("I am there"))


class DutyAct(PhoneAct):
    """Whether the unit may be sent."""

    duty = forms.ChoiceField(choices=DUTIES, label=gettext_lazy("Status"))
    reason = forms.CharField(
        max_length=LONGEST_REASON, required=False, label=gettext_lazy("Reason")
    )


class SharingAct(PhoneAct):
    """Whether the phone says where it is."""

    sharing = forms.BooleanField(required=False, label=gettext_lazy("Share position"))


class PositionSent(forms.Form):
    """Where the phone is, and when it found out."""

    lon = forms.FloatField(min_value=-180, max_value=180, label=gettext_lazy("Longitude"))
    lat = forms.FloatField(min_value=-90, max_value=90, label=gettext_lazy("Latitude"))
    fixed_at = MomentField(max_length=40, label=gettext_lazy("Time"))


class CallerAsked(forms.Form):
    """Of which assignment the caller is to be rung back."""

    assignment = forms.UUIDField(label=gettext_lazy("Assignment"))


class PhotoAct(PhoneAct):
    """A photograph of the incident."""

    kind = forms.CharField(max_length=12, required=False)
    assignment = forms.UUIDField(label=gettext_lazy("Assignment"))
    photo = forms.FileField(label=gettext_lazy("Photograph"), allow_empty_file=True)
    caption = forms.CharField(max_length=LONGEST_PLACE, required=False, label=gettext_lazy("Words"))
    sha256 = forms.RegexField(r"\A[0-9a-fA-F]{64}\Z", required=False)


def json_in(body: bytes) -> dict[str, str]:
    """Read a flat JSON object; numbers and truth values become the words a form reads.

    >>> json_in(b'{"kind": "duty", "lon": 1.5, "sharing": true, "reason": null}')
    {'kind': 'duty', 'lon': '1.5', 'sharing': 'true', 'reason': ''}
    """
    try:
        sent = json.loads(body, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        raise ActUnreadable(_("This could not be read. Send it as JSON.")) from None
    if not isinstance(sent, dict):
        raise ActUnreadable(_("An act is one JSON object."))
    read = {str(name): word_of(value) for name, value in sent.items()}
    if unwritable([*read, *read.values()]):
        raise ActUnreadable(
            _("The text contains characters that cannot be stored. Remove them and send again.")
        )
    return read


def refuse_constant(name: str) -> object:
    """Refuse NaN and infinity, which JSON does not know."""
    raise ValueError(name)


def word_of(value: object) -> str:
    """Write a simple value as a form would send it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return BOOLEANS[value]
    if isinstance(value, str | int | float):
        return str(value)
    raise ActUnreadable(_("The values of an act are texts, numbers, true or false."))


def known(form: forms.BaseForm, names: Iterable[str]) -> None:
    """Refuse fields that a form does not have."""
    strange = sorted(set(names) - set(form.fields) - TOKENS)
    if strange:
        raise ActUnreadable(
            _("An act of this kind has no field “{name}”.").format(name=strange[0][:40])
        )


def valid(form: forms.BaseForm) -> None:
    """Refuse what a form does not accept, naming what is wrong."""
    if form.is_valid():
        return
    told = [
        f"{form.fields[name].label or name}: {' '.join(str(one) for one in errors)}"
        for name, errors in form.errors.items()
    ]
    raise ActUnreadable(pgettext("between sentences", " ").join(told)[:600])
