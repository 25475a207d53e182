"""Input about other names of places."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Beat, Bureau
from tocsin.registers.places.states import AliasState


class AliasFilterForm(forms.Form):
    """What the address bar narrows the list to, and where it goes on."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *AliasState.choices]
    )
    beat = forms.ChoiceField(label=_("Beat"), required=False)
    q = forms.CharField(label=_("What they call it"), max_length=30, required=False)
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)

    def __init__(self, data: Mapping[str, str], bureau: Bureau) -> None:
        super().__init__(data)
        beats = [(beat.code, beat.name) for beat in Beat.objects.filter(bureau=bureau)]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        field = self.fields["beat"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All beats")), *beats]

    def asked(self) -> dict[str, str | int]:
        """Read the filters that make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class VerifyForm(forms.Form):
    """The words that are verified."""

    words = forms.CharField(label=_("What they call it"), max_length=30, required=False)


class WhyForm(forms.Form):
    """Why a name is rejected or retired."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
