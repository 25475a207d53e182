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
