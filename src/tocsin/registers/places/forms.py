"""Input of the register of places."""

import re

from django import forms
from django.core.validators import RegexValidator
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from tocsin.registers.places.facts import KeyHolderRow, PremisesRow
from tocsin.registers.places.kinds import PremisesKind
from tocsin.registers.places.models import Premises

MOST_WAYS, MOST_HAZARDS, LONGEST_HAZARD = 12, 20, 120
DIALLED = re.compile(r"\+?[0-9][0-9 -]{2,24}")


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


class PremisesFilterForm(forms.Form):
    """Words for premises, and where the list goes on."""

    q = forms.CharField(label=_("Find"), max_length=80, required=False)
    after = forms.CharField(max_length=32, required=False)
    retired = forms.BooleanField(required=False)


class EntranceForm(forms.Form):
    """A way in."""

    label = forms.CharField(label=_("Way in"), max_length=40)
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)


Entrances = formset_factory(
    EntranceForm, extra=2, max_num=MOST_WAYS, absolute_max=MOST_WAYS, can_delete=True
)


def entrances_of(premises: Premises) -> "BaseFormSet[EntranceForm]":
    """Show the ways into premises, and room for more."""
    return Entrances(prefix="way", initial=premises.entrances)


def ways_in(entrances: "BaseFormSet[EntranceForm]") -> list[dict[str, object]]:
    """Hand over the ways in that were typed and not struck out."""
    return [
        {name: form.cleaned_data[name] for name in ("label", "lon", "lat")}
        for form in entrances
        if form.cleaned_data.get("label") and not form.cleaned_data.get("DELETE")
    ]


class PremisesForm(forms.Form):
    """What a crew must know of a building or venue before it goes in."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=PremisesKind.choices)
    address = forms.CharField(
        label=_("Address code"),
        max_length=32,
        required=False,
        help_text=_("The code of its standard address, where it has one."),
    )
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    hazards = forms.CharField(
        label=_("Hazards"),
        required=False,
        max_length=2500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, the gravest first."),
    )
    access_notes = forms.CharField(
        label=_("Access"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where to stop, which door at night. No names and no telephone numbers."),
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )

    def __init__(self, *args: object, known_kind: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as Django takes them
        if known_kind and known_kind not in PremisesKind.values:
            choices = [*PremisesKind.choices, (known_kind, known_kind)]
            self.fields["kind"].choices = choices  # type: ignore[attr-defined] # a choice field

    @classmethod
    def of(cls, premises: Premises) -> "PremisesForm":
        """Show premises as they are."""
        known = {
            "name": premises.name,
            "kind": premises.kind,
            "address": premises.address.code if premises.address else "",
            "lon": premises.lon,
            "lat": premises.lat,
            "hazards": "\n".join(premises.hazards),
            "access_notes": premises.access_notes,
            "version": premises.version,
        }
        return cls(initial=known, known_kind=premises.kind)

    def clean_hazards(self) -> list[str]:
        """Take one hazard from each line."""
        lines = [line.strip() for line in self.cleaned_data["hazards"].splitlines()]
        hazards = list(dict.fromkeys(line for line in lines if line))
        if len(hazards) > MOST_HAZARDS or any(len(one) > LONGEST_HAZARD for one in hazards):
            raise forms.ValidationError(
                _("At most %(most)s hazards of %(longest)s characters fit."),
                params={"most": MOST_HAZARDS, "longest": LONGEST_HAZARD},
            )
        return hazards

    def described(self, entrances: "BaseFormSet[EntranceForm]", code: str = "") -> PremisesRow:
        """Hand over what was typed."""
        given = self.cleaned_data
        return PremisesRow(
            code=code,
            name=given["name"],
            kind=given["kind"],
            lon=given["lon"],
            lat=given["lat"],
            address=given["address"],
            entrances=ways_in(entrances),
            hazards=given["hazards"],
            access_notes=given["access_notes"],
        )


class KeyHolderForm(forms.Form):
    """Somebody who can open the premises."""

    name = forms.CharField(label=_("Name"), max_length=40)
    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=26,
        validators=[RegexValidator(re.compile(rf"{DIALLED.pattern}\Z"), _("Type digits only."))],
    )
    post = forms.CharField(
        label=_("Who it is"),
        max_length=40,
        required=False,
        help_text=_("Night watch, manager, neighbour with the key."),
    )

    def row(self) -> KeyHolderRow:
        """Hand over what was typed."""
        given = self.cleaned_data
        return KeyHolderRow(given["name"], given["telephone"], given["post"])


class LookForm(forms.Form):
    """Why key-holders are looked at from the register."""

    TASKS = (
        ("register_check", _("Checking this entry")),
        ("visit", _("Visiting the premises")),
    )
    task = forms.ChoiceField(label=_("What for"), choices=TASKS)
