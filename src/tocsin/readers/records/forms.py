"""What is written about legal holds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.retention.api import CLASSES
from tocsin.kernel.retention.holding import LONGEST_REASON

DAY = forms.DateInput(attrs={"type": "date"})


class HoldForm(forms.Form):
    """Which case is held, why, and until when."""

    case = forms.CharField(
        label=_("Case"),
        max_length=60,
        help_text=_("As on its page: call:…, incident:… or premises:…"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)
    until = forms.DateField(label=_("Nothing goes until"), widget=DAY)


class ExtendForm(forms.Form):
    """A later day."""

    until = forms.DateField(label=_("Nothing goes until"), widget=DAY)


class LiftForm(forms.Form):
    """Why a hold is to be lifted."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)


class AnswerForm(forms.Form):
    """Whether it is lifted."""

    answer = forms.ChoiceField(choices=[("lift", "lift"), ("keep", "keep")])


class ClearingForm(forms.Form):
    """Which class, and before which day its cases ended."""

    kind = forms.ChoiceField(
        label=_("Class"), choices=[(kind.value, label) for kind, label in CLASSES.items()]
    )
    before = forms.DateField(label=_("Case ended before"), widget=DAY)


class ProposeForm(forms.Form):
    """Why it is to go before its time."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)
