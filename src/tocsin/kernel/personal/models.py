"""Facts about people, apart from everything else, and the record of who looked at them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tocsin.core.retention import RetentionClass


class Subject(models.Model):
    """A person, known to the desks only by this id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    retention = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    # The person's own key, wrapped; without it the facts cannot be read again.
    key = models.BinaryField()
    key_version = models.PositiveIntegerField()
    # As what the person stands in the ledger, drawn from their own key; it goes with the key.
    stands_as = models.BinaryField(null=True)
    # Once it is set there is no key and no fact; only the id without meaning stays.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = 'personal"."subject'
        constraints = [
            models.CheckConstraint(
                condition=Q(retention__in=list(RetentionClass)), name="personal_class_is_known"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None, stands_as__isnull=False) & ~Q(key=b"")
                | Q(erased_at__isnull=False, key=b"", stands_as=None),
                name="personal_erased_has_no_key",
            ),
        ]
        indexes = [models.Index(fields=["key_version", "id"], name="personal_subject_version")]

    def __str__(self) -> str:
        return str(self.pk)


class Fact(models.Model):
    """One fact about a person, sealed: a name, a telephone number, a remark."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=40)
    value = models.BinaryField()
    # The same for the same number; the key is of the version that wraps the person's own.
    blind = models.BinaryField(null=True)
    # The same for the same fact of this person alone; so one said again is known without opening.
    mark = models.BinaryField(null=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    # Written because the person asked for it: no reason to keep them any longer.
    corrects = models.BooleanField(default=False)

    class Meta:
        db_table = 'personal"."fact'
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "subject", "kind"],
                condition=models.Q(superseded_at=None),
                name="personal_one_current_fact",
            )
        ]
        indexes = [models.Index(fields=["bureau", "kind", "blind"], name="personal_fact_blind")]

    def __str__(self) -> str:
        return self.kind


class Proposal(models.Model):
    """What a person says a fact about them should be, and why, sealed; gone once it is answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=40)
    value = models.BinaryField()
    reason = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = 'personal"."proposal'
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "subject", "kind"], name="personal_one_proposal"
            )
        ]

    def __str__(self) -> str:
        return self.kind


class Look(models.Model):
    """One look at a person's facts: written before they are read, never changed.

    For a minute it is the ticket with which they are read; one that was refused never is.
    """

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    subject = models.UUIDField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    case = models.CharField(max_length=60)
    task = models.CharField(max_length=40)
    kinds = models.JSONField()
    refusal = models.CharField(max_length=40, blank=True, default="", db_default="")
    at = models.DateTimeField()

    class Meta:
        db_table = 'personal"."look'
        indexes = [
            models.Index(fields=["bureau", "subject", "at"], name="personal_look_subject"),
            models.Index(fields=["bureau", "case"], name="personal_look_case"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.case}"


class Glass(models.Model):
    """Somebody opened a person's facts without an open case: why, what of them, and until when.

    It is added, never changed; for ten minutes of the database's clock it is a case by itself.
    """

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    subject = models.UUIDField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    # The case in which the person is known, which is not open.
    case = models.CharField(max_length=60)
    reason = models.CharField(max_length=20)
    words = models.CharField(max_length=200)
    kinds = models.JSONField()
    at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        db_table = 'personal"."glass'
        indexes = [models.Index(fields=["bureau", "officer", "subject"], name="personal_glass_who")]

    def __str__(self) -> str:
        return f"{self.reason} {self.case}"


class Seal(models.Model):
    """That nobody looks at a person, whatever the case: a minor, a witness under protection."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    subject = models.UUIDField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = 'personal"."seal'
        indexes = [models.Index(fields=["bureau", "subject"], name="personal_seal_subject")]

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.at}"


class Unsealing(models.Model):
    """That one officer looks at a sealed person all the same, for some hours."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    subject = models.UUIDField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    hours = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Worked out by the database, by its own clock.
    until_at = models.DateTimeField()

    class Meta:
        db_table = 'personal"."unsealing'
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__range=(1, 72)), name="personal_unsealed_for_a_while"
            )
        ]
        indexes = [
            models.Index(fields=["bureau", "subject", "officer"], name="personal_unsealed_for")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.until_at}"


class Lifting(models.Model):
    """That a seal holds no longer: two people have decided so."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT)
    seal = models.OneToOneField(Seal, on_delete=models.PROTECT)
    # The act of two people by which it was decided; it lifts one seal.
    proposal = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = 'personal"."lifting'
        constraints = [
            models.UniqueConstraint(fields=["bureau", "proposal"], name="personal_lifts_one_seal")
        ]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.at}"
