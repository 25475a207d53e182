"""Input of the command bar and of the list of incidents."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.desks.dispatch.states import IncidentState

LEVELS = [(level, str(level)) for level in (1, 2, 3, 4)]


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
