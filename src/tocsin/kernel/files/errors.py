"""Refusals about files."""

from http import HTTPStatus

from tocsin.kernel.errors import Unacceptable


class NotAPicture(Unacceptable):
    """The bytes are not a whole picture of a kind that is kept."""

    code = "files.not_a_picture"


class TooLarge(Unacceptable):
    """The file is larger than what is kept."""

    code = "files.too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class DamagedOnTheWay(Unacceptable):
    """The bytes are not the ones that were sent."""

    code = "files.damaged_on_the_way"
