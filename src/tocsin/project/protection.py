"""What is held about people, where, what for, how long, and who reads it: as the code has it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from tocsin.core.retention import RetentionClass
from tocsin.kernel.accounts.api import OUTSIDE, Officer, Role
from tocsin.kernel.personal.api import BREAK_GLASS, Kind
from tocsin.kernel.receivers import api as receivers
from tocsin.project.campaigns.doors import Door, pages
from tocsin.readers.exports.facts import EXPORT

OURS = "tocsin."


@dataclass(frozen=True, slots=True)
class Line:
    """Some columns of a table, whom they tell of, what for, how long, and where they are seen."""

    model: str
    fields: tuple[str, ...]
    whom: str
    purpose: str
    kept: str
    seen: tuple[str, ...]


CALLER = "with the caller, by the class `call`"
CASE = "as long as the database"
# Each task for which a person is opened, and the pages that open people for it.
DOORS_OF_TASK: Mapping[str, tuple[str, ...]] = {
    "call_back": ("calls:caller", "duty:caller"),
    "key_holder": ("calls:key_holders",),
    "register_check": ("places:keys_show",),
    "visit": ("places:keys_show",),
    BREAK_GLASS: ("calls:glass", "calls:broken"),
    EXPORT: ("two_person:carry_out",),
    receivers.TASK: ("exports:notice",),
}
MEANT: Mapping[Kind, str] = {
    Kind.NAME: "to know whom to ask for",
    Kind.TELEPHONE: "to ring back, to reach who holds the keys",
    Kind.REMARK: "the post of who holds the keys",
}
# Whom each retention class is about; how long it is kept stands in the schedule.
CLASSES: Mapping[RetentionClass, str] = {
    RetentionClass.CALL: "the caller of one call",
    RetentionClass.PREMISES: "who holds the keys of premises",
    RetentionClass.INCIDENT_FILE: "those in a photograph of an incident",
}
# Pages by name, or all of a part of the system.
CALLS = ("calls:list", "calls:page", "calls:of_incident")
DISPATCH, PHONE = ("dispatch:incident",), ("duty:card",)
PHOTOS = ("duty:photo", "dispatch:incident")
PREMISES = ("places:premises_page",)
LINES = (
    Line(
        "calls.Call",
        ("words", "place_words", "answers"),
        "caller, others",
        "what was asked and where",
        CALLER,
        CALLS,
    ),
    Line("calls.Call", ("caller",), "caller", "the person's id, without meaning", CASE, CALLS),
    Line(
        "calls.Call",
        ("caller_lon", "caller_lat", "caller_metres", "source_name"),
        "caller",
        "to find the place",
        CALLER,
        CALLS,
    ),
    Line(
        "calls.CallEdit",
        ("value",),
        "caller, others",
        "what was typed, field by field",
        CALLER,
        CALLS,
    ),
    Line(
        "dispatch.Incident",
        ("words", "place_words", "place_text", "lon", "lat", "answers", "outcome"),
        "those concerned",
        "to send help to the right place",
        CASE,
        (*DISPATCH, *PHONE),
    ),
    Line(
        "dispatch.TimelineEntry",
        ("said", "text", "facts"),
        "those concerned",
        "what happened, in words",
        CASE,
        (*DISPATCH, *PHONE),
    ),
    Line(
        "dispatch.Transfer",
        ("reason", "decision_reason"),
        "those concerned",
        "why another bureau has it",
        CASE,
        DISPATCH,
    ),
    Line(
        "files.Attachment",
        ("sha256", "content_type"),
        "those in the picture",
        "what the scene looked like; where it was taken is cut out",
        "by the class `incident_file`",
        PHOTOS,
    ),
    Line(
        "places.Premises",
        ("access_notes", "entrances"),
        "who lives there",
        "to get in; belongs to the place",
        "as long as the premises",
        PREMISES,
    ),
    Line(
        "personal.Look",
        ("subject", "case", "task", "kinds"),
        "who was looked at",
        "who looked, for which case",
        "as long as the database",
        ("review",),
    ),
    Line(
        "personal.Glass",
        ("subject", "case", "reason", "words", "kinds"),
        "who was looked at",
        "why a person was opened without an open case",
        "as long as the database",
        ("review",),
    ),
    Line(
        "personal.Seal",
        ("subject", "reason"),
        "who is sealed",
        "why nobody looks at them",
        "as long as the database",
        ("calls",),
    ),
    Line(
        "personal.Lifting",
        ("seal",),
        "who was sealed",
        "that two people lifted the seal",
        "as long as the database",
        ("calls", "places"),
    ),
    Line(
        "personal.Unsealing",
        ("subject",),
        "who is sealed",
        "who may look all the same, and until when",
        "as long as the database",
        ("calls",),
    ),
    Line(
        "receivers.Handing",
        ("subject", "case", "kinds"),
        "whose facts were handed to an organisation",
        "to tell it of corrections and of the erasure",
        "person and case until they are erased, the rest as long as the database",
        ("exports", "my_record"),
    ),
    Line(
        "receivers.Notice",
        ("kinds", "mark"),
        "nobody: an erasure by a hash of an id without meaning",
        "what a receiver is to be told",
        "as long as the database",
        ("exports", "my_record"),
    ),
    Line(
        "retention.Hold",
        ("case", "reason", "lift_reason"),
        "those of the case",
        "why nothing of a case is erased",
        "as long as the database",
        ("records",),
    ),
    Line(
        "records.Clearing",
        ("sample",),
        "nobody: references of cases",
        "what two people delete before its time",
        "as long as the database",
        ("records",),
    ),
    Line(
        "residents.OwnRequest",
        ("people",),
        "a resident who asks for their own record",
        "to show them who looked",
        "as long as the database",
        ("window", "my_record"),
    ),
    Line(
        "residents.Erasure",
        ("person", "cases", "reason"),
        "a resident who asks to be erased, by an id",
        "to decide the wish and to tell the resident",
        "as long as the database",
        ("erasures", "my_record"),
    ),
    Line(
        "residents.Correction",
        ("person", "reason"),
        "a resident who says that a fact is wrong, by an id",
        "to decide on it and to tell the resident",
        "as long as the database",
        ("corrections", "my_record"),
    ),
    Line(
        "retention.Disposal",
        ("thing",),
        "nobody: an id without meaning",
        "that somebody was erased",
        "as long as the database",
        (),
    ),
    Line(
        "exports.Export",
        ("package",),
        "who was looked at, callers",
        "looks, or facts of one case, handed to one recipient, sealed to their key",
        "until its time is over",
        ("exports",),
    ),
    Line(
        "two_person.Proposal",
        ("words", "reason", "note"),
        "those concerned",
        "what two people decide on",
        "as long as the database",
        ("two_person",),
    ),
    Line(
        "accounts.Officer",
        ("username", "name", "email", "language", "password"),
        "officer",
        "signing in; the password as a slow hash",
        "as long as the database",
        ("officers", "reset_factor"),
    ),
    Line(
        "accounts.Session",
        ("session_key", "session_data", "device"),
        "officer",
        "who is signed in where",
        "13 hours",
        ("signed_in",),
    ),
    Line(
        "accounts.AccessToken",
        ("label", "digest"),
        "officer, connected system",
        "a key, as its hash",
        "until it is closed, then as long as the database",
        (),
    ),
    Line(
        "units.Position",
        ("lon", "lat"),
        "crew on duty",
        "to send who is nearest",
        "the newest alone",
        ("dispatch:desk", "units:list"),
    ),
    Line(
        "units.TrailPoint",
        ("lon", "lat"),
        "crew on duty",
        "to replay an incident",
        "30 days",
        ("supervision",),
    ),
    Line(
        "duty.HelpRequest",
        ("lon", "lat"),
        "officer",
        "to help who calls for help",
        "as long as the database",
        (*DISPATCH, *PHONE),
    ),
    Line(
        "idempotency.DoneAct",
        ("body", "headers"),
        "as the answer says",
        "the same answer to the same act",
        "7 days",
        (),
    ),
    Line("events.Outbox", ("facts",), "nobody by name", "to wake open pages", "1 day", ()),
    Line(
        "spreadsheets.KeptSheet",
        ("content", "reasons", "trouble"),
        "as the sheet says",
        "a sheet before it is stored",
        "7 days",
        ("sheets",),
    ),
    Line(
        "simulation.Voice",
        ("words", "place_words"),
        "nobody: invented",
        "what invented callers say",
        "as long as the demonstration",
        ("demo",),
    ),
)
# Tables that hold nothing about people but, perhaps, who changed a row.
NOT_ABOUT_PEOPLE = frozenset({
    "accounts.Bureau", "accounts.Station", "accounts.Beat", "accounts.RoleGrant", "audit.Entry",
    "durability.OneCopyWindow", "durability.CopyState",
    "durability.Spooled", "ledger.Progress", "ledger.Leaf",
    "ledger.Tile", "ledger.Checkpoint", "ledger.Cosignature", "numbering.Counter", "places.Alias",
    "places.AliasVersion", "places.AliasHeard", "places.Division", "places.Territory",
    "places.Address", "places.AddressChange", "places.AddressVersion", "places.PlaceName",
    "places.Edition", "places.Arrival", "places.ArrivalFault", "places.ArrivalPair",
    "places.RoadMap", "places.Closure", "places.ClosureVersion", "places.RoadWeather",
    "units.Vehicle", "units.Unit", "units.Standing", "units.StandingChange", "units.Crew",
    "units.DeskShift",
    "catalogue.Edition", "catalogue.EntryVersion", "catalogue.IncidentClass",
    "catalogue.ResponsePlan", "catalogue.IncidentType", "catalogue.Disposition",
    "catalogue.UnitStatus", "catalogue.InvalidReason", "catalogue.HandoverTarget",
    "catalogue.KnowledgePage", "catalogue.StandByPost", "catalogue.ClockTarget", "calls.CallLink",
    "calls.SwitchSignal", "dispatch.IncidentLink", "dispatch.Assignment", "dispatch.Milestone",
    "dispatch.Clock", "dispatch.Cordon", "dispatch.CoverMap", "dispatch.StandBy",
    "dispatch.RoadCalibration", "duty.PositionSharing",
    "receivers.Receiver", "receivers.NoticeStep", "retention.Night", "residents.Code",
    "residents.Visit", "review.Review", "review.Week",
    "transparency.Edition", "transparency.Spending", "simulation.SimulatedCounty",
    "simulation.TakenDesk", "witnesses.Neighbour", "witnesses.KeptCheckpoint",
    "witnesses.Contradiction",
})  # fmt: skip
# Tables whose lines are written from the kinds of facts.
FACTS = frozenset({"personal.Subject", "personal.Fact", "personal.Proposal"})


def models() -> list[type[Model]]:
    """List the tables that are ours."""
    return [one for one in apps.get_models() if one.__module__.startswith(OURS)]


def faults() -> Iterator[str]:
    """List tables without a line, and lines about columns that are not there."""
    known = {one._meta.label: one for one in models()}
    told = {line.model for line in LINES} | NOT_ABOUT_PEOPLE | FACTS
    yield from (
        f"{name}: nobody has said whether it is about people" for name in known.keys() - told
    )
    yield from (f"{name}: there is no such table" for name in told - known.keys())
    for line in LINES:
        columns = {part.name for part in known[line.model]._meta.concrete_fields}
        yield from (f"{line.model}: there is no column {one}" for one in set(line.fields) - columns)
    nameless = (set(Kind) - set(MEANT)) | (set(RetentionClass) - set(CLASSES))
    yield from (f"{kind}: nobody has said what it is for" for kind in nameless)


def columns_of_officers() -> list[str]:
    """List every column that names an officer: who did it, who looked, who was there."""
    return sorted(
        f"{one._meta.label}.{part.name}"
        for one in models()
        for part in one._meta.concrete_fields
        if part.is_relation and part.related_model is Officer
    )


def readers_of_task(task: str) -> list[str]:
    """List the roles that the doors of a task admit."""
    names = DOORS_OF_TASK[task]
    return roles_of(door for door in pages() if door.name in names)


def readers_of(parts: Iterable[str]) -> list[str]:
    """List the roles that these pages, or all pages of these parts, admit."""
    wanted = frozenset(parts)
    return roles_of(
        door
        for door in pages()
        if {door.name, door.name.partition(":")[0]} & wanted and not door.policy.everyone
    )


def roles_of(doors: Iterable[Door]) -> list[str]:
    """List the roles that any of the doors admits, in the order in which roles are declared."""
    found: set[Role] = set()
    for door in doors:
        found |= door.policy.roles or set(Role) - OUTSIDE
    return [role.value for role in Role if role in found]
