"""What is done about people, as the trail keeps it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

ENTRUSTED = audit.act("people.entrusted", _("Role entrusted"), "role", "proposal")
ENDED = audit.act("people.role_ended", _("Role ended"), "role", "reason")
DISMISSED = audit.act("people.dismissed", _("Account closed"), "reason")
READMITTED = audit.act("people.readmitted", _("Account opened again"), "reason")
SIGNED_OUT = audit.act(
    "people.signed_out", _("Officer signed out by an administrator"), "sessions_ended"
)
