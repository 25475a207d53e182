"""The workflow of incidents and assignments as tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IncidentState(models.TextChoices):
    """Where an incident stands; derived changes follow its assignments."""

    WAITING = "waiting", pgettext_lazy("incident", "Waiting for help")
    ASSIGNED = "assigned", pgettext_lazy("incident", "Assigned")
    EN_ROUTE = "en_route", pgettext_lazy("incident", "Help is on the way")
    ON_SCENE = "on_scene", pgettext_lazy("incident", "Help is there")
    CLEARED = "cleared", pgettext_lazy("incident", "Cleared")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")
    TRANSFERRED = "transferred", pgettext_lazy("incident", "Handed to another bureau")
    MERGED = "merged", pgettext_lazy("incident", "Part of another incident")


OPEN_STATES = frozenset(
    {
        IncidentState.WAITING,
        IncidentState.ASSIGNED,
        IncidentState.EN_ROUTE,
        IncidentState.ON_SCENE,
        IncidentState.CLEARED,
    }
)
S = IncidentState
ALLOWED: dict[IncidentState, dict[IncidentState, str]] = {
    S.WAITING: {
        S.ASSIGNED: "a unit is assigned",
        S.EN_ROUTE: "a unit under way comes over from an incident that was merged into it",
        S.ON_SCENE: "a unit on scene comes over from an incident that was merged into it",
        S.CLOSED: "closed without sending anyone, with a reason",
        S.TRANSFERRED: "another bureau takes it over",
        S.MERGED: "it turns out to be a known incident",
    },
    S.ASSIGNED: {
        S.WAITING: "the last assignment is withdrawn",
        S.EN_ROUTE: "a unit departs",
        S.ON_SCENE: "a unit reports arrival at once",
        S.CLEARED: "the last unit is done",
        S.TRANSFERRED: "another bureau takes it over",
        S.MERGED: "it turns out to be a known incident",
    },
    S.EN_ROUTE: {
        S.WAITING: "the last assignment is withdrawn",
        S.ASSIGNED: "the unit on the way is withdrawn, another is assigned",
        S.ON_SCENE: "a unit arrives",
        S.CLEARED: "the last unit is done",
        S.TRANSFERRED: "another bureau takes it over",
        S.MERGED: "it turns out to be a known incident",
    },
    S.ON_SCENE: {
        S.WAITING: "the last unit is withdrawn",
        S.ASSIGNED: "the unit on scene is withdrawn, another is assigned",
        S.EN_ROUTE: "the unit on scene is withdrawn, another is on the way",
        S.CLEARED: "the last unit is done",
        S.MERGED: "the unit there finds that it is a known incident",
    },
    S.CLEARED: {
        S.ASSIGNED: "more help is needed after all",
        S.EN_ROUTE: "a unit under way comes over from an incident that was merged into it",
        S.ON_SCENE: "a unit on scene comes over from an incident that was merged into it",
        S.MERGED: "it turns out to be a known incident",
        S.CLOSED: "the outcome is recorded",
    },
    S.CLOSED: {S.WAITING: "reopened with a reason"},
    S.TRANSFERRED: {},
    S.MERGED: {},
}


def may_change(now: IncidentState, then: IncidentState) -> bool:
    """Say whether the table allows a change."""
    return then in ALLOWED[now]


class MilestoneKind(models.TextChoices):
    """The stamps of an assignment, in their order."""

    ASSIGNED = "assigned", pgettext_lazy("milestone", "Assigned")
    RECEIVED = "received", pgettext_lazy("milestone", "Received")
    DEPARTED = "departed", pgettext_lazy("milestone", "Departed")
    ARRIVED = "arrived", pgettext_lazy("milestone", "Arrived")
    FEEDBACK = "feedback", pgettext_lazy("milestone", "First feedback")
    TRANSPORT = "transport", pgettext_lazy("milestone", "Transporting")
    CLEARED = "cleared", pgettext_lazy("milestone", "Cleared")


MILESTONE_ORDER = list(MilestoneKind)
# Whether somebody is taken along, and where to, is an act of its own; few assignments have it.
STEP_KINDS = [kind for kind in MilestoneKind if kind != MilestoneKind.TRANSPORT]


class Destination(models.TextChoices):
    """Where somebody is taken."""

    HOSPITAL = "hospital", pgettext_lazy("where somebody is taken", "Hospital")
    STATION = "station", pgettext_lazy("where somebody is taken", "Station")
    OTHER = "other", pgettext_lazy("where somebody is taken", "Another place")


class UnitProgress(models.TextChoices):
    """How far a unit is with its assignment, in order."""

    ASSIGNED = "assigned", _("Assigned")
    EN_ROUTE = "en_route", _("En route")
    ON_SCENE = "on_scene", _("On scene")
    TRANSPORTING = "transporting", _("Transporting")
    DONE = "done", _("Done")


class ClockState(models.TextChoices):
    """Where one tier of the response clock stands."""

    RUNNING = "running", pgettext_lazy("response clock", "Running")
    WARNED = "warned", pgettext_lazy("response clock", "Nearly due")
    MET = "met", pgettext_lazy("response clock", "Met")
    BREACHED = "breached", pgettext_lazy("response clock", "Missed")
    VOID = "void", pgettext_lazy("response clock", "Not counted")


class Tier(models.IntegerChoices):
    """The three tiers: nearest help, reinforcement, the whole team."""

    NEAREST = 1, _("Nearest help")
    REINFORCEMENT = 2, _("Reinforcement")
    WHOLE = 3, _("Whole team")


class EntryKind(models.TextChoices):
    """What a line of the timeline tells."""

    OPENED = "opened", _("Opened")
    CALL = "call", _("Call")
    NOTE = "note", _("Note")
    CHANGE = "change", _("Change")
    ASSIGNMENT = "assignment", _("Assignment")
    MILESTONE = "milestone", _("Milestone")
    CLOCK = "clock", _("Response clock")
    LINK = "link", _("Link")
    TRANSFER = "transfer", _("Transfer")
    PHOTO = "photo", _("Photograph")
    HELP = "help", _("Help for an officer")
    CLOSED = "closed", _("Closed")


class CordonStep(models.TextChoices):
    """What made a version out of the one before it."""

    PLANNED = "planned", _("Worked out")
    POSTED = "posted", _("Post set")
    BARRED = "barred", _("Post taken away")
    FREED = "freed", _("Left to the roads again")
    UNDONE = "undone", _("Undone")
    SENT = "sent", _("Sent")
