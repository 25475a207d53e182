"""Recording, with one key, that a caller's words mean the place that was chosen."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.core.addressing.aliases import Unfit, name_key, other_name
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.places.acts import ALIAS_PROPOSED
from tocsin.registers.places.aliases.versions import add_version
from tocsin.registers.places.errors import AliasKnown, AliasTurnedDown, NoOtherName
from tocsin.registers.places.ground import beat_at
from tocsin.registers.places.models import Alias, AliasHeard, PlaceName
from tocsin.registers.places.states import AliasState

WHY_NOT: dict[Unfit, Promise] = {
    Unfit.NOTHING_LEFT: gettext_lazy("The words name nothing. Write down what people call it."),
    Unfit.TOO_LONG: gettext_lazy("This is longer than a name. Keep the name of the place only."),
    Unfit.TELLS_OF_PEOPLE: gettext_lazy(
        "The words tell of people. No family, person or relation becomes the name of a place."
    ),
    Unfit.FIGURES_OF_PEOPLE: gettext_lazy(
        "The words hold a telephone, a plate or a card. Keep the name of the place only."
    ),
    Unfit.SAYS_WHERE: gettext_lazy(
        "The words say where it is, not what it is called. Keep the name of the place only."
    ),
    Unfit.SENTENCE: gettext_lazy("This is a sentence. Keep the name of the place only."),
}


@transaction.atomic
def record_alias(
    *,
    bureau: Bureau,
    code: str,
    words: str,
    source: str,
    actor: Officer,
    at: datetime,
    kind: str = "",
) -> Alias:
    """Record that callers use these words for a place of the register.

    The officer of its beat verifies it. The same words heard again for the same place are counted,
    once for each call; ``source`` is the number of the call or incident. Without a ``kind`` the
    place is the only one with the code.

    Raises
    ------
    NoOtherName
        The words name no place, or tell of people; or no place of the register was chosen.
    AliasKnown
        The register itself calls the place so.
    AliasTurnedDown
        The words were rejected for this place.
    """
    name = fit(words)
    place = place_named(bureau, kind, code)
    if name_key(name) == name_key(place.text):
        raise AliasKnown(_("The register calls this place so already."))
    alias, is_proposed = known_or_new(place, name, at, actor)
    _heard, is_first = AliasHeard.objects.get_or_create(
        bureau=bureau, alias=alias, source=source, defaults={"at": at}
    )
    if is_first or is_proposed:
        audit.record(
            ALIAS_PROPOSED,
            subject=alias,
            actor=actor,
            at=at,
            kind=alias.kind,
            place=code,
            source=source,
        )
    return alias


def place_named(bureau: Bureau, kind: str, code: str) -> PlaceName:
    """Find the place of the register that was chosen."""
    rows = PlaceName.objects.filter(bureau=bureau, code=code).exclude(code="")
    found = list((rows.filter(kind=kind) if kind else rows)[:2])
    if len(found) != 1:
        raise NoOtherName(_("Only a place of the register has another name. Choose one first."))
    return found[0]


def fit(words: str) -> str:
    """Take the name out of words, or refuse them with the reason."""
    name = other_name(words)
    if isinstance(name, Unfit):
        raise NoOtherName(str(WHY_NOT[name]))
    return name


def known_or_new(place: PlaceName, name: str, at: datetime, actor: Officer) -> tuple[Alias, bool]:
    """Hold the other name of a place until the transaction ends; say whether it is proposed now."""
    here = None if place.beat_id else beat_at(place.bureau, place.lon, place.lat)
    alias, is_new = Alias.objects.select_for_update(of=("self",)).get_or_create(
        bureau_id=place.bureau_id,
        kind=place.kind,
        code=place.code,
        key=name_key(name),
        defaults={
            "state": AliasState.PROPOSED,
            "version": 0,
            "words": name,
            "text": place.text,
            "lon": place.lon,
            "lat": place.lat,
            "beat_id": place.beat_id or (here.beat.pk if here and here.beat else None),
        },
    )
    if alias.state == AliasState.REJECTED:
        raise AliasTurnedDown(
            _("These words were rejected for this place: {reason}").format(reason=alias.reason)
        )
    is_proposed = is_new or alias.state == AliasState.RETIRED
    if is_proposed:
        add_version(alias, AliasState.PROPOSED, actor=actor, at=at)
    return alias, is_proposed
