"""What sheets on their way into a register write into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

SENT = audit.act("sheets.sent", _("Sheet sent"), "table", "rows", "refused")
RECEIVED = audit.act("sheets.received", _("Register received"), "table", "bytes")
LET_IN = audit.act(
    "sheets.let_in", _("Register imported"), "table", "created", "changed", "asked", "left_out"
)
CONFIRMED = audit.act("sheets.confirmed", _("Sheet confirmed"), "table", "rows", "left_out")
WITHDRAWN = audit.act("sheets.withdrawn", _("Sheet withdrawn"), "table")
EXPORTED = audit.act("sheets.exported", _("Table exported"), "table", "kind")
