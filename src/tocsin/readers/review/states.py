"""Why a look is reviewed, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tocsin.core.accesses.patterns import Pattern


class Reason(models.TextChoices):
    """Why a look was drawn."""

    SAMPLE = "sample", _("Drawn by chance")
    BREAK_GLASS = "break_glass", _("Opened without an open case")
    CHALLENGED = "challenged", _("The person concerned challenges it")
    OWN_NAME = Pattern.OWN_NAME.value, _("Somebody of the officer's own name")
    OWN_SURNAME = (
        Pattern.OWN_SURNAME.value,
        _("The officer's own surname more often than by chance"),
    )
    MANY_READERS = Pattern.MANY_READERS.value, _("Somebody whom many have looked at")
    WITHOUT_ACTION = (
        Pattern.WITHOUT_ACTION.value,
        _("Several cases in which the officer did nothing"),
    )
    OPENED_TO_READ = Pattern.OPENED_TO_READ.value, _("A case opened, and nothing done in it")
    OFF_SHIFT = Pattern.OFF_SHIFT.value, _("Outside the officer's shift")
    AFTER_LEAVING = Pattern.AFTER_LEAVING.value, _("After the officer's last role had ended")
    SLOW_SCRAPING = Pattern.SLOW_SCRAPING.value, _("Far more people than others of the same work")


class Outcome(models.TextChoices):
    """What a review came to."""

    IN_ORDER = "in_order", _("In order")
    EXPLAINED = "explained", _("Explained")
    NOT_IN_ORDER = "not_in_order", _("Not in order")


# What cannot be said without a line of words.
WITH_WORDS = frozenset({Outcome.EXPLAINED, Outcome.NOT_IN_ORDER})
