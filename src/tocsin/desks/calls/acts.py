"""Acts at the call desk that the audit trail knows."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

ARRIVED = audit.act("calls.arrived", _("Call came in"), "number", "channel")
ANSWERED = audit.act("calls.answered", _("Call answered"), "number")
TAKEN = audit.act("calls.taken", _("Call taken over"), "number", "from_state")
ENDED = audit.act("calls.ended", _("Caller hung up"), "number", "state")
LOCATED = audit.act("calls.located", _("Switch located the caller"), "number", "metres")
CALLER_KEPT = audit.act("calls.caller_kept", _("Caller's details kept"), "number", "fact")
SAVED = audit.act("calls.saved", _("Call saved"), "number", "type", "incident")
JUDGED = audit.act(
    "calls.judged", _("Call needs no action"), "number", "validity", "page", "handed_to"
)
LINKED = audit.act("calls.linked", _("Call linked to an incident"), "number", "incident", "score")
UNLINKED = audit.act(
    "calls.unlinked", _("Call taken from an incident"), "number", "incident", "reopened_as"
)
CALLED_BACK = audit.act("calls.called_back", _("Caller called back"), "number", "reached")
REVEALED = audit.act("calls.caller_shown", _("Caller's details opened"), "number", "task")
ENTERED = audit.act(
    "calls.entered", _("Call taken without the database is entered"), "number", "taken"
)
