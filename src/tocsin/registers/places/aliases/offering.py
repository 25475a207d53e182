"""Whether a caller's words are worth recording as another name of the place that was chosen."""

import re

from django.db.models import Q

from tocsin.core.addressing.aliases import Unfit, name_key, other_name
from tocsin.core.addressing.normalising import normalise
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.models import Alias, AliasHeard
from tocsin.registers.places.states import AliasState

# Letters alone were typed: first letters, or pinyin.
TYPED = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*")
SETTLED = Q(state__in=[AliasState.VERIFIED, AliasState.REJECTED])


def name_to_offer(*, bureau: Bureau, code: str, words: str, text: str, source: str) -> str:
    """Take the name out of words that may be recorded with one key; empty where nothing is new.

    Nothing is new where the register calls the place so, initials were typed, the beat has given
    its word, or this call (``source``) is counted already.
    """
    name = other_name(words) if code else Unfit.NOTHING_LEFT
    if isinstance(name, Unfit) or TYPED.fullmatch(normalise(name)):
        return ""
    if normalise(name) in normalise(text):
        return ""
    counted = AliasHeard.objects.filter(bureau=bureau, source=source).values("alias")
    known = Alias.objects.filter(bureau=bureau, code=code, key=name_key(name))
    return "" if known.filter(SETTLED | Q(pk__in=counted)).exists() else name
