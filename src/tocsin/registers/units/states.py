"""Kinds of units and what a unit may be doing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What sort of unit it is."""

    CAR = "car", _("Car")
    MOTORCYCLE = "motorcycle", _("Motorcycle")
    FOOT = "foot", _("Foot patrol")
    DOG_TEAM = "dog_team", _("Dog team")
    DRONE_TEAM = "drone_team", _("Drone team")
    MEDIATOR = "mediator", _("Mediator")
    PARTNER = "partner", _("Partner agency")


class ShiftName(models.TextChoices):
    """The usual shifts; a bureau may name others in its own words."""

    DAY = "day", _("Day shift")
    EVENING = "evening", _("Evening shift")
    NIGHT = "night", _("Night shift")


class DutyStatus(models.TextChoices):
    """What a unit says of itself; the rest is derived from its assignment."""

    OFF_DUTY = "off_duty", _("Off duty")
    AVAILABLE = "available", _("Available")
    UNAVAILABLE = "unavailable", _("Unavailable")


class UnitStatus(models.TextChoices):
    """What a unit is doing, as the board shows it."""

    OFF_DUTY = "off_duty", _("Off duty")
    AVAILABLE = "available", _("Available")
    UNAVAILABLE = "unavailable", _("Unavailable")
    ASSIGNED = "assigned", _("Assigned")
    EN_ROUTE = "en_route", _("En route")
    ON_SCENE = "on_scene", _("On scene")
    TRANSPORTING = "transporting", _("Transporting")
    RETURNING = "returning", _("Returning")


def kind_name(kind: str) -> str:
    """Name a kind in the reader's language; one that is not known is its own name."""
    return str(UnitKind(kind).label) if kind in UnitKind.values else kind


def shift_name(shift: str) -> str:
    """Name a shift in the reader's language; one of the bureau's own is its own name."""
    return str(ShiftName(shift).label) if shift in ShiftName.values else shift


def shift_called(typed: str) -> str:
    """Return the shift that somebody names in the language of the page, or what was typed."""
    return next((code for code, label in ShiftName.choices if typed == str(label)), typed)
