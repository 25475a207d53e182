"""Why a unit is recommended, why a nearer one is not, and what is missing, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tocsin.core.dispatching.forces import Hindrance, Option, PassedOver, Shortfall
from tocsin.desks.dispatch.incidents.telling import MINUTE, kind_words, minutes_and_seconds, sign_of
from tocsin.desks.dispatch.recommending.advising import Advice
from tocsin.registers.units.api import ReadyUnit

PERCENT = 100.0
# A share of coverage below this is not worth a word.
LEAST_TOLD = 0.005
NEARER_TOLD = 4


def why(option: Option, advice: Advice) -> str:
    """Say why a unit is recommended, or where it stands among the others."""
    reasons = [rank_words(option, advice.units)]
    within = option.need.within_seconds if option.need else None
    if option.in_time is False and within is not None and within > 0:
        reasons.append(late_words(option.seconds - within))
    if option.taken_from:
        reasons.append(_("taken from {number}").format(number=option.taken_from))
    if option.breaks_reserve:
        reasons.append(_("leaves its station without reserve"))
    if option.fix_age_seconds > MINUTE:
        minutes = round(option.fix_age_seconds / MINUTE)
        reasons.append(
            ngettext("position {n} min old", "position {n} min old", minutes).format(n=minutes)
        )
    if (option.coverage_lost or 0.0) >= LEAST_TOLD:
        share = round((option.coverage_lost or 0.0) * PERCENT)
        reasons.append(_("takes {share} % of the coverage along").format(share=max(share, 1)))
    return pgettext("between parts of a sentence", ", ").join(reasons)


def late_words(late_seconds: float) -> str:
    """Say by how much a unit comes later than its tier allows."""
    return _("{time} later than its tier allows").format(time=minutes_and_seconds(late_seconds))


def nearer_words(option: Option, advice: Advice) -> list[str]:
    """Say of each nearer unit of the right kind why it is not sent here, nearest first."""
    known = [passed for passed in option.nearer if passed.code in advice.units]
    told = [passed_words(passed, option, advice) for passed in known[:NEARER_TOLD]]
    more = len(known) - len(told)
    if more > 0:
        told.append(ngettext("and {n} more nearer", "and {n} more nearer", more).format(n=more))
    return told


def passed_words(passed: PassedOver, option: Option, advice: Advice) -> str:
    """Say of one nearer unit why it is not sent here."""
    name, bared = advice.units[passed.code].name, advice.bared.get(passed.code, "")
    if passed.cause == Hindrance.COVERAGE and bared:
        later = minutes_and_seconds(option.seconds - passed.seconds)
        return _(
            "not {unit} ({time}): it would leave {ground} uncovered, and this one is only "
            "{later} later"
        ).format(unit=name, time=minutes_and_seconds(passed.seconds), ground=bared, later=later)
    return _("not {unit} ({time}): {reason}").format(
        unit=name, time=minutes_and_seconds(passed.seconds), reason=cause_words(passed, advice)
    )


def cause_words(passed: PassedOver, advice: Advice) -> str:
    """Say what keeps a nearer unit from being sent."""
    elsewhere = next((pick for pick in advice.found.picks if pick.code == passed.code), None)
    if passed.cause == Hindrance.NEEDED_ELSEWHERE and elsewhere and elsewhere.need:
        return _("it is needed for {sign}").format(sign=sign_of(elsewhere.need))
    sentences = {
        Hindrance.BUSY: _("it is busy with what cannot be left"),
        Hindrance.STALE: _("its position is older than 30 min"),
        Hindrance.NEVER_FIXED: _("it has no position"),
        Hindrance.UNAVAILABLE: _("it is unavailable"),
        Hindrance.RESTING: _("it is resting"),
        Hindrance.RESERVE: _("it is kept as its station's reserve"),
        Hindrance.NEEDED_ELSEWHERE: _("it is needed for another part of this plan"),
        Hindrance.SAVES_TOO_LITTLE: _("it is busy and saves too little"),
        Hindrance.COVERAGE: _("it would leave its area uncovered"),
        Hindrance.TOO_FAR: _("it is farther than 30 min"),
    }
    return sentences[passed.cause]


def rank_words(option: Option, units: Mapping[str, ReadyUnit]) -> str:
    """Say how a unit compares with the others that would do."""
    if option.need is None:
        return _("free, though the plan does not call for it")
    sign = sign_of(option.need)
    if any(passed.cause == Hindrance.COVERAGE for passed in option.nearer):
        return _("best for {sign} with every area covered").format(sign=sign)
    if option.rank == 1:
        return _("soonest for {sign}").format(sign=sign)
    if option.keeps in units:
        return _("soonest for {sign} after {unit}").format(sign=sign, unit=units[option.keeps].name)
    return _("place {rank} for {sign}").format(rank=option.rank, sign=sign)


def shortfall_words(gap: Shortfall) -> str:
    """Say what is missing and what holds the others back."""
    lacking = _("{sign} {number} × {kinds} missing").format(
        sign=sign_of(gap.need), number=gap.missing, kinds=kind_words(gap.need)
    )
    if not gap.hindrances:
        return _("{lacking}: none is on duty").format(lacking=lacking)
    reasons = [hindrance_words(cause, number) for cause, number in gap.hindrances.items()]
    return _("{lacking}: {reasons}").format(
        lacking=lacking, reasons=pgettext("between parts of a sentence", ", ").join(reasons)
    )


def hindrance_words(cause: Hindrance, number: int) -> str:
    """Say how many units are held back by one cause."""
    sentences = {
        Hindrance.TOO_FAR: _("{n} farther than 30 min"),
        Hindrance.BUSY: _("{n} busy with what cannot be left"),
        Hindrance.STALE: _("{n} with positions older than 30 min"),
        Hindrance.NEVER_FIXED: _("{n} without a position"),
        Hindrance.UNAVAILABLE: _("{n} unavailable"),
        Hindrance.RESTING: _("{n} resting"),
        Hindrance.RESERVE: _("{n} kept as the station's reserve"),
        Hindrance.NEEDED_ELSEWHERE: _("{n} needed for another part of this plan"),
        Hindrance.SAVES_TOO_LITTLE: _("{n} busy and too little nearer"),
        Hindrance.COVERAGE: _("{n} kept so that their area is not left bare"),
    }
    return sentences[cause].format(n=number)
