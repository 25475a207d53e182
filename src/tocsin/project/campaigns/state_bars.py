"""Bars inside the acts: what a second person verifies, and what is over already."""

from django.apps import apps

from tocsin.adapters.spreadsheets import access as sheets
from tocsin.adapters.spreadsheets import keeping
from tocsin.adapters.spreadsheets.errors import NotYourTable, SenderCannotVerify
from tocsin.adapters.spreadsheets.tables import tables
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.errors import AlreadyLinked, NotInThisState, OfferOpen
from tocsin.desks.dispatch.incidents import closing, linking, notes, transferring
from tocsin.kernel.accounts.api import Officer, Role
from tocsin.kernel.errors import NotForYou
from tocsin.kernel.two_person.api import Proposal
from tocsin.project.campaigns.bars import (
    without_guard,
    without_narrowing,
)
from tocsin.project.campaigns.bars_cast import LATE, Bars, Cast
from tocsin.readers.exports import services as exports
from tocsin.readers.residents import services as residents
from tocsin.readers.residents.errors import RequestOver
from tocsin.readers.residents.models import OwnRequest
from tocsin.registers.places import changes as places
from tocsin.registers.places.access import changes_within
from tocsin.registers.places.errors import AlreadyDecided, ProposerCannotVerify


def verified(cast: Cast, by: Officer, *, taken: bool = True) -> object:
    """Decide on a change of an address that jack proposed."""
    change = changes_within(by).order_by("pk")[0]
    return places.decide_change(change=change, verified=taken, reason="x", actor=by, at=cast.at)


def confirmed_by_who_sent_it(cast: Cast) -> object:
    """Confirm a sheet of addresses that one has sent."""
    label = "spreadsheets.KeptSheet"
    rows = apps.get_model(label)._default_manager.filter(pk=cast.first(label).pk)
    rows.update(table="addresses")
    return keeping.confirm_sheet(
        sheet=rows.get(), table=tables()["addresses"], partial=True, actor=cast.jack, at=cast.at
    )


def fetched_by_another(cast: Cast) -> object:
    """Fetch a package that somebody else has had made."""
    made = apps.get_model("exports.Export")._default_manager.create(
        bureau=cast.jack.bureau,
        proposal=Proposal.objects.filter(bureau=cast.jack.bureau)[0],
        rows=1,
        recipient="x",
        made_by=cast.leader,
        made_at=cast.at,
        expires_at=cast.at + LATE,
        package=b"x",
    )
    return exports.fetch_package(number=made.pk, actor=cast.both, at=cast.at)


def closed_twice(cast: Cast) -> None:
    """Close a request that is closed."""
    request = OwnRequest.objects.filter(bureau=cast.jack.bureau)[0]
    for _time in range(2):
        residents.close_request(request=request, actor=cast.jack, at=cast.at)


def of_verifying(cast: Cast) -> Bars:
    """List the bars of what a second person verifies."""
    return {
        "a change verified by who proposed it": (
            "two people",
            without_guard(places.refuse_unless_open, ProposerCannotVerify),
            lambda: verified(cast, cast.jack),
        ),
        "a change decided twice": (
            "state",
            without_guard(places.refuse_unless_open, AlreadyDecided),
            lambda: (verified(cast, cast.leader), verified(cast, cast.leader, taken=False)),
        ),
        "a sheet confirmed by who sent it": (
            "two people",
            without_guard(keeping.confirm_sheet, SenderCannotVerify),
            lambda: confirmed_by_who_sent_it(cast),
        ),
    }


def of_registers(cast: Cast) -> Bars:
    """List the bars of tables, packages and requests."""
    read_only = next(
        table.name for table in tables().values() if Role.SUPERVISOR not in table.changers
    )
    return {
        "a package fetched by another": (
            "own account",
            without_narrowing(exports.fetch_package, "made_by"),
            lambda: fetched_by_another(cast),
        ),
        "a table of the register without the role": (
            "role",
            without_guard(sheets.table_for, NotYourTable),
            lambda: sheets.table_for(cast.patrol, "units"),
        ),
        "a table changed without the role": (
            "role",
            without_guard(sheets.table_to_change, NotYourTable),
            lambda: sheets.table_to_change(cast.leader, read_only),
        ),
        "a request closed twice": (
            "state",
            without_guard(residents.open_one, RequestOver),
            lambda: closed_twice(cast),
        ),
    }


def offered(cast: Cast) -> dispatch.Transfer:
    """Offer an incident to the other bureau."""
    return dispatch.offer_transfer(
        incident=cast.incident(),
        to_bureau=cast.yonder.bureau,
        reason="x",
        actor=cast.jack,
        at=cast.at,
    )


def answered(cast: Cast, by: Officer, times: int) -> None:
    """Decline an offer, once or again."""
    made = offered(cast)
    for _time in range(times):
        dispatch.decide_transfer(transfer=made, accept=False, reason="x", actor=by, at=cast.at)


def of_offers(cast: Cast) -> Bars:
    """List the bars of incidents that are offered to another bureau."""
    return {
        "an offer decided by who made it": (
            "scope",
            without_guard(transferring.decide_transfer, NotForYou),
            lambda: answered(cast, cast.jack, 1),
        ),
        "an offer decided twice": (
            "state",
            without_guard(transferring.decided, OfferOpen),
            lambda: answered(cast, cast.yonder, 2),
        ),
        "two offers of one incident": (
            "state",
            without_guard(transferring.offer_transfer, OfferOpen),
            lambda: (offered(cast), offered(cast)),
        ),
    }


def struck_twice(cast: Cast) -> None:
    """Strike a line through that is struck through."""
    entry = cast.incident().timeline.order_by("pk")[0]
    for _time in range(2):
        dispatch.strike(entry=entry, reason="x", actor=cast.jack, at=cast.at)


def unlinked_twice(cast: Cast) -> None:
    """End a link that has ended."""
    here = cast.incident()
    link = here.links_from.first() or here.links_to.get()
    for _time in range(2):
        dispatch.unlink_incidents(link=link, reason="x", actor=cast.jack, at=cast.at)


def of_incidents(cast: Cast) -> Bars:
    """List the bars of incidents that are not in a state for an act."""
    return {
        "an open incident opened again": (
            "state",
            without_guard(closing.reopen, NotInThisState),
            lambda: dispatch.reopen(
                incident=cast.incident(), reason="x", actor=cast.jack, at=cast.at
            ),
        ),
        "a line struck twice": (
            "state",
            without_guard(notes.strike, NotInThisState),
            lambda: struck_twice(cast),
        ),
        "a link ended twice": (
            "state",
            without_guard(linking.unlink_incidents, AlreadyLinked),
            lambda: unlinked_twice(cast),
        ),
    }


PARTS = (of_verifying, of_registers, of_offers, of_incidents)
