"""What the pages of a file show: how it stands, what would become of it, what is wrong with it."""

from tocsin.adapters.spreadsheets.models import KeptSheet
from tocsin.adapters.spreadsheets.tables import SheetTable
from tocsin.kernel.accounts.api import Officer
from tocsin.registers.places import api as places

Outcome = KeptSheet.Outcome
SHOWN_FAULTS = 200


def sheet_shown(officer: Officer, table: SheetTable, sheet: KeptSheet) -> dict[str, object]:
    """Say how a file stands, and what its reader may do with it."""
    may_change = bool(officer.roles & table.changers)
    own = table.two_people and sheet.sent_by_id == officer.pk
    return {
        "table": table,
        "sheet": sheet,
        "waiting": sheet.outcome == Outcome.WAITING,
        "imported": sheet.outcome == Outcome.IMPORTED,
        "may_change": may_change,
        "may_confirm": may_change and not own,
    }


def register_shown(officer: Officer, table: SheetTable, sheet: KeptSheet) -> dict[str, object]:
    """Say how a register stands that arrives: the first rows that are wrong, and its pairs."""
    asked, left_out = places.in_pairs(bureau_id=officer.bureau_id, batch=sheet.pk)
    faults = places.faults_within(officer, sheet.pk)
    new = sheet.created if sheet.outcome == Outcome.IMPORTED else sheet.created - asked - left_out
    return {
        **sheet_shown(officer, table, sheet),
        "new": new,
        "asked": asked,
        "left_out": left_out,
        "unchanged": max(0, sheet.rows - new - sheet.changed - asked - left_out),
        "taken": new + sheet.changed,
        "faults": [fault_shown(fault) for fault in faults[:SHOWN_FAULTS]],
        "more": faults.count() - SHOWN_FAULTS,
        "pairs": asked or left_out or places.pairs_within(officer, sheet.pk).exists(),
    }


def fault_shown(fault: places.ArrivalFault) -> dict[str, object]:
    """Write what is wrong with a row in the reader's language."""
    wrong, do = places.fault_words(fault.wrong)
    return {
        "row": fault.row or "",
        "column": places.column_label(fault.column),
        "said": fault.said,
        "wrong": wrong,
        "do": do,
    }
