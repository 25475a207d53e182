"""Which kind of rows a sheet holds, and gathered rows as what arrives."""

from tocsin.core.addressing.gathering import Gathered
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.web.sheets import Cells, headings
from tocsin.registers.places.arrivals.facts import Sorted
from tocsin.registers.places.arrivals.sorting import Sorting
from tocsin.registers.places.finding.reading import divisions_of
from tocsin.registers.places.importing import COLUMNS, retired_codes


def is_own_sheet(cells: Cells) -> bool:
    """Say whether a sheet has the columns of an export: a code and the whole address in one."""
    known = headings(COLUMNS)
    columns = {known.get(cell.strip().casefold()) for cell in (cells[0] if cells else [])}
    return {"code", "text"} <= columns


def gathered_in(bureau: Bureau, gathered: Gathered, *, by_code: bool = False) -> Sorted:
    """Sort gathered rows; ``by_code`` where they are published divisions, known by their codes."""
    divisions, ended = divisions_of(bureau.pk), retired_codes(bureau)
    return Sorting(gathered, divisions, by_code=by_code, ended=ended).done()
