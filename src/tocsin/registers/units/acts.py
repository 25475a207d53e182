"""What the register of units writes into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

ADDED = audit.act("units.added", _("Unit added"), "code", "kind")
CHANGED = audit.act("units.changed", _("Unit changed"), "code", "kind")
RETIRED = audit.act("units.retired", _("Unit retired"), "code")
DUTY_SET = audit.act("units.duty_set", _("Duty status set"), "code", "duty", "reason")
SHIFT_STARTED = audit.act(
    "units.shift_started", _("Shift started"), "code", "shift", "members", "vehicle"
)
SHIFT_ENDED = audit.act("units.shift_ended", _("Shift ended"), "code", "shift")
IMPORTED = audit.act("units.imported", _("Units imported"), "rows", "errors")
