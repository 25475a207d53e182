"""What is typed at the window, and by residents."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tocsin.kernel.personal.api import Kind
from tocsin.readers.residents.states import Decision, Document, Method

PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class OpenForm(forms.Form):
    """How the resident proves who they are."""

    method = forms.ChoiceField(label=_("How they prove who they are"), choices=Method.choices)
    document = forms.ChoiceField(label=_("Document that was shown"), choices=Document.choices)


class FindForm(forms.Form):
    """A telephone number that the resident has used."""

    value = forms.CharField(
        label=_("Telephone number"), max_length=40, widget=forms.TextInput(attrs=PLAIN)
    )


class EnterForm(forms.Form):
    """The number of the letter and its code."""

    number = forms.CharField(
        label=_("Number on the letter"),
        max_length=24,
        widget=forms.TextInput(attrs={**PLAIN, "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=pgettext_lazy("own record", "Code"),
        max_length=40,
        help_text=_("Twelve signs in three groups. It opens your record once."),
        widget=forms.TextInput(attrs={**PLAIN, "autocapitalize": "characters"}),
    )


class ProposalForm(forms.Form):
    """What a fact should be, and why."""

    person = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind])
    # What is wrong with what was typed is said where the value is judged.
    value = forms.CharField(required=False)
    reason = forms.CharField(required=False)


class DecisionForm(forms.Form):
    """What is said to a wish to be erased."""

    decision = forms.ChoiceField(
        choices=Decision.choices,
        error_messages={
            "required": _("Say whether it is granted or refused."),
            "invalid_choice": _("Say whether it is granted or refused."),
        },
    )
    # The length is judged with the reason itself, so that what was typed comes back whole.
    reason = forms.CharField(required=False)
