"""Refusals about telling receivers."""

from tocsin.kernel.errors import Refusal


class NoticeOver(Refusal):
    """The receiver has given its receipt, or the deletion stands for it."""

    code = "receivers.over"


class NotToldYet(Refusal):
    """Nobody has handed the notice over, so there is nothing to confirm."""

    code = "receivers.not_told"
