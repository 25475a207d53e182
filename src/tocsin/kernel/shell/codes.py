"""Codes of the second factor are compared with the time that all processes share."""

from collections.abc import Iterator

from allauth.mfa import app_settings
from allauth.mfa.totp.internal import auth

from tocsin.kernel import moment


def counters_now() -> Iterator[int]:
    """Give the numbers of the codes that hold now, and of those beside them."""
    now = int(moment.real().timestamp()) // app_settings.TOTP_PERIOD
    slack = app_settings.TOTP_TOLERANCE
    return iter(range(now - slack, now + slack + 1))


def keep_time() -> None:
    """Let allauth, which asks the machine's clock and has no setting for it, ask ours."""
    auth.yield_hotp_counters_from_time = counters_now
