"""What a receiver is told, and what has come of telling it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class What(models.TextChoices):
    """What has become of facts that a receiver holds a copy of."""

    CORRECTED = "corrected", _("Corrected: take the new value")
    ERASED = "erased", _("Erased: delete the copy")


class Step(models.TextChoices):
    """What was done about a notice."""

    TOLD = "told", _("Handed to the receiver")
    RECEIPT = "receipt", _("Receipt of the receiver")
    # A correction of somebody who was erased since: the deletion stands for it.
    OVERTAKEN = "overtaken", _("Overtaken by the deletion")
    CLIMBED = "climbed", _("Overdue: the security officer looks after it")


# After these a notice is done with; each stands once.
ENDS = frozenset({Step.RECEIPT, Step.OVERTAKEN})
# What the case of a look for a notice begins with, and its task.
NOTICE, TASK = "notice:", "notice"
