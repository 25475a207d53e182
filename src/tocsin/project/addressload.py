"""Loading a register into a bureau's own from the command line, with what there is to say of it."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tocsin.adapters.spreadsheets.arriving import bring
from tocsin.adapters.spreadsheets.keeping import short
from tocsin.adapters.spreadsheets.models import KeptSheet
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Bureau, Officer, service_officer
from tocsin.project.addressreport import SHOWN, Line, Told
from tocsin.registers.places import api as places

MOST_PAIRS = 10_000
TABLE = "addresses"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file; ``trouble`` says why it could not be used."""

    trouble: str
    figures: dict[str, int | str]
    told: Told


def load(file: Path, bureau: Bureau, tell: places.Tell | None) -> Loaded:
    """Load what a file tells of, in the name of the system; its page in the bureau shows it too."""
    actor = service_officer(bureau, "console")
    sheet = KeptSheet(bureau=bureau, table=TABLE, name=short(file.name), sent_by=actor)
    sheet.sent_at, sheet.language = moment.now(), get_language() or ""
    bring(sheet=sheet, file=file, tell=tell or places.silent)
    asked, left_out = places.in_pairs(bureau_id=bureau.pk, batch=sheet.pk)
    figures: dict[str, int | str] = {
        "places": sheet.rows,
        "new": sheet.created,
        "changed": sheet.changed,
        "refused": sheet.refused,
        "asked": asked,
        "left_out": left_out,
        "page": f"/sheets/{TABLE}/{sheet.pk}/",
    }
    return Loaded(sheet.trouble, figures, Told(_faults(actor, sheet), _pairs(actor, sheet)))


def verdict(loaded: Loaded) -> str:
    """Say in one line what became of a file."""
    return _(
        "{places} places: {new} new, {changed} changed, {asked} wait for a word whether they are "
        "there already ({page}); {refused} rows refused."
    ).format(**loaded.figures)


def _faults(actor: Officer, sheet: KeptSheet) -> list[Line]:
    found = []
    for fault in places.faults_within(actor, sheet.pk):
        wrong, do = places.fault_words(fault.wrong)
        column = places.column_label(fault.column)
        found.append(
            Line(kind="refused", row=fault.row, column=column, said=fault.said[:SHOWN],
                 wrong=wrong, do=do)
        )  # fmt: skip
    return found


def _pairs(actor: Officer, sheet: KeptSheet) -> list[Line]:
    rows = places.pairs_within(actor, sheet.pk).filter(same=None).order_by("pk")[:MOST_PAIRS]
    return [
        Line(
            kind="double",
            row=one.coming.row or 0 if one.coming else 0,
            said=" / ".join(side.text for side in (one.known, one.coming) if side),
            do=_("Say on the page of the file whether they are one. The new one stays out."),
            first=one.pair.known,
            second=one.pair.code,
            metres=one.pair.metres,
        )
        for one in places.pairs_shown(actor, sheet.pk, list(rows))
    ]
