"""Input of the pages of sheets."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PairsForm(forms.Form):
    """Which pairs are listed, and where the list goes on."""

    after = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    said = forms.BooleanField(required=False)


class DecideForm(forms.Form):
    """Somebody's word on whether two places are one."""

    same = forms.TypedChoiceField(
        choices=[("yes", _("The same place")), ("no", _("Two places"))],
        coerce=lambda word: word == "yes",
    )
