"""Acts on the catalogue that the audit trail knows."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

COUNTS = ("created", "changed", "unchanged", "retired")
LOADED = audit.act("catalogue.loaded", _("Built-in tables loaded"), *COUNTS)
IMPORTED = audit.act(
    "catalogue.imported", _("Table imported from a sheet"), "table", "skipped", *COUNTS
)
EDITED = audit.act("catalogue.edited", _("Entry of a table edited"), "table", "code", "version")
