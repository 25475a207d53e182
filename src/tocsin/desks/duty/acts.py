"""Acts on the officer's phone that the audit trail knows."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

HELP_CALLED = audit.act("duty.help_called", _("Officer called for help"), "incident", "unit")
HELP_ANSWERED = audit.act("duty.help_answered", _("Call for help answered"), "seconds")
SHARING_SET = audit.act("duty.sharing_set", _("Sharing of position changed"), "sharing")
