"""The bureau's tree and the people who sign in."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import get_language

from tocsin.kernel.accounts.roles import APART, Role


class Named(models.Model):
    """Something with a Chinese and an English name."""

    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        if (get_language() or "").startswith("en") and self.name_en:
            return self.name_en
        return self.name_zh


class Bureau(Named):
    """A county's public-safety bureau: the owner of every desk row."""

    code = models.CharField(max_length=12, unique=True)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    lon = models.FloatField(default=0.0)
    lat = models.FloatField(default=0.0)


class Station(Named):
    """A police station of a bureau."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="stations")
    code = models.CharField(max_length=12)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code"], name="accounts_station_code")
        ]


class Beat(Named):
    """The area that one community officer looks after."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="beats")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="beats")
    code = models.CharField(max_length=12)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "code"], name="accounts_beat_code")
        ]


class OfficerManager(BaseUserManager["Officer"]):
    """Makes officers."""

    def create_user(
        self, username: str, *, bureau: Bureau, name: str, password: str | None = None
    ) -> "Officer":
        """Create an officer; without a password nobody can sign in as them."""
        officer = self.model(username=username, bureau=bureau, name=name)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer


class Officer(AbstractBaseUser, PermissionsMixin):
    """A member of staff with a desk, a beat or a shift, or a connected system."""

    username = models.CharField(max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="officers")
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.PROTECT)
    beat = models.ForeignKey(Beat, null=True, blank=True, on_delete=models.PROTECT)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)

    objects = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles the officer holds now."""
        held = self.grants.filter(ended_at=None).values_list("role", flat=True)
        return frozenset(Role(role) for role in held)


class RoleGrant(models.Model):
    """A role entrusted to an officer from one moment until another."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "role"],
                condition=Q(ended_at=None),
                name="accounts_one_open_grant",
            ),
            models.UniqueConstraint(
                fields=["officer"],
                condition=Q(ended_at=None, role__in=[role.value for role in APART]),
                name="accounts_apart",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.role}"


class Session(AbstractBaseSession):
    """Somebody who is signed in somewhere, or a visitor whose page keeps something."""

    officer = models.ForeignKey(
        Officer, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=60, blank=True)


class AccessToken(models.Model):
    """A key by which a device or connected system acts as an officer."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label
