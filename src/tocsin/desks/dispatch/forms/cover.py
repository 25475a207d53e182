"""Input of the page of cover."""

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.desks.dispatch.forms.reading import ReasonForm


class SuggestionForm(forms.Form):
    """A suggestion as it was shown."""

    shown = forms.CharField(max_length=4_000, label=gettext_lazy("Suggestion"))


class RejectForm(SuggestionForm, ReasonForm):
    """A suggestion, and why it is not followed."""
