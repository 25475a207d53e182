"""What is typed about a seal."""

from django import forms

from tocsin.kernel.seals.services import HOURS


class UnsealForm(forms.Form):
    """Who is to look at a sealed person, for how long, and why."""

    username = forms.CharField(max_length=150)
    hours = forms.TypedChoiceField(coerce=int, choices=[(one, one) for one in HOURS])
    reason = forms.CharField(max_length=200)
