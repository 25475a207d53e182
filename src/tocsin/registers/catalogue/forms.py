"""Input of the catalogue page."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FindForm(forms.Form):
    """Which table to read, and words to find in it."""

    TABLES = (
        ("types", _("Incident types")),
        ("plans", _("Response plans")),
        ("dispositions", _("Dispositions")),
    )

    q = forms.CharField(label=_("Find"), max_length=80, required=False)
    table = forms.ChoiceField(label=_("Table"), choices=TABLES, required=False)
