"""Input of the register of places."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FindForm(forms.Form):
    """Words for a place."""

    q = forms.CharField(label=_("Words for the place"), max_length=200, required=False)


class ProposeForm(forms.Form):
    """A proposed reading, point or end of an address."""

    text = forms.CharField(label=_("Address"), max_length=200)
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    reason = forms.CharField(label=_("Why it should change"), max_length=200)


class ChangeForm(ProposeForm):
    """A change of an address that exists, which may also end it."""

    retire = forms.BooleanField(label=_("The address no longer exists"), required=False)


class DecideForm(forms.Form):
    """The verifier's word on a change."""

    verified = forms.TypedChoiceField(
        choices=[("yes", _("Verify")), ("no", _("Reject"))],
        coerce=lambda word: word == "yes",
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class PageForm(forms.Form):
    """Where a list goes on."""

    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)
