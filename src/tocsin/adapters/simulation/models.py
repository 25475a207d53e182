"""Which simulated desks a person has taken over."""

from django.conf import settings
from django.db import models


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
