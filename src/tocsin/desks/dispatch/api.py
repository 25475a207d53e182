"""What other parts may ask of the dispatch desk."""

from tocsin.desks.dispatch.assignments.assigning import (
    Sending,
    assign,
    assign_set,
    open_assignment_of,
    withdraw,
)
from tocsin.desks.dispatch.assignments.stamping import correct_milestone, record_milestone
from tocsin.desks.dispatch.assignments.stamping_together import record_milestones
from tocsin.desks.dispatch.assignments.transporting import LONGEST_DESTINATION, state_transport
from tocsin.desks.dispatch.clocks.keeping import ScanReport
from tocsin.desks.dispatch.clocks.scanning import next_due, scan_clocks
from tocsin.desks.dispatch.cover.covering import make_cover
from tocsin.desks.dispatch.errors import (
    AssignmentOver,
    EditedMeanwhile,
    MilestoneRefused,
    NotInThisState,
    ReasonMissing,
    UnitNotOnDuty,
    UnitTaken,
)
from tocsin.desks.dispatch.events import ClockChanged, IncidentChanged, UnitChanged
from tocsin.desks.dispatch.facts import (
    AssignmentFact,
    ClockFact,
    IncidentFact,
    Story,
    assignment_facts,
    clock_facts,
    incident_facts,
    places_corrected,
    story_of,
)
from tocsin.desks.dispatch.incidents.amending import amend, raise_level
from tocsin.desks.dispatch.incidents.closing import close_incident, merge, reopen
from tocsin.desks.dispatch.incidents.linking import link_incidents, unlink_incidents
from tocsin.desks.dispatch.incidents.notes import add_note, strike
from tocsin.desks.dispatch.incidents.opening import (
    head_of,
    note_call_linked,
    note_call_unlinked,
    open_incident,
)
from tocsin.desks.dispatch.incidents.telling import type_name_of
from tocsin.desks.dispatch.incidents.transferring import decide_transfer, offer_transfer
from tocsin.desks.dispatch.models import (
    Assignment,
    Clock,
    Incident,
    Milestone,
    StandBy,
    TimelineEntry,
    Transfer,
)
from tocsin.desks.dispatch.queries.engagements import open_assignments_by_unit, unit_status
from tocsin.desks.dispatch.queries.near import (
    OPEN_POINTS,
    NearIncident,
    history_at,
    incident_by_number,
    look_alike_candidates,
)
from tocsin.desks.dispatch.queries.progress import progress_of
from tocsin.desks.dispatch.queries.retained import incident_ends, incident_standings
from tocsin.desks.dispatch.queries.stand_bys import stand_by_of
from tocsin.desks.dispatch.recommending.advising import Advice, recommend
from tocsin.desks.dispatch.states import (
    OPEN_STATES,
    ClockState,
    Destination,
    EntryKind,
    IncidentState,
    MilestoneKind,
    Tier,
)
from tocsin.desks.dispatch.travel.arriving import (
    Arrival,
    Journey,
    arrival_at_post,
    arrival_by,
    arrival_written,
)
from tocsin.desks.dispatch.travel.calibrating import calibration_in_force, keep_calibration
from tocsin.desks.dispatch.travel.moving import local_hour, mode_of, place_of
from tocsin.desks.dispatch.travel.spans import Expected
from tocsin.desks.dispatch.travel.trips import learn, newest_sending
from tocsin.desks.dispatch.travel.ways import drawn, way_from, way_to_stand_by

__all__ = [
    "LONGEST_DESTINATION",
    "OPEN_POINTS",
    "OPEN_STATES",
    "Advice",
    "Arrival",
    "Assignment",
    "AssignmentFact",
    "AssignmentOver",
    "Clock",
    "ClockChanged",
    "ClockFact",
    "ClockState",
    "Destination",
    "EditedMeanwhile",
    "EntryKind",
    "Expected",
    "Incident",
    "IncidentChanged",
    "IncidentFact",
    "IncidentState",
    "Journey",
    "Milestone",
    "MilestoneKind",
    "MilestoneRefused",
    "NearIncident",
    "NotInThisState",
    "ReasonMissing",
    "ScanReport",
    "Sending",
    "StandBy",
    "Story",
    "Tier",
    "TimelineEntry",
    "Transfer",
    "UnitChanged",
    "UnitNotOnDuty",
    "UnitTaken",
    "add_note",
    "amend",
    "arrival_at_post",
    "arrival_by",
    "arrival_written",
    "assign",
    "assign_set",
    "assignment_facts",
    "calibration_in_force",
    "clock_facts",
    "close_incident",
    "correct_milestone",
    "decide_transfer",
    "drawn",
    "head_of",
    "history_at",
    "incident_by_number",
    "incident_ends",
    "incident_facts",
    "incident_standings",
    "keep_calibration",
    "learn",
    "link_incidents",
    "local_hour",
    "look_alike_candidates",
    "make_cover",
    "merge",
    "mode_of",
    "newest_sending",
    "next_due",
    "note_call_linked",
    "note_call_unlinked",
    "offer_transfer",
    "open_assignment_of",
    "open_assignments_by_unit",
    "open_incident",
    "place_of",
    "places_corrected",
    "progress_of",
    "raise_level",
    "recommend",
    "record_milestone",
    "record_milestones",
    "reopen",
    "scan_clocks",
    "stand_by_of",
    "state_transport",
    "story_of",
    "strike",
    "type_name_of",
    "unit_status",
    "unlink_incidents",
    "way_from",
    "way_to_stand_by",
    "withdraw",
]
