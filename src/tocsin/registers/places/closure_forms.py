"""Input of the page on which roads are closed, slowed and opened again."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.core.geo import Point
from tocsin.core.roads.stretches import Direction
from tocsin.core.typed_places import typed_place
from tocsin.registers.places.closure_map import WEATHERS
from tocsin.registers.places.closures import Terms
from tocsin.registers.places.models import Closure, ClosureFacts

CLOSED = "closed"
EFFECTS = (
    (CLOSED, _("Closed to traffic")),
    ("1.5", _("Half as long again")),
    ("2", _("Twice as long")),
    ("3", _("Three times as long")),
    ("5", _("Five times as long")),
)
DIRECTIONS = (
    (Direction.BOTH.value, _("Both directions")),
    (Direction.ONWARD.value, _("Only from A to B")),
    (Direction.BACK.value, _("Only from B to A")),
)
LOCAL = "%Y-%m-%dT%H:%M"


class PointField(forms.CharField):
    """A point written as latitude and longitude with a comma between them."""

    default_error_messages: ClassVar = {
        "point": _("Write latitude and longitude, as in 35.21,106.65, or click the map.")
    }

    def clean(self, value: str) -> Point | None:
        """Read the point; None where nothing was written."""
        text = str(super().clean(value))
        if not text:
            return None
        point = typed_place(text)
        if point is None:
            raise forms.ValidationError(self.error_messages["point"], code="point")
        return point


class MomentField(forms.DateTimeField):
    """A moment to the minute, as the browser's own field gives it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)


class StretchForm(forms.Form):
    """One or two places on a road."""

    a = PointField(
        label=_("Place A"),
        max_length=60,
        help_text=_("Click the road on the map: one place names it from junction to junction."),
        widget=forms.TextInput(attrs={"data-end": "A", "autocomplete": "off"}),
    )
    b = PointField(
        label=_("Place B"),
        max_length=60,
        required=False,
        help_text=_("Where the stretch ends, if it is longer. May stay empty."),
        widget=forms.TextInput(attrs={"data-end": "B", "autocomplete": "off"}),
    )

    def places(self) -> tuple[Point, ...]:
        """Give the places that were named."""
        return tuple(self.cleaned_data[end] for end in ("a", "b") if self.cleaned_data[end])


class ClosureForm(StretchForm):
    """What is said of a stretch of road."""

    kind = forms.ChoiceField(label=_("Why"), choices=ClosureFacts.Kind.choices)
    effect = forms.ChoiceField(label=_("Effect"), choices=EFFECTS)
    direction = forms.ChoiceField(label=_("Direction"), choices=DIRECTIONS)
    starts_at = MomentField(
        label=_("In force from"), required=False, help_text=_("Empty is from now on.")
    )
    ends_at = MomentField(
        label=_("Until"), required=False, help_text=_("Empty is until somebody lifts it.")
    )
    words = forms.CharField(
        label=_("In words"),
        max_length=200,
        required=False,
        help_text=_("What a crew should know. No names and no telephone numbers."),
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )

    def terms(self, at: datetime) -> Terms:
        """Give what was said; from now on where no beginning was named."""
        said = self.cleaned_data
        return Terms(
            kind=ClosureFacts.Kind(said["kind"]),
            places=self.places(),
            starts_at=said["starts_at"] or at,
            ends_at=said["ends_at"],
            direction=Direction(said["direction"]),
            factor=None if said["effect"] == CLOSED else float(said["effect"]),
            words=said["words"],
        )


def form_for(closure: Closure, data: Mapping[str, object] | None = None) -> ClosureForm:
    """Make the form on which a closure is changed; another factor than the usual is offered too."""
    effect = CLOSED if closure.factor is None else f"{closure.factor:g}"
    known: dict[str, object] = {
        name: getattr(closure, name)
        for name in ("kind", "direction", "starts_at", "ends_at", "words", "version")
    }
    for end, place in zip(("a", "b"), closure.places, strict=False):
        known[end] = ", ".join(str(part) for part in reversed(place))
    form = ClosureForm(data, initial=known | {"effect": effect})
    if effect not in dict(EFFECTS):
        choices = [*EFFECTS, (effect, f"× {effect}")]
        form.fields["effect"] = forms.ChoiceField(label=_("Effect"), choices=choices)
    return form


class WeatherForm(forms.Form):
    """How the roads lie, and since when."""

    weather = forms.ChoiceField(
        label=_("Weather"), choices=[(weather.value, word) for weather, word in WEATHERS.items()]
    )
    from_at = MomentField(
        label=_("In force from"), required=False, help_text=_("Empty is from now on.")
    )
    # On the page of roads it stands beside the form of a closure, which has words too.
    words = forms.CharField(
        label=_("In words"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"id": "weather-words"}),
    )
