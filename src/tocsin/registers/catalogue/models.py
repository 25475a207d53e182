"""The tables that desks choose from: incident types, plans, outcomes, statuses, pages, targets.

Rows are retired, never deleted, because closed incidents go on naming them.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tocsin.registers.catalogue import pinyin
from tocsin.registers.catalogue.plans import PlanLevel, Preemption, read_levels, read_preemption
from tocsin.registers.catalogue.questions import Question, in_language, read_questions
from tocsin.registers.catalogue.states import AreaClass, HandoverKind, NextStep, Urgency


class Edition(models.Model):
    """Which edition of its tables a bureau works with; a new stamp makes readers look again."""

    bureau = models.OneToOneField("accounts.Bureau", on_delete=models.PROTECT, related_name="+")
    stamp = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.stamp}"


class EntryVersion(models.Model):
    """How a row of a table read from one moment on; versions are added, never edited."""

    bureau = models.ForeignKey(
        "accounts.Bureau", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    table = models.CharField(max_length=24)
    code = models.CharField(max_length=24)
    version = models.PositiveIntegerField()
    # Every column as a sheet would write it.
    cells = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "table", "code", "version"], name="catalogue_one_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.code} v{self.version}"


class Entry(models.Model):
    """One row of a table: a code and its names."""

    bureau = models.ForeignKey(
        "accounts.Bureau", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    code = models.CharField(max_length=24)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    edited_locally = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code"], name="%(app_label)s_%(class)s_code")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name_zh, self.name_en)

    def derive(self) -> None:
        """Fill the columns that follow from the others."""


class IncidentClass(Entry):
    """A class of incidents, such as traffic."""


class ResponsePlan(Entry):
    """Which units an incident calls for at each urgency level."""

    levels = models.JSONField()
    preemption = models.JSONField(default=list)

    class Meta(Entry.Meta):
        pass

    def level_plans(self) -> tuple[PlanLevel, ...]:
        """Read what the plan needs, most urgent level first."""
        return read_levels(self.levels)

    def preemption_table(self) -> tuple[Preemption, ...]:
        """Read from which incidents units may be taken."""
        return read_preemption(self.preemption)


class IncidentType(Entry):
    """What happened, as the call desk names it."""

    incident_class = models.ForeignKey(
        IncidentClass, on_delete=models.PROTECT, related_name="types"
    )
    priority = models.PositiveSmallIntegerField(choices=Urgency.choices)
    life_risk = models.BooleanField(default=False)
    response_plan = models.ForeignKey(ResponsePlan, on_delete=models.PROTECT, related_name="types")
    match_words = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    pinyin = models.CharField(max_length=240, blank=True)
    initials = models.CharField(max_length=80, blank=True)

    class Meta(Entry.Meta):
        constraints = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=4), name="catalogue_type_priority"
            ),
        ]

    def derive(self) -> None:
        """Spell the name for typing on a Latin keyboard."""
        self.pinyin = pinyin.syllables(self.name_zh)[:240]
        self.initials = pinyin.initials(self.name_zh)[:80]

    def asks(self) -> tuple[Question, ...]:
        """Read the questions to the caller."""
        return read_questions(self.questions)


class Disposition(Entry):
    """How an incident ended."""

    needs_reason = models.BooleanField(default=False)
    classes = models.JSONField(default=list)

    class Meta(Entry.Meta):
        pass

    def fits(self, incident_class: str) -> bool:
        """Say whether incidents of a class may end this way; no list means all of them."""
        return not self.classes or incident_class in self.classes


class UnitStatus(Entry):
    """What a unit may be doing."""

    can_be_sent = models.BooleanField(default=False)
    on_duty = models.BooleanField(default=True)
    needs_reason = models.BooleanField(default=False)


class InvalidReason(Entry):
    """Why a call needs no action, and what the call desk offers instead."""

    next_step = models.CharField(max_length=12, choices=NextStep.choices, default=NextStep.NONE)
    needs_reason = models.BooleanField(default=False)


class HandoverTarget(Entry):
    """Another desk or agency, with the public number of the office."""

    kind = models.CharField(max_length=8, choices=HandoverKind.choices)
    telephone = models.CharField(max_length=20, blank=True)


class KnowledgePage(Entry):
    """A short answer to a common enquiry, and what the bureau must check before giving it."""

    body_zh = models.TextField(max_length=2000)
    body_en = models.TextField(max_length=4000)
    check_zh = models.CharField(max_length=200)
    check_en = models.CharField(max_length=400)
    keywords_zh = models.JSONField(default=list)
    keywords_en = models.JSONField(default=list)
    handover = models.ForeignKey(
        HandoverTarget, null=True, blank=True, on_delete=models.PROTECT, related_name="pages"
    )

    class Meta(Entry.Meta):
        pass

    @property
    def body(self) -> str:
        """The answer in the reader's language."""
        return in_language(self.body_zh, self.body_en)

    @property
    def check_locally(self) -> str:
        """What the bureau must check, in the reader's language."""
        return in_language(self.check_zh, self.check_en)


class StandByPost(Entry):
    """A place at which a crew may stand by, and from how many idle crews on it is to be held."""

    lon = models.FloatField()
    lat = models.FloatField()
    # A compliance table: with so many idle crews, and more, one stands here; 0 is never by rule.
    held_from = models.PositiveSmallIntegerField(default=0)


class ClockTarget(Entry):
    """How soon a tier of help is to be on scene in one sort of area."""

    area_class = models.CharField(max_length=8, choices=AreaClass.choices)
    tier = models.PositiveSmallIntegerField()
    seconds = models.PositiveIntegerField()
    warn_share = models.FloatField()

    class Meta(Entry.Meta):
        constraints = [
            *Entry.Meta.constraints,
            models.UniqueConstraint(
                fields=["bureau", "area_class", "tier"], name="catalogue_one_target_per_tier"
            ),
            models.CheckConstraint(
                condition=Q(seconds__gt=0, tier__gte=1, tier__lte=3),
                name="catalogue_target_bounds",
            ),
            models.CheckConstraint(
                condition=Q(warn_share__gt=0) & Q(warn_share__lt=1), name="catalogue_warn_share"
            ),
        ]

    @property
    def warn_seconds(self) -> int:
        """After how many seconds the desk is warned."""
        return round(self.seconds * self.warn_share)
