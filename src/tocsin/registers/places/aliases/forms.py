"""Input about other names of places."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.registers.places.states import AliasState


class AliasFilterForm(forms.Form):
    """What the address bar narrows the list to, and where it goes on."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *AliasState.choices]
    )
    beat = forms.CharField(label=_("Beat"), max_length=12, required=False)
    q = forms.CharField(label=_("Words"), max_length=30, required=False)
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)

    def asked(self) -> dict[str, str | int]:
        """Read the filters that make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class VerifyForm(forms.Form):
    """The words that are verified."""

    words = forms.CharField(label=_("Words"), max_length=30, required=False)


class WhyForm(forms.Form):
    """Why a name is rejected or retired."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
