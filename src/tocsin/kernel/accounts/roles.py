"""What an officer may be: the roles of the bureau."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A kind of work that an officer is entrusted with."""

    CALL_TAKER = "call_taker", _("Call-taker")
    DISPATCHER = "dispatcher", _("Dispatcher")
    OFFICER = "officer", _("Patrol officer")
    COMMUNITY_OFFICER = "community_officer", _("Community officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")
    SECURITY_OFFICER = "security_officer", _("Security officer")
    AUDITOR = "auditor", _("Auditor")
    INTEGRATION = "integration", _("Connected system")
    RECEIVER = "receiver", _("Receiver's system")


# Who gives rights, who watches over them, and who examines both: nobody holds two of these.
APART = (Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR)
# Systems that are connected, and those among them that belong to somebody else.
SYSTEMS = frozenset({Role.INTEGRATION, Role.RECEIVER})
OUTSIDE = frozenset({Role.RECEIVER})
