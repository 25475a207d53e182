"""Input of the page of a cordon."""

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.core.geo import Point
from tocsin.core.roads import TravelMode
from tocsin.core.roads.cordon import Fault, Hand, SenselessArea
from tocsin.core.typed_places import typed_place
from tocsin.desks.dispatch.cordons.wishes import FrontWish, MarkWish, Wish
from tocsin.kernel.moment import last_time_of_day

LARGEST_METRES = 20_000
MOST_CORNERS = 60
FASTEST_KMH = 300
NORTHMOST_OF_MAP = 85
# The shape of an area does not depend on when it is asked for.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
STOPS = [
    (TravelMode.CAR.value, gettext_lazy("Vehicles")),
    (TravelMode.FOOT.value, gettext_lazy("Everybody, on foot too")),
]


def place_in(text: str) -> Point:
    """Read ``latitude,longitude``.

    Raises
    ------
    ValidationError
        When it is no place.
    """
    point = typed_place(text)
    if point is None or abs(point.lat) > NORTHMOST_OF_MAP:
        raise ValidationError(
            _("“{text}” is no place. Write latitude and longitude, as in 35.21,106.65.").format(
                text=text[:40]
            )
        )
    return point


class SeenForm(forms.Form):
    """The version that the dispatcher sees."""

    seen = forms.IntegerField(min_value=0, label=gettext_lazy("Version"))


class AreaForm(SeenForm):
    """An area, whom its cordon stops, and what comes out of it."""

    centre = forms.CharField(max_length=60, label=gettext_lazy("Centre"))
    inner = forms.FloatField(
        min_value=10, max_value=LARGEST_METRES, label=gettext_lazy("Area, metres")
    )
    outer = forms.FloatField(
        min_value=20, max_value=LARGEST_METRES, label=gettext_lazy("Ring, metres")
    )
    outline = forms.CharField(max_length=4_000, required=False, label=gettext_lazy("Drawn area"))
    stops = forms.ChoiceField(choices=STOPS, label=gettext_lazy("Stops"))
    kmh = forms.FloatField(
        min_value=0.1, max_value=FASTEST_KMH, required=False, label=gettext_lazy("Speed, km/h")
    )
    since = forms.TimeField(required=False, label=gettext_lazy("Since"))
    by_road = forms.BooleanField(required=False)

    def clean_centre(self) -> Point:
        """Read the centre."""
        return place_in(self.cleaned_data["centre"])

    def clean_outline(self) -> tuple[Point, ...]:
        """Read the corners, one on a line."""
        lines = [line for line in self.cleaned_data["outline"].split("\n") if line.strip()]
        if len(lines) > MOST_CORNERS:
            raise ValidationError(_("A drawn area has at most {n} corners.").format(n=MOST_CORNERS))
        return tuple(place_in(line) for line in lines)

    def clean(self) -> dict[str, object]:
        """Refuse an area that the ring does not surround."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            _area = self.wish(EARLIEST).area
        except SenselessArea as senseless:
            raise ValidationError(why_senseless(senseless.fault)) from None
        return cleaned

    def wish(self, at: datetime) -> Wish:
        """Return what was asked for; a time of day later than now was yesterday's."""
        given = self.cleaned_data
        front = None
        if given.get("kmh"):
            clock = given.get("since")
            since = last_time_of_day(clock, at) if clock else at
            front = FrontWish(given["kmh"], since.isoformat(), bool(given.get("by_road")))
        return Wish(
            lon=given["centre"].lon,
            lat=given["centre"].lat,
            inner=given["inner"],
            outer=given["outer"],
            outline=tuple((corner.lon, corner.lat) for corner in given["outline"]),
            stops=given["stops"],
            front=front,
        )


def why_senseless(fault: Fault) -> str:
    """Say why an area cannot be used, and what to do."""
    sentences = {
        Fault.NO_SIZE: _("Area and ring each need a size in metres."),
        Fault.FEW_CORNERS: _(
            "A drawn area needs at least three corners. Click more of them, or take the outline "
            "away."
        ),
        Fault.CROSSES_ITSELF: _(
            "The outline of the area crosses or touches itself. Draw it again, or take a corner "
            "out."
        ),
        Fault.RING_NOT_AROUND: _(
            "The ring has to lie wholly around the area. Widen the ring, or make the area smaller."
        ),
    }
    return sentences[fault]


class MarkForm(SeenForm):
    """A decision by hand about the road at a place."""

    lon = forms.FloatField(min_value=-180, max_value=180, label=gettext_lazy("Longitude"))
    lat = forms.FloatField(min_value=-85, max_value=85, label=gettext_lazy("Latitude"))
    hand = forms.ChoiceField(choices=[(hand.value, hand.value) for hand in Hand], required=False)
    unit = forms.CharField(max_length=20, required=False, label=gettext_lazy("Unit"))

    def mark(self) -> MarkWish:
        """Return what was decided."""
        given = self.cleaned_data
        hand = given["hand"] or Hand.POST.value
        unit = given["unit"] if hand == Hand.POST.value else ""
        return MarkWish(hand, given["lon"], given["lat"], unit)


class PlaceForm(SeenForm):
    """A post set by latitude and longitude, typed."""

    place = forms.CharField(max_length=60, label=gettext_lazy("Place"))

    def clean_place(self) -> Point:
        """Read the place."""
        return place_in(self.cleaned_data["place"])

    def mark(self) -> MarkWish:
        """Return what was decided."""
        place = self.cleaned_data["place"]
        return MarkWish(Hand.POST.value, place.lon, place.lat)
