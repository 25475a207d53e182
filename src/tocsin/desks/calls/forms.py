"""What the pages of the call desk may send, checked."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.desks.calls.services.editing import ANSWER, LONGEST, LONGEST_ANSWER
from tocsin.desks.calls.services.saving import Judgement
from tocsin.desks.calls.states import Channel, Validity
from tocsin.desks.calls.told import Place, Told
from tocsin.kernel.errors import Unacceptable

MOST_ANSWERS = 20


def text(name: str) -> forms.CharField:
    """Make an optional text field as long as the draft of the same name may be."""
    return forms.CharField(required=False, max_length=LONGEST[name])


class TellingForm(forms.Form):
    """The call form: everything is optional until it is saved."""

    where = text("where")
    place_kind = text("place_kind")
    place_code = text("place_code")
    place_text = text("place_text")
    place_rank = forms.IntegerField(required=False, min_value=1, max_value=99)
    place_light = text("place_light")
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    type_code = text("type_code")
    words = text("words")
    priority = forms.IntegerField(required=False, min_value=1, max_value=4)

    def told(self) -> Told:
        """Read what was written, or say which field cannot be used."""
        need_valid(self)
        found = self.cleaned_data
        place = None
        if found["lon"] is not None and found["lat"] is not None:
            place = Place(
                lon=found["lon"],
                lat=found["lat"],
                text=found["place_text"] or found["where"][:200],
                words=found["where"],
                kind=found["place_kind"],
                code=found["place_code"],
                rank=found["place_rank"],
                light=found["place_light"],
            )
        return Told(
            place=place,
            place_words=found["where"],
            type_code=found["type_code"],
            words=found["words"],
            answers=answers_in(self.data),
            priority=found["priority"],
        )


def answers_in(data: Mapping[str, object]) -> dict[str, str]:
    """Pick the answers to the questions of the type out of a form."""
    names = [name for name in data if ANSWER.match(name)][:MOST_ANSWERS]
    answers = {name.removeprefix("answer_"): str(data[name]).strip() for name in names}
    if any(len(answer) > LONGEST_ANSWER for answer in answers.values()):
        raise Unacceptable(_("An answer is too long. Shorten it; everything typed is kept."))
    return {name: answer for name, answer in answers.items() if answer}


class DraftForm(forms.Form):
    """One field as typed."""

    field = forms.CharField(max_length=60)
    value = forms.CharField(required=False, max_length=4000, strip=False)
    sequence = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class JudgeForm(forms.Form):
    """Why a call needs no action."""

    validity = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=200)
    page = forms.CharField(required=False, max_length=40)
    handed_to = forms.CharField(required=False, max_length=40)

    def judgement(self) -> Judgement:
        """Read the judgement, or say which field cannot be used."""
        need_valid(self)
        found = self.cleaned_data
        return Judgement(found["validity"], found["reason"], found["page"], found["handed_to"])


class ReasonForm(forms.Form):
    """A line that says why."""

    reason = forms.CharField(required=False, max_length=200)


class PointForm(forms.Form):
    """A point on the map."""

    lon = forms.FloatField(min_value=-180, max_value=180)
    lat = forms.FloatField(min_value=-90, max_value=90)


class FilterForm(forms.Form):
    """What the address bar narrows the list to; what it does not know is left out."""

    channel = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Channel"),
        choices=[("", gettext_lazy("All channels")), *Channel.choices],
    )
    validity = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Judgement"),
        choices=[("", gettext_lazy("All judgements")), *Validity.choices],
    )

    def filters(self) -> dict[str, str]:
        """Read the filters that make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class HelpForm(forms.Form):
    """What a resident writes who asks for help without a telephone."""

    what = forms.CharField(
        max_length=1000,
        label=gettext_lazy("What is happening?"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    where = forms.CharField(
        max_length=300,
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("Village, street, house number, or what stands nearby."),
    )
    telephone = forms.RegexField(
        regex=r"^[0-9+() -]{5,20}$",
        max_length=20,
        label=gettext_lazy("Your telephone"),
        help_text=gettext_lazy("So that we can ask you. It is shown only to ring you back."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        required=False,
        max_length=40,
        label=gettext_lazy("Your name, if you like"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    lon = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput()
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput())
    metres = forms.FloatField(
        required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput()
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """One edit as sent."""

    field: str
    value: str
    sequence: int


def draft_in(data: Mapping[str, object]) -> Draft:
    """Read one edit, or say that it cannot be kept."""
    form = DraftForm(data)
    need_valid(form)
    return Draft(**form.cleaned_data)


def need_valid(form: forms.Form) -> None:
    """Refuse a form with the first thing that is wrong with it."""
    if form.is_valid():
        return
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label or name if name in form.fields else ""
    raise Unacceptable(
        _("{field}: {error} Everything typed is kept.").format(field=label, error=errors[0])
    )


class WithoutForm(forms.Form):
    """A call written down while the database cannot be asked, and whom was sent by voice."""

    where = forms.CharField(required=False, max_length=300, strip=True, label=gettext_lazy("Where"))
    what = forms.CharField(required=False, max_length=80, label=gettext_lazy("What"))
    words = forms.CharField(
        required=False,
        max_length=3000,
        label=gettext_lazy("Words"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    telephone = forms.RegexField(
        regex=r"^[0-9+*# ()-]*$",
        required=False,
        max_length=20,
        label=gettext_lazy("Caller's telephone"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(
        required=False,
        max_length=40,
        label=gettext_lazy("Caller's name"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sent = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Sent by voice"),
        help_text=gettext_lazy("Which units you have sent by radio or telephone, and when."),
    )
    incident = forms.CharField(
        required=False,
        max_length=24,
        label=gettext_lazy("Number of the incident"),
        help_text=gettext_lazy("Only where this belongs to an incident that is known already."),
    )

    def clean(self) -> dict[str, object]:
        """Ask for something that can be acted on."""
        found = super().clean() or self.cleaned_data
        if not any(found.get(name) for name in ("where", "what", "words", "sent")):
            raise forms.ValidationError(
                _("Write at least where, what, or what was said. Nothing was kept yet.")
            )
        return found
