"""Doing an act on keys at the console: with the number two people approved, or alone on record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _

import click

Command = Callable[..., None]


def approvable(command: Command) -> Command:
    """Let a command take the number of an approval, or in an emergency a reason."""
    command = click.option(
        "--alone", metavar="REASON", help="In an emergency: without approval, on record, and why."
    )(command)
    return click.option(
        "--approved",
        type=click.IntRange(min=1),
        metavar="NUMBER",
        help="The number that two people approved on the page Acts on keys.",
    )(command)


@contextmanager
def allowed(
    deed: str, *, approved: int | None, alone: str | None, target: str = ""
) -> Iterator[None]:
    """Use up the approval, or put on record that there is none, together with the act.

    An act that fails leaves the approval as it was.
    """
    from django.db import transaction  # noqa: PLC0415 - needs Django

    from tocsin.kernel import moment  # noqa: PLC0415 - as above
    from tocsin.kernel.keyacts import services  # noqa: PLC0415 - as above

    if (approved is None) is (alone is None):
        raise click.UsageError(
            _(
                "Two people decide on keys: propose it on the page Acts on keys, and give "
                "--approved NUMBER. In an emergency give --alone REASON instead; security "
                "officers are told."
            )
        )
    with transaction.atomic():
        if approved is not None:
            services.use_approval(number=approved, deed=deed, target=target, at=moment.now())
        else:
            services.go_alone(deed=deed, reason=alone or "", at=moment.now())
        yield


def refuse_idle(*, acts: bool, approved: int | None, alone: str | None) -> None:
    """Refuse a number or a reason beside a command that does nothing with keys."""
    if not acts and (approved is not None or alone is not None):
        raise click.UsageError(
            _("--approved and --alone go with an act on keys; there is none here.")
        )
