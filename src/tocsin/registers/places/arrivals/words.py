"""What to say of a row that is wrong: what is wrong with it, and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tocsin.core.addressing.gathering import Fault, Wrong

WORDS: dict[Wrong, tuple[str | Promise, str | Promise]] = {
    Wrong.NO_NAME: (
        gettext_lazy("There is no name."),
        gettext_lazy("Write what the place is called."),
    ),
    Wrong.TOO_LONG: (
        gettext_lazy("The cell is too long."),
        gettext_lazy("Leave the name only; put the rest into a column of its own."),
    ),
    Wrong.FORMULA: (
        gettext_lazy("The cell holds a formula or an error instead of its value."),
        gettext_lazy("Paste the column again as values."),
    ),
    Wrong.CODE_TAKEN: (
        gettext_lazy("An earlier row has this code."),
        gettext_lazy("Give one of the two places another code."),
    ),
    Wrong.NO_NUMBER: (
        gettext_lazy("This is not a number of degrees."),
        gettext_lazy("Write degrees with a point, as in 106.6512."),
    ),
    Wrong.NOT_ON_EARTH: (
        gettext_lazy("The point is not on the earth."),
        gettext_lazy("Write longitude and latitude in degrees, not in metres."),
    ),
    Wrong.CHANGED_PLACES: (
        gettext_lazy("Longitude and latitude have changed places."),
        gettext_lazy("Exchange the two cells, or the two headings."),
    ),
    Wrong.NO_POINT: (
        gettext_lazy("There is no point."),
        gettext_lazy("Write longitude and latitude, if only those of what the place lies in."),
    ),
    Wrong.NO_PARENT: (
        gettext_lazy("What the place lies in is not in the register; it stands by itself."),
        gettext_lazy("Add that row, or correct the code."),
    ),
    Wrong.IN_ITSELF: (
        gettext_lazy("The place lies in itself; it stands by itself."),
        gettext_lazy("Correct the code of what it lies in."),
    ),
    Wrong.NO_DIVISION: (
        gettext_lazy("This is no code of a division with 2, 4, 6, 9 or 12 figures and a name."),
        gettext_lazy("Correct the code, or leave the row out."),
    ),
    Wrong.NO_CODE: (
        gettext_lazy("There is no code."),
        gettext_lazy("Write the code of the address."),
    ),
    Wrong.CODE_TWICE: (
        gettext_lazy("The code stands in several rows; none of them is taken."),
        gettext_lazy("Keep one of them."),
    ),
    Wrong.CODE_SIGNS: (
        gettext_lazy("A code holds no blanks and no slashes."),
        gettext_lazy("Write the code without them."),
    ),
    Wrong.ENDED: (
        gettext_lazy("The address of this code was ended."),
        gettext_lazy("Give the new door a code of its own."),
    ),
    Wrong.UNKNOWN_DIVISION: (
        gettext_lazy("The division is not known."),
        gettext_lazy("Write the code of a division of the register, or nothing."),
    ),
    Wrong.UNKNOWN_BEAT: (
        gettext_lazy("The beat is not known."),
        gettext_lazy("Write the code of a beat of the register, or nothing."),
    ),
}


def told(fault: Fault) -> str:
    """Write what is wrong with a row, and what to do, in the reader's language.

    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     told(Fault(3, "lon", Wrong.NO_NUMBER, "east"))
    'east: This is not a number of degrees. Write degrees with a point, as in 106.6512.'
    """
    wrong, do = fault_words(fault.wrong)
    said = f"{fault.said}: " if fault.said else ""
    return f"{said}{wrong} {do}"


def fault_words(wrong: str) -> tuple[str, str]:
    """Say what is wrong, and what to do, in the reader's language.

    >>> from django.utils import translation
    >>> with translation.override("en"):
    ...     fault_words("no_code")
    ('There is no code.', 'Write the code of the address.')
    """
    words, do = WORDS[Wrong(wrong)]
    return str(words), str(do)
