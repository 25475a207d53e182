"""Refusals of the planning commands."""

from tocsin.kernel.errors import Unacceptable


class UnusableInput(Unacceptable):
    """A file or a figure cannot be used as it stands."""

    code = "planning.unusable_input"
