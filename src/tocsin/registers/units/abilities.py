"""What units can do, as plans ask for it and as people read it."""

from collections.abc import Iterable

from tocsin.registers.catalogue.api import Capability

NAMES = {capability.value: capability.label for capability in Capability}


def name_of(code: str) -> str:
    """Name an ability in the reader's language; one of the bureau's own is its own name."""
    return str(NAMES.get(code, code))


def choices_with(own: Iterable[str] = ()) -> list[tuple[str, str]]:
    """List the abilities that may be chosen, a unit's own ones too."""
    strange = [code for code in own if code not in NAMES]
    return [(code, name_of(code)) for code in (*NAMES, *strange)]
