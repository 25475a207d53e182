"""Which reviews a supervisor may see: never one of their own looks."""

from django.db.models import Q, QuerySet

from tocsin.kernel.access.api import fetch, scope_of
from tocsin.kernel.accounts.api import Officer
from tocsin.readers.review.models import Review
from tocsin.readers.review.queries import open_reviews


def reviews_for(supervisor: Officer) -> QuerySet[Review]:
    """List open reviews within reach: of one's station or bureau, and those one was handed."""
    rows = open_reviews(supervisor.bureau_id).exclude(officer=supervisor)
    station = scope_of(supervisor).station_id
    if station is None:
        return rows
    return rows.filter(Q(officer__station=station) | Q(reviewer=supervisor))


def review_for(supervisor: Officer, number: int) -> Review:
    """Fetch one review within reach, decided or not."""
    rows = Review.objects.filter(bureau_id=supervisor.bureau_id).exclude(officer=supervisor)
    station = scope_of(supervisor).station_id
    if station is not None:
        rows = rows.filter(Q(officer__station=station) | Q(reviewer=supervisor))
    return fetch(rows.select_related("officer__station", "reviewer"), pk=number)
