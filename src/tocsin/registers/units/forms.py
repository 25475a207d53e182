"""Input of the register of units."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Bureau, Officer, Role, Station
from tocsin.registers.units.abilities import choices_with
from tocsin.registers.units.facts import UnitRow
from tocsin.registers.units.importing import CODE, LONGEST, RESERVED
from tocsin.registers.units.models import Crew, Unit, Vehicle
from tocsin.registers.units.states import DutyStatus, UnitKind, shift_called, shift_name

CREWS = [Role.OFFICER, Role.COMMUNITY_OFFICER]


class DutyForm(forms.Form):
    """What a unit is doing; unavailable needs a reason."""

    duty = forms.TypedChoiceField(
        label=_("Duty"), choices=DutyStatus.choices, coerce=DutyStatus, empty_value=None
    )
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)


class ShiftForm(forms.Form):
    """The people and vehicle of a unit on one shift."""

    shift = forms.CharField(label=_("Shift"), max_length=20)
    members = forms.ModelMultipleChoiceField(
        label=_("People"), queryset=Officer.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    vehicle = forms.ModelChoiceField(
        label=_("Vehicle"),
        queryset=Vehicle.objects.none(),
        required=False,
        empty_label=_("No vehicle"),
    )

    def __init__(self, *args: object, unit: Unit, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as Django takes them
        people = Officer.objects.filter(
            bureau=unit.bureau, is_active=True, is_service=False, grants__role__in=CREWS,
            grants__ended_at=None,
        ).distinct()  # fmt: skip
        vehicles = Vehicle.objects.filter(bureau=unit.bureau, retired_at=None)
        if unit.station_id is not None:
            people = people.filter(station=unit.station_id)
            vehicles = vehicles.filter(station=unit.station_id)
        self.fields["members"].queryset = people.order_by("username")  # type: ignore[attr-defined] # a model field
        self.fields["vehicle"].queryset = vehicles.order_by("code")  # type: ignore[attr-defined] # a model field

    @classmethod
    def of(cls, unit: Unit, crew: Crew | None) -> "ShiftForm":
        """Show who is on a unit; empty where nobody is."""
        if crew is None:
            return cls(unit=unit)
        members = [member.pk for member in crew.members.all()]
        known = {"shift": shift_name(crew.shift), "members": members, "vehicle": crew.vehicle_id}
        return cls(unit=unit, initial=known)

    def clean_shift(self) -> str:
        """Keep a usual shift by its code, whatever the language it was named in."""
        return shift_called(self.cleaned_data["shift"])


class UnitForm(forms.Form):
    """What the register says of a unit."""

    name = forms.CharField(
        label=_("Call sign"),
        max_length=LONGEST["name"],
        help_text=_("What it is called on the radio and on the board."),
    )
    kind = forms.TypedChoiceField(
        label=_("Kind"), choices=UnitKind.choices, coerce=UnitKind, empty_value=None
    )
    station = forms.ModelChoiceField(
        label=_("Station"),
        queryset=Station.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("No station"),
    )
    agency = forms.CharField(
        label=_("Agency"),
        max_length=LONGEST["agency"],
        required=False,
        help_text=_("Only for a unit of another agency."),
    )
    capabilities = forms.MultipleChoiceField(
        label=_("Capabilities"), required=False, widget=forms.CheckboxSelectMultiple
    )
    lon = forms.FloatField(label=_("Longitude of the home post"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude of the home post"), min_value=-90, max_value=90)

    def __init__(
        self, *args: object, bureau: Bureau, unit: Unit | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as Django takes them
        stations = Station.objects.filter(bureau=bureau).order_by("code")
        self.fields["station"].queryset = stations  # type: ignore[attr-defined] # a model field
        self.fields["capabilities"].choices = choices_with(unit.capabilities if unit else ())  # type: ignore[attr-defined] # a choice field
        self.unit_code = unit.code if unit else ""

    @classmethod
    def of(cls, unit: Unit) -> "UnitForm":
        """Show a unit as it is."""
        known = {
            "name": unit.name,
            "kind": unit.kind,
            "station": unit.station.code if unit.station else None,
            "agency": unit.agency,
            "capabilities": unit.capabilities,
            "lon": unit.home_lon,
            "lat": unit.home_lat,
        }
        return cls(bureau=unit.bureau, unit=unit, initial=known)

    def described(self) -> UnitRow:
        """Hand over what was typed."""
        given = self.cleaned_data
        return UnitRow(
            code=given.get("code", self.unit_code),
            name=given["name"],
            kind=given["kind"],
            lon=given["lon"],
            lat=given["lat"],
            station=given["station"].code if given["station"] else "",
            capabilities=tuple(given["capabilities"]),
            agency=given["agency"],
        )


class NewUnitForm(UnitForm):
    """A unit that is not on the list yet."""

    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST["code"],
        help_text=_("Devices and sheets name the unit by it. It does not change later."),
    )
    field_order = ("code", "name")

    def clean_code(self) -> str:
        """Refuse a code that cannot stand in an address."""
        return usable_code(self.cleaned_data["code"])


class VehicleForm(forms.Form):
    """What the register says of a vehicle."""

    kind = forms.TypedChoiceField(label=_("Kind"), coerce=UnitKind, empty_value=None)
    station = forms.ModelChoiceField(
        label=_("Station"),
        queryset=Station.objects.none(),
        required=False,
        empty_label=_("No station"),
    )

    def __init__(self, *args: object, bureau: Bureau, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as Django takes them
        stations = Station.objects.filter(bureau=bureau).order_by("code")
        self.fields["station"].queryset = stations  # type: ignore[attr-defined] # a model field
        self.fields["kind"].choices = UnitKind.choices  # type: ignore[attr-defined] # a choice field


class NewVehicleForm(VehicleForm):
    """A vehicle that is not on the list yet."""

    code = forms.CharField(label=_("Number plate"), max_length=20)
    field_order = ("code", "kind", "station")

    def clean_code(self) -> str:
        """Refuse a plate that nobody could type again."""
        return usable_code(self.cleaned_data["code"])


def usable_code(code: str) -> str:
    """Return a code, or say why it cannot be one."""
    if not CODE.fullmatch(code):
        raise forms.ValidationError(_("A code holds no blanks and no slashes."))
    if code in RESERVED:
        raise forms.ValidationError(
            _("This word is part of an address of Tocsin. Choose another code.")
        )
    return code


class FilterForm(forms.Form):
    """Which units are shown."""

    DUTIES = (("", _("All")), *DutyStatus.choices, ("retired", _("Retired")))
    duty = forms.ChoiceField(label=_("Duty"), choices=DUTIES, required=False)
