"""Who was handed what about whom, and what they were told of it since."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tocsin.kernel.receivers.states import ENDS, Step, What

OFFICER = settings.AUTH_USER_MODEL


class Receiver(models.Model):
    """An organisation, never a person; perhaps with a system of its own that fetches notices."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=80)
    system = models.OneToOneField(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "name"], name="receivers_one_of_a_name"),
            models.CheckConstraint(condition=~Q(name=""), name="receivers_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Handing(models.Model):
    """Some facts about one person as they were handed to one receiver.

    The id is drawn by chance; it is all that the receiver's copy and these rows have in common.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    receiver = models.ForeignKey(Receiver, on_delete=models.PROTECT, related_name="handings")
    # Both go when the person is erased: what is left leads to nobody here.
    subject = models.UUIDField(null=True)
    case = models.CharField(max_length=60, blank=True)
    kinds = models.JSONField()
    # The receiver's public key, to which notices about this handing are sealed.
    key = models.CharField(max_length=80)
    agreement = models.CharField(max_length=120)
    # The act of two people that let them be handed.
    proposal = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = 'personal"."handing'
        constraints = [
            models.CheckConstraint(
                condition=Q(subject=None, case="") | Q(subject__isnull=False) & ~Q(case=""),
                name="personal_handing_emptied_whole",
            )
        ]
        indexes = [
            models.Index(fields=["bureau", "subject"], name="personal_handing_subject"),
            models.Index(fields=["bureau", "proposal"], name="personal_handing_proposal"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Notice(models.Model):
    """That a receiver is to be told what became of a handing."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    handing = models.ForeignKey(Handing, on_delete=models.PROTECT, related_name="notices")
    what = models.CharField(max_length=10, choices=What.choices)
    kinds = models.JSONField()
    # Of an erasure: by which whoever holds the erased id counts, and nobody else finds it.
    mark = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "handing"],
                condition=Q(what=What.ERASED),
                name="receivers_erased_once",
            ),
            models.CheckConstraint(
                condition=Q(what=What.ERASED) & ~Q(mark="") | Q(what=What.CORRECTED, mark=""),
                name="receivers_erasure_is_marked",
            ),
        ]
        indexes = [
            models.Index(fields=["bureau", "at"], name="receivers_notice_oldest"),
            models.Index(fields=["bureau", "mark"], name="receivers_notice_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.handing_id} {self.what}"


class NoticeStep(models.Model):
    """One thing that was done about a notice; added, never changed."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=Step.choices)
    # Of ours who handed it over or entered the receipt, or the receiver's own system.
    by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    # By what the receiver knows its receipt again.
    reference = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "notice"],
                condition=Q(step__in=sorted(ENDS)),
                name="receivers_ends_once",
            ),
            models.UniqueConstraint(
                fields=["bureau", "notice"],
                condition=Q(step=Step.CLIMBED),
                name="receivers_climbs_once",
            ),
            models.CheckConstraint(
                condition=Q(step=Step.RECEIPT) & ~Q(reference="")
                | ~Q(step=Step.RECEIPT) & Q(reference=""),
                name="receivers_receipt_has_a_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.step}"
