"""Input of the dispatch desk."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.desks.dispatch.amending import EDITABLE
from tocsin.desks.dispatch.states import STEP_KINDS, IncidentState
from tocsin.kernel.errors import Unacceptable

LEVELS = [(level, str(level)) for level in (1, 2, 3, 4)]


def read(form: forms.Form) -> dict[str, object]:
    """Return what was sent, or say in one sentence what is wrong with it."""
    if form.is_valid():
        return dict(form.cleaned_data)
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise Unacceptable(f"{label}: {errors[0]}" if label else str(errors[0]))


class ReasonForm(forms.Form):
    """A reason in a few words."""

    reason = forms.CharField(max_length=200, label=gettext_lazy("Reason"))


class AssignForm(forms.Form):
    """Units to send; none named means the recommended set."""

    shown = forms.CharField(max_length=60_000, label=gettext_lazy("Recommendation"))
    reason = forms.CharField(max_length=200, required=False, label=gettext_lazy("Reason"))
    unit = forms.CharField(max_length=20, required=False, label=gettext_lazy("Unit"))


class SuggestionForm(forms.Form):
    """A suggestion as it was shown."""

    shown = forms.CharField(max_length=4_000, label=gettext_lazy("Suggestion"))


class RejectForm(SuggestionForm, ReasonForm):
    """A suggestion, and why it is not followed."""


class StampForm(forms.Form):
    """A milestone."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in STEP_KINDS[1:]],
        label=gettext_lazy("Milestone"),
    )


class CorrectForm(ReasonForm):
    """The right moment of a milestone."""

    new_at = forms.DateTimeField(label=gettext_lazy("Right time"))


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


class CommandForm(forms.Form):
    """A line in the command bar, and the incident that is open."""

    line = forms.CharField(max_length=4000, label=gettext_lazy("Command"))
    open = forms.CharField(max_length=24, required=False)
    shown = forms.CharField(max_length=60_000, required=False)


class ListForm(forms.Form):
    """What the list of incidents shows; all of it stands in the address bar."""

    state = forms.ChoiceField(
        choices=[("", gettext_lazy("Every state")), *IncidentState.choices],
        required=False,
        label=gettext_lazy("State"),
        widget=forms.Select(attrs={"class": "input"}),
    )
    p = forms.TypedChoiceField(
        choices=[("", gettext_lazy("Every urgency")), *LEVELS],
        coerce=int,
        empty_value=None,
        required=False,
        label=gettext_lazy("Urgency"),
        widget=forms.Select(attrs={"class": "input"}),
    )
    station = forms.CharField(max_length=12, required=False, label=gettext_lazy("Station"))
    q = forms.CharField(max_length=80, required=False, label=gettext_lazy("Number or place"))
    since = forms.DateField(required=False, label=gettext_lazy("From"))
    until = forms.DateField(required=False, label=gettext_lazy("To"))

    def clean(self) -> dict[str, object]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            raise ValidationError(_("The period ends before it begins. Change one of the days."))
        return cleaned
