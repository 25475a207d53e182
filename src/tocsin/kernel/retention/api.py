"""What other parts may ask about how long things are kept."""

from tocsin.core.retention import (
    Ended,
    Event,
    RetentionClass,
    Rule,
    Schedule,
    Stage,
    Standing,
    Then,
    Wish,
)
from tocsin.kernel.retention.asking import Judged, erase_at_wish, judge_wish
from tocsin.kernel.retention.clearing import Picked, Span, clear, pick
from tocsin.kernel.retention.disposing import PERSON, Item, kept, overdue, pass_over
from tocsin.kernel.retention.holding import (
    alone,
    answer_lift,
    any_held,
    ask_to_lift,
    cases_held,
    day_of,
    extend,
    hold,
    running,
)
from tocsin.kernel.retention.models import Disposal, Hold, Night
from tocsin.kernel.retention.ports import (
    PeopleOfDesk,
    look_after_cases,
    look_after_people,
    standings_of_cases,
)
from tocsin.kernel.retention.schedule import schedule
from tocsin.kernel.retention.words import (
    CLASSES,
    ENDS,
    EVENTS,
    KIND_PURPOSES,
    KINDS,
    PURPOSES,
)

__all__ = [
    "CLASSES",
    "ENDS",
    "EVENTS",
    "KINDS",
    "KIND_PURPOSES",
    "PERSON",
    "PURPOSES",
    "Disposal",
    "Ended",
    "Event",
    "Hold",
    "Item",
    "Judged",
    "Night",
    "PeopleOfDesk",
    "Picked",
    "RetentionClass",
    "Rule",
    "Schedule",
    "Span",
    "Stage",
    "Standing",
    "Then",
    "Wish",
    "alone",
    "answer_lift",
    "any_held",
    "ask_to_lift",
    "cases_held",
    "clear",
    "day_of",
    "erase_at_wish",
    "extend",
    "hold",
    "judge_wish",
    "kept",
    "look_after_cases",
    "look_after_people",
    "overdue",
    "pass_over",
    "pick",
    "running",
    "schedule",
    "standings_of_cases",
]
