"""What a supervisor says of a look."""

from django import forms

from tocsin.readers.review.services import LONGEST_WORDS
from tocsin.readers.review.states import Outcome


class DecideForm(forms.Form):
    """An outcome, and a line where one is needed."""

    outcome = forms.ChoiceField(choices=Outcome.choices)
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)
