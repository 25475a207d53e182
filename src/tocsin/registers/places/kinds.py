"""What sort of building or venue premises are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PremisesKind(models.TextChoices):
    """A kind that crews tell apart before they go in."""

    RESIDENTIAL = "residential", _("Residential building")
    HOUSE = "house", _("Farmhouse")
    GOVERNMENT = "government", _("Public office")
    SCHOOL = "school", _("School")
    HOSPITAL = "hospital", _("Hospital")
    CLINIC = "clinic", _("Clinic")
    BANK = "bank", _("Bank")
    MARKET = "market", _("Market or shop")
    HOTEL = "hotel", _("Hotel")
    TRANSPORT = "transport", _("Station")
    PARK = "park", _("Park or square")
    TEMPLE = "temple", _("Temple")
    FACTORY = "factory", _("Factory")
    FARM = "farm", _("Farm")
    PETROL = "petrol", _("Filling station")
    POWER = "power", _("Power plant or substation")
    WATERWORKS = "waterworks", _("Waterworks")
    MINE = "mine", _("Mine")
    QUARRY = "quarry", _("Quarry")
    RESERVOIR = "reservoir", _("Reservoir")
    OTHER = "other", _("Other")


def kind_name(kind: str) -> str:
    """Name a kind in the reader's language; one that is not known is its own name."""
    return str(PremisesKind(kind).label) if kind in PremisesKind.values else kind
