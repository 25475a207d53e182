"""Acts of the demonstration that the audit trail knows."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

SIGNED_IN = audit.act("simulation.signed_in", _("Signed in to the demonstration"), "role")
TAKEN_OVER = audit.act("simulation.taken_over", _("Simulated desk taken over"), "desk")
GIVEN_BACK = audit.act("simulation.given_back", _("Desk given back to the simulation"), "desk")
