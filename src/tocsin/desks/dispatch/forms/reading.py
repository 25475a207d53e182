"""Reading a form, or saying in one sentence what is wrong with it."""

from django import forms
from django.utils.translation import gettext_lazy

from tocsin.kernel.errors import Unacceptable


def read(form: forms.Form) -> dict[str, object]:
    """Return what was sent, or say in one sentence what is wrong with it."""
    if form.is_valid():
        return dict(form.cleaned_data)
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise Unacceptable(f"{label}: {errors[0]}" if label else str(errors[0]))


class ReasonForm(forms.Form):
    """A reason in a few words."""

    reason = forms.CharField(max_length=200, label=gettext_lazy("Reason"))
