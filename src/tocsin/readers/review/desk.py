"""The review desk as the start page lists it."""

from django.utils.translation import gettext_lazy as _

from tocsin.kernel.shell.desks import Desk
from tocsin.kernel.shell.notices import Notice
from tocsin.readers.review.queries import REVIEWERS, waiting

BROKEN = Notice(
    address="review:notice",
    on="glass.broken review.changed",
    roles=frozenset(REVIEWERS),
)
REVIEW = Desk(
    key="V",
    address="review:desk",
    label=_("Review"),
    roles=frozenset(REVIEWERS),
    waiting=waiting,
)
