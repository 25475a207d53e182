"""What the system says when it declines to do something."""

from http import HTTPStatus
from typing import ClassVar


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A rule of the domain says no; the reader gets the message, a machine gets the code."""

    code: ClassVar[str] = "refused"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Unacceptable(Refusal):
    """What was sent cannot be used as it stands; the sender can mend it."""

    code = "unacceptable"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotForYou(Refusal):
    """The officer's roles or scope do not reach this."""

    code = "not_for_you"
    status = HTTPStatus.FORBIDDEN


class NotThere(Refusal):
    """Nothing by this name is within the officer's reach."""

    code = "not_there"
    status = HTTPStatus.NOT_FOUND
