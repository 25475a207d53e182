"""The review desk as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.accounts.api import Role
from tocsin.kernel.shell.desks import Desk
from tocsin.kernel.shell.notices import Notice
from tocsin.readers.review.queries import waiting

BROKEN = Notice(
    address="review:notice",
    on="glass.broken review.changed",
    roles=frozenset({Role.SUPERVISOR}),
)
REVIEW = Desk(
    key="V",
    address="review:desk",
    label=_("Review"),
    roles=frozenset({Role.SUPERVISOR}),
    waiting=waiting,
)
