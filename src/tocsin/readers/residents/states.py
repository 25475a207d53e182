"""How a resident proves who they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    """Where the proof comes from."""

    IN_PERSON = "in_person", _("In person, a document was shown")
    LETTER = "letter", _("By letter to the registered address")


class Document(models.TextChoices):
    """Which document was shown; its number is not kept."""

    IDENTITY_CARD = "identity_card", _("Resident identity card")
    HOUSEHOLD_REGISTER = "household_register", _("Household register")
    PASSPORT = "passport", _("Passport")
    NONE = "none", _("None: by letter")


class Decision(models.TextChoices):
    """What an officer says to a resident's wish to be erased."""

    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


# Without signs that are taken for one another on paper.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# The account in whose name a resident reads.
RESIDENT = "resident"
