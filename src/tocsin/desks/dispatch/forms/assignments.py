"""Input of acts on assignments."""

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.desks.dispatch.forms.reading import ReasonForm
from tocsin.desks.dispatch.states import STEP_KINDS


class AssignForm(forms.Form):
    """Units to send; none named means the recommended set."""

    shown = forms.CharField(max_length=60_000, label=gettext_lazy("Recommendation"))
    reason = forms.CharField(max_length=200, required=False, label=gettext_lazy("Reason"))
    unit = forms.CharField(max_length=20, required=False, label=gettext_lazy("Unit"))


class StampForm(forms.Form):
    """A milestone."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in STEP_KINDS[1:]],
        label=gettext_lazy("Milestone"),
    )


class CorrectForm(ReasonForm):
    """The right moment of a milestone."""

    new_at = forms.DateTimeField(label=gettext_lazy("Right time"))
