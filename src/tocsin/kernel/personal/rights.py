"""What the roles of the database may do with what is known of people; what is not here is refused.

The owner alone reads facts, in functions of the database that say when they may be read.
"""

from collections.abc import Mapping
from typing import Final

from tocsin.kernel.database.roles import AUDITOR, SEQUENCER, WEB, WORKER

READ, ADD = "SELECT", "INSERT"
# What nobody makes up who writes a look: its number, its transaction, its salt, its end, and as
# what the person stands in the ledger.
OF_DATABASE: Final = frozenset({"id", "written_in", "salt", "expires_at", "stands_as"})
# A worker may end what is kept of a person, and find it by everything but the fact.
FOUND = "SELECT (id, bureau_id, subject_id, kind, recorded_at, superseded_at, corrects)"
ON_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "subject": {WEB: ADD, WORKER: "SELECT, INSERT, UPDATE, DELETE"},
    "fact": {WEB: ADD, WORKER: f"INSERT, DELETE, {FOUND}"},
    # Handed out by the function that says for which look; whoever erases deletes it.
    "proposal": {WEB: ADD, WORKER: "INSERT, DELETE, SELECT (id, bureau_id, subject_id, kind)"},
    "look": {
        WEB: f"{READ}, {ADD} {{columns}}",
        WORKER: f"{READ}, {ADD} {{columns}}",
        SEQUENCER: READ,
        AUDITOR: READ,
    },
    # Added by the function that says for whom; its line may hold words about a person.
    "glass": {WEB: READ, WORKER: READ},
    "seal": {WEB: f"{READ}, {ADD}", WORKER: READ},
    "unsealing": {WEB: f"{READ}, {ADD}", WORKER: READ},
    "lifting": {WEB: f"{READ}, {ADD}", WORKER: READ},
    # Whoever erases takes the person out of what was handed.
    "handing": {WEB: f"{READ}, {ADD}", WORKER: f'{READ}, UPDATE (subject, "case")'},
}
# The policies of the tables ask these for everybody.
FOR_EVERYBODY: Final = frozenset({"bureau_here", "above_bureaus"})
# Each of them says by itself for whom and when it answers.
FOR_THE_WEB: Final = FOR_EVERYBODY | {
    "anybody_is_sealed",
    "break_glass",
    "case_is_open",
    "count_kept",
    "end_proposal",
    "facts_of",
    "facts_there",
    "held_for_writing",
    "proposed",
    "same_as",
    "supersede",
}


def may_call(role: str, function: str) -> bool:
    """Say whether a role may call a function of the schema ``personal``."""
    return role == WORKER or function in (FOR_THE_WEB if role == WEB else FOR_EVERYBODY)


def rights_on(role: str, table: str, columns: list[str]) -> str:
    """Write what a role may do with a table about people, whose columns are these."""
    filled = ", ".join(f'"{name}"' for name in columns if name not in OF_DATABASE)
    return ON_TABLES.get(table, {}).get(role, "").format(columns=f"({filled})")
