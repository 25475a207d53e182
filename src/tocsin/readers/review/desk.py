"""The review desk as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk
from tocsin.readers.review.queries import waiting

REVIEW = Desk(
    key="V",
    address="review:desk",
    label=_("Review"),
    roles=frozenset({Role.SUPERVISOR}),
    waiting=waiting,
)
