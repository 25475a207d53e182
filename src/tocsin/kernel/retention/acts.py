"""Acts of retention that the audit trail knows."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

DISPOSED = audit.act(
    "retention.disposed", _("Erased when its time was over"), "what", "kind", "event", "then"
)
HELD = audit.act("retention.held", _("Legal hold placed"), "case", "until")
EXTENDED = audit.act("retention.extended", _("Legal hold extended"), "case", "until")
LIFT_ASKED = audit.act("retention.lift_asked", _("Lifting of a legal hold asked for"), "case")
LIFT_TAKEN_BACK = audit.act(
    "retention.lift_taken_back", _("Request to lift a legal hold turned down"), "case"
)
LIFTED = audit.act("retention.lifted", _("Legal hold lifted"), "case")
