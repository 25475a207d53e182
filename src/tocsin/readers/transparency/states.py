"""How small counts are protected."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    """What is done so that nobody can be told from a small count."""

    LEFT_OUT = "left-out", _("Small counts left out")
    NOISE = "noise", _("Counts with noise")
