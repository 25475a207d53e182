"""Requests for one's own record, codes that open them, visits, and what residents ask for."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tocsin.kernel.retention.api import CLASSES, RetentionClass, Wish
from tocsin.readers.residents.states import Decision, Document, Method

OFFICER = settings.AUTH_USER_MODEL


class OwnRequest(models.Model):
    """A resident who wants to see their record; who they are is known only by ids."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=24)
    method = models.CharField(max_length=10, choices=Method.choices)
    document = models.CharField(max_length=20, choices=Document.choices)
    opened_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    searches = models.PositiveSmallIntegerField(default=0)
    people = ArrayField(models.UUIDField(), default=list)
    confirmed_by = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    # All who ever said who the resident is, not the last alone: none of them decides a wish.
    confirmers = ArrayField(models.BigIntegerField(), default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="residents_request_number"),
            models.CheckConstraint(
                condition=Q(method="letter", document="none")
                | Q(method="in_person") & ~Q(document="none"),
                name="residents_in_person_shows_a_document",
            ),
        ]
        indexes = [models.Index(fields=["bureau", "-opened_at"], name="residents_newest")]

    def __str__(self) -> str:
        return self.number

    @property
    def case(self) -> str:
        """Name the request as a case."""
        return f"own_record:{self.number}"


class Code(models.Model):
    """A code on paper that opens a record once; only its keyed hash is kept."""

    bureau = models.ForeignKey(
        "accounts.Bureau", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    request = models.ForeignKey(OwnRequest, on_delete=models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "request"],
                condition=Q(used_at=None, void_at=None),
                name="residents_one_code",
            ),
            models.CheckConstraint(condition=Q(tries__lte=5), name="residents_few_tries"),
        ]

    def __str__(self) -> str:
        return str(self.request_id)


class Visit(models.Model):
    """A record that stands open before the resident; the browser's key is kept as a hash."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    request = models.ForeignKey(OwnRequest, on_delete=models.PROTECT, related_name="visits")
    digest = models.CharField(max_length=64)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="residents_visit_digest")]

    def __str__(self) -> str:
        return str(self.request_id)


class Erasure(models.Model):
    """A resident's wish that one of those whom they are kept as be erased, and what came of it."""

    class State(models.TextChoices):
        """How far it has come."""

        ASKED = "asked", _("Waits for a decision")
        GRANTED = "granted", _("Granted, not carried out yet")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ERASED = "erased", _("Erased")

    ANSWERED_WITHIN = timedelta(days=15)

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=24)
    request = models.ForeignKey(OwnRequest, on_delete=models.PROTECT, related_name="erasures")
    person = models.UUIDField()
    # The wish that was refused before, where it is asked again.
    after = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # As a worker judged it last: what stands against it, and references of cases.
    judged_at = models.DateTimeField(null=True)
    stands = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    earliest = models.DateTimeField(null=True)
    cases = models.JSONField(default=list)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], name="residents_erasure_number"),
            models.UniqueConstraint(
                fields=["bureau", "person"],
                condition=Q(withdrawn_at=None, erased_at=None) & ~Q(decision="refused"),
                name="residents_one_wish",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | ~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="residents_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(erased_at=None),
                name="residents_withdrawn_is_not_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.erased_at is not None:
            return self.State.ERASED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        if self.decision:
            granted = self.decision == Decision.GRANTED
            return self.State.GRANTED if granted else self.State.REFUSED
        return self.State.ASKED

    @property
    def state_label(self) -> str | Promise:
        """How far it has come, in words."""
        return self.state.label

    @property
    def due_at(self) -> datetime:
        """Until when it is to be decided."""
        return self.asked_at + self.ANSWERED_WITHIN

    @property
    def class_label(self) -> str | Promise:
        """What the class it was kept under is called; nothing before a worker has looked."""
        return CLASSES[RetentionClass(self.kind)] if self.kind else ""

    @property
    def can_go_now(self) -> bool:
        """Whether nothing stands against it."""
        return self.stands == Wish.NOW


class Correction(models.Model):
    """That a resident says one fact about them is wrong; what it should be is sealed elsewhere."""

    class State(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed", _("Waits for a decision")
        GRANTED = "granted", _("Corrected")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Erased before it was decided")

    ANSWERED_WITHIN = timedelta(days=15)

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=24)
    request = models.ForeignKey(OwnRequest, on_delete=models.PROTECT, related_name="corrections")
    person = models.UUIDField()
    kind = models.CharField(max_length=40)
    proposal = models.UUIDField()
    # The one of the same fact that was refused before.
    after = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "number"], name="residents_correction_number"
            ),
            models.UniqueConstraint(
                fields=["bureau", "person", "kind"],
                condition=Q(withdrawn_at=None, lapsed_at=None, decided_at=None),
                name="residents_one_correction",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | ~Q(decision="")
                & Q(decided_at__isnull=False, decided_by__isnull=False)
                & Q(withdrawn_at=None, lapsed_at=None),
                name="residents_corrected_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def case(self) -> str:
        """Name the correction as a case."""
        return f"correction:{self.number}"

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.decision:
            granted = self.decision == Decision.GRANTED
            return self.State.GRANTED if granted else self.State.REFUSED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.PROPOSED if self.lapsed_at is None else self.State.LAPSED

    @property
    def state_label(self) -> str | Promise:
        """How far it has come, in words."""
        return self.state.label

    @property
    def due_at(self) -> datetime:
        """Until when it is to be decided."""
        return self.asked_at + self.ANSWERED_WITHIN
