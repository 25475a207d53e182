"""Input of desk shifts."""

from datetime import date, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Officer
from tocsin.registers.units.desk_shifts import Hours
from tocsin.registers.units.states import shift_called


class DayInput(forms.DateInput):
    """A day, chosen from a calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """A time of day, by the clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PlanForm(forms.Form):
    """One shift a day for some people."""

    officers = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=Officer.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    shift = forms.CharField(label=_("Shift"), max_length=20)
    first = forms.DateField(label=_("From day"), widget=DayInput)
    last = forms.DateField(label=_("Until day"), widget=DayInput)
    begins = forms.TimeField(label=_("Begins at"), widget=ClockInput)
    ends = forms.TimeField(
        label=_("Ends at"),
        widget=ClockInput,
        help_text=_("Where it is earlier, it is on the next day."),
    )

    def __init__(self, *args: object, people: QuerySet[Officer], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as Django takes them
        self.fields["officers"].queryset = people  # type: ignore[attr-defined] # a model field

    def clean_shift(self) -> str:
        """Keep a usual shift by its code, whatever the language it was named in."""
        return shift_called(self.cleaned_data["shift"])

    def days(self) -> list[date]:
        """List the days; none where the last one lies before the first."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        # No more than are refused: a wrong year is no reason to count for long.
        return [first + timedelta(days=n) for n in range(min((last - first).days + 1, 400))]

    def hours(self) -> Hours:
        """Say from when until when."""
        return Hours(self.cleaned_data["begins"], self.cleaned_data["ends"])


class WeekForm(forms.Form):
    """Which week."""

    week = forms.DateField(required=False)

    def clean_week(self) -> date | None:
        """Begin with its Monday."""
        day: date | None = self.cleaned_data["week"]
        near = day is not None and date(2000, 1, 10) < day < date(2200, 1, 1)
        return day - timedelta(days=day.weekday()) if day and near else None
