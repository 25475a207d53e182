"""Requests for one's own record, the codes that open them, and visits that were opened."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tocsin.readers.residents.states import Document, Method

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
