"""What the review declines."""

from tocsin.kernel.errors import Refusal


class AlreadyReviewed(Refusal):
    """Somebody else was quicker."""

    code = "review.already_reviewed"
