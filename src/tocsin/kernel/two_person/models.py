"""Acts that were proposed, and who decided on them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tocsin.kernel.two_person.states import State

OFFICER = settings.AUTH_USER_MODEL


class Proposal(models.Model):
    """One act that needs two people, bound to its words and to how many rows it touches."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=40)
    # What is to be done, as the part of the system that does it reads it; nothing personal.
    words = models.JSONField()
    rows = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    proposed_by = models.ForeignKey(OFFICER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(OFFICER, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="two_person_never_alone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.DONE])
                | Q(decided_by__isnull=False, decided_at__lte=F("expires_at")),
                name="two_person_approved_in_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DONE) | Q(ended_at__lte=F("expires_at")),
                name="two_person_done_in_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.WAITING, State.APPROVED], ended_at=None)
                | ~Q(state__in=[State.WAITING, State.APPROVED]) & Q(ended_at__isnull=False),
                name="two_person_ended_as_a_whole",
            ),
        ]
        indexes = [models.Index(fields=["bureau", "state", "expires_at"], name="two_person_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
