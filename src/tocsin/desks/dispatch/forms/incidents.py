"""Input of acts on an incident."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.desks.dispatch.forms.board import LEVELS
from tocsin.desks.dispatch.forms.reading import ReasonForm
from tocsin.desks.dispatch.incidents.amending import EDITABLE


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(max_length=4000, label=gettext_lazy("Note"))


class CloseForm(forms.Form):
    """How an incident ended."""

    disposition = forms.CharField(max_length=24, label=gettext_lazy("How it ended"))
    outcome = forms.CharField(
        max_length=4000, required=False, label=gettext_lazy("Outcome in words")
    )


class UrgencyForm(ReasonForm):
    """Another urgency."""

    priority = forms.TypedChoiceField(choices=LEVELS, coerce=int, label=gettext_lazy("Urgency"))


class OtherForm(forms.Form):
    """Another incident, and why it is named."""

    number = forms.CharField(max_length=24, label=gettext_lazy("Number of the other incident"))
    reason = forms.CharField(max_length=200, label=gettext_lazy("Reason"))


class OfferForm(ReasonForm):
    """A bureau to which an incident is offered."""

    bureau = forms.CharField(max_length=12, label=gettext_lazy("Bureau"))


class DecideForm(forms.Form):
    """The answer to an offer."""

    accept = forms.BooleanField(required=False)
    reason = forms.CharField(max_length=200, required=False, label=gettext_lazy("Reason"))


class OtherNameForm(forms.Form):
    """What callers call the place."""

    words = forms.CharField(max_length=300, label=gettext_lazy("Also known as"))


class AmendForm(forms.Form):
    """Changed fields, each with what the editor saw before."""

    words = forms.CharField(max_length=4000, required=False, label=EDITABLE["words"])
    place_text = forms.CharField(max_length=200, label=EDITABLE["place_text"])
    place_words = forms.CharField(max_length=300, required=False, label=EDITABLE["place_words"])
    type_code = forms.CharField(max_length=8, label=EDITABLE["type_code"])

    def seen(self) -> Mapping[str, str]:
        """Return the values that the editor saw; browsers send line ends as two signs."""
        return {
            name: str(self.data.get(f"seen_{name}", "")).replace("\r\n", "\n") for name in EDITABLE
        }

    def clean(self) -> dict[str, object]:
        """Bring line ends to one form."""
        cleaned = super().clean() or {}
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in cleaned.items()
        }
