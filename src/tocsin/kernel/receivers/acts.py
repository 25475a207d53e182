"""What telling receivers writes into the trail."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.audit import api as audit

HANDED = audit.act(
    "receivers.handed", _("Facts about a person handed to a receiver"), "receiver", "kinds"
)
NOTICE_DUE = audit.act(
    "receivers.notice_due",
    _("Receiver is to be told of a correction or deletion"),
    "handing",
    "what",
)
