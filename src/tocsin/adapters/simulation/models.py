"""The simulated county as it stands, and which of its desks a person has taken over."""

from django.conf import settings
from django.db import models


class SimulatedCounty(models.Model):
    """Marks a bureau as invented: only such a bureau may be simulated or signed in to freely."""

    bureau = models.OneToOneField("accounts.Bureau", on_delete=models.CASCADE)
    seed = models.BigIntegerField()
    # The demonstration's clock goes on from here after a pause.
    shown_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.seed}"


class TakenDesk(models.Model):
    """A desk at which a person works; its simulated counterpart rests until it is given back."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.CASCADE, db_index=False)
    desk = models.CharField(max_length=40)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "desk"], name="simulation_one_taker")
        ]

    def __str__(self) -> str:
        return self.desk


class Voice(models.Model):
    """What an invented caller says, for a person who answers in place of a simulated call-taker."""

    bureau = models.ForeignKey("accounts.Bureau", on_delete=models.CASCADE, db_index=False)
    call_number = models.CharField(max_length=24)
    words = models.TextField(blank=True)
    place_words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bureau", "call_number"], name="simulation_one_voice")
        ]

    def __str__(self) -> str:
        return self.call_number
