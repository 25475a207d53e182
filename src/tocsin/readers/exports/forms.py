"""What an export is asked for with."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExportForm(forms.Form):
    """Days, recipient and reason."""

    first = forms.DateField(label=_("From"))
    last = forms.DateField(label=_("To and including"))
    recipient = forms.CharField(label=_("For whom"), max_length=80)
    key = forms.CharField(label=_("Their public key"), max_length=80)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class FactsForm(forms.Form):
    """Of which case what goes to whom, and under what; callers and fields are ticked."""

    case = forms.CharField(max_length=24)
    recipient = forms.CharField(label=_("Receiving organisation"), max_length=80)
    agreement = forms.CharField(label=_("Agreement"), max_length=120)
    key = forms.CharField(label=_("Their public key"), max_length=80)
    reason = forms.CharField(label=_("Reason"), max_length=200)
