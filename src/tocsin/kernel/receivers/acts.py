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
TOLD = audit.act(
    "receivers.told", _("Receiver told of a correction or deletion"), "handing", "what"
)
RECEIPT = audit.act("receivers.receipt", _("Receipt of a receiver entered"), "handing", "what")
CLIMBED = audit.act(
    "receivers.climbed",
    _("Notice to a receiver is overdue and was handed to the security officer"),
    "handing",
    "what",
)
CONNECTED = audit.act("receivers.connected", _("Receiver's own system connected"), "receiver")
DISCONNECTED = audit.act(
    "receivers.disconnected", _("Receiver's own system disconnected"), "receiver"
)
