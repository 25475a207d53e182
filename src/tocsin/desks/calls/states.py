"""The workflow of a call as a table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a call reached the bureau."""

    TELEPHONE = "telephone", _("Telephone")
    SMS = "sms", _("Text message")
    WEB = "web", _("Web form")
    DEVICE = "device", _("Device alarm")
    PARTNER = "partner", _("Partner agency")
    HAND = "hand", _("Entered by hand")


class CallState(models.TextChoices):
    """Where a call stands."""

    RINGING = "ringing", _("Ringing")
    OPEN = "open", _("Being taken")
    ABANDONED = "abandoned", _("Abandoned")
    SAVED = "saved", _("Saved")


class Validity(models.TextChoices):
    """Whether a call needs action."""

    VALID = "valid", _("Needs action")
    ENQUIRY = "enquiry", _("Enquiry")
    REPEAT = "repeat", _("Repeat")
    SILENT = "silent", _("Silent")
    NUISANCE = "nuisance", _("Nuisance")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    TEST = "test", _("Test")
    OTHER = "other", _("No action needed")


class CallBack(models.TextChoices):
    """Whether an abandoned or silent call was called back."""

    NONE = "none", _("Not needed")
    DUE = "due", _("To be called back")
    REACHED = "reached", _("Reached")
    UNREACHED = "unreached", _("Not reached")


ALLOWED: dict[CallState, dict[CallState, str]] = {
    CallState.RINGING: {
        CallState.OPEN: "a call-taker answers",
        CallState.ABANDONED: "the caller hangs up before the answer",
    },
    CallState.OPEN: {CallState.SAVED: "the call-taker saves the call"},
    CallState.ABANDONED: {CallState.OPEN: "a call-taker calls back and takes the call"},
    CallState.SAVED: {},
}


def may_change(now: CallState, then: CallState) -> bool:
    """Say whether the table allows a change."""
    return then in ALLOWED[now]
