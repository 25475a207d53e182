"""What sheets on their way into a register write into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

SENT = audit.act("sheets.sent", _("Sheet sent"), "table", "rows", "refused")
CONFIRMED = audit.act("sheets.confirmed", _("Sheet confirmed"), "table", "rows", "left_out")
WITHDRAWN = audit.act("sheets.withdrawn", _("Sheet withdrawn"), "table")
EXPORTED = audit.act("sheets.exported", _("Table exported"), "table", "kind")
