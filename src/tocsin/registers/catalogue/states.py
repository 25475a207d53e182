"""Words that the tables of the catalogue may use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.IntegerChoices):
    """How soon help must come; 1 is the most urgent, and it belongs to the call."""

    LIFE = 1, _("Life in danger")
    PRESSING = 2, _("Pressing")
    ORDINARY = 3, _("Ordinary")
    CAN_WAIT = 4, _("Can wait")


class UnitKind(models.TextChoices):
    """The kinds of unit that a plan may call for."""

    CAR = "car", _("Car")
    MOTORCYCLE = "motorcycle", _("Motorcycle")
    FOOT = "foot", _("Foot patrol")
    DOG_TEAM = "dog_team", _("Dog team")
    DRONE_TEAM = "drone_team", _("Drone team")
    MEDIATOR = "mediator", _("Mediator")
    PARTNER = "partner", _("Partner agency")


class Capability(models.TextChoices):
    """What a unit must be able to do."""

    ARMED = "armed", _("Armed")
    FIRST_AID = "first_aid", _("First aid")
    TRAFFIC = "traffic", _("Traffic")
    INVESTIGATION = "investigation", _("Investigation")
    NEGOTIATION = "negotiation", _("Negotiation")
    DOG = "dog", _("Dog")
    DRONE = "drone", _("Drone")
    FIRE = "fire", _("Firefighting")
    AMBULANCE = "ambulance", _("Ambulance")
    POWER = "power", _("Power repair")
    MEDIATION = "mediation", _("Mediation")
    FORENSICS = "forensics", _("Forensics")


class QuestionKind(models.TextChoices):
    """How a question to the caller is answered."""

    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of a list")
    TEXT = "text", _("In words")
    NUMBER = "number", _("A number")


class AreaClass(models.TextChoices):
    """What sort of ground a response-time target is for."""

    TOWN = "town", _("Town")
    SUBURB = "suburb", _("Suburb")
    RURAL = "rural", _("Rural")


class NextStep(models.TextChoices):
    """What the call desk offers for a call that needs no action."""

    NONE = "none", _("Nothing more")
    ANSWER = "answer", _("Answer from a knowledge page")
    LINK = "link", _("Link to the open incident")
    CALL_BACK = "call_back", _("Call back")


class HandoverKind(models.TextChoices):
    """Whether a handover stays inside the bureau."""

    DESK = "desk", _("Desk of the bureau")
    AGENCY = "agency", _("Other agency")
