"""What the register of units writes into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

ADDED = audit.act("units.added", _("Unit added"), "code", "kind")
CHANGED = audit.act("units.changed", _("Unit changed"), "code", "kind")
RETIRED = audit.act("units.retired", _("Unit retired"), "code")
RESTORED = audit.act("units.restored", _("Unit put back in use"), "code")
DUTY_SET = audit.act("units.duty_set", _("Duty status set"), "code", "duty", "reason")
SHIFT_STARTED = audit.act(
    "units.shift_started", _("Shift started"), "code", "shift", "members", "vehicle"
)
CREW_CHANGED = audit.act(
    "units.crew_changed", _("Crew changed"), "code", "shift", "members", "vehicle"
)
SHIFT_ENDED = audit.act("units.shift_ended", _("Shift ended"), "code", "shift")
DESK_SHIFTS_PLANNED = audit.act(
    "units.desk_shifts_planned", _("Desk shifts planned"), "shift", "shifts", "afterwards"
)
DESK_SHIFT_WITHDRAWN = audit.act("units.desk_shift_withdrawn", _("Desk shift taken back"), "shift")
IMPORTED = audit.act("units.imported", _("Units imported"), "rows", "errors")
VEHICLE_ADDED = audit.act("units.vehicle_added", _("Vehicle added"), "code", "kind")
VEHICLE_CHANGED = audit.act("units.vehicle_changed", _("Vehicle changed"), "code", "kind")
VEHICLE_RETIRED = audit.act("units.vehicle_retired", _("Vehicle retired"), "code")
VEHICLE_RESTORED = audit.act("units.vehicle_restored", _("Vehicle put back in use"), "code")
