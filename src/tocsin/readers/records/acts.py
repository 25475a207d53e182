"""What early deletions write into the trail, beside what the rule of two people writes."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

ASKED = audit.act("records.clearing_asked", _("Early deletion asked for"), "class", "before")
ENDED = audit.act("records.clearing_ended", _("Early deletion ended"), "class", "before", "gone")
CHANGED = audit.act(
    "records.clearing_changed",
    _("Early deletion void, for what it takes has changed"),
    "class",
    "before",
    "rows",
    "found",
)
