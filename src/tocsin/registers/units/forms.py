"""Input of the register of units."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Officer, Role
from tocsin.registers.units.models import Unit, Vehicle
from tocsin.registers.units.states import DutyStatus

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
        label=_("Vehicle"), queryset=Vehicle.objects.none(), required=False
    )

    def __init__(self, *args: object, unit: Unit, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as Django takes them
        people = Officer.objects.filter(
            bureau=unit.bureau, is_active=True, is_service=False, grants__role__in=CREWS,
            grants__ended_at=None,
        ).distinct()  # fmt: skip
        vehicles = Vehicle.objects.filter(bureau=unit.bureau)
        if unit.station_id is not None:
            people = people.filter(station=unit.station_id)
            vehicles = vehicles.filter(station=unit.station_id)
        self.fields["members"].queryset = people.order_by("username")  # type: ignore[attr-defined] # a model field
        self.fields["vehicle"].queryset = vehicles.order_by("code")  # type: ignore[attr-defined] # a model field


class FilterForm(forms.Form):
    """Which units are shown."""

    DUTIES = (("", _("All")), *DutyStatus.choices)
    duty = forms.ChoiceField(label=_("Duty"), choices=DUTIES, required=False)
