"""That a caller's words are another name of the place that was chosen."""

from datetime import datetime

from django.utils.translation import gettext as _

from tocsin.desks.calls.errors import WrongState
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.states import CallState
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.places import api as places


def also_known_as(*, call: Call, words: str, actor: Officer, at: datetime) -> str:
    """Propose a caller's words as another name of the place; return the name taken out of them.

    Raises
    ------
    WrongState
        The call is still open; its place may change.
    """
    if call.state != CallState.SAVED:
        raise WrongState(_("Save the call first; its place may still change."))
    alias = places.record_alias(
        bureau=call.bureau,
        kind=call.place_kind,
        code=call.place_code,
        words=words,
        source=call.number,
        actor=actor,
        at=at,
    )
    return alias.words


def name_offered(call: Call) -> str:
    """Say which name of the place may be recorded from a saved call; empty where there is none."""
    if call.state != CallState.SAVED:
        return ""
    return places.name_to_offer(
        bureau=call.bureau,
        code=call.place_code,
        words=call.place_words,
        text=call.place_text,
        source=call.number,
    )
