"""Where the record lets us suppose each unit to be: at its station or at its last scene."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tocsin.adapters.replay.profile import RecordedUnit

Place = tuple[float, float]
# A unit with a station is back there so long after it was free.
BACK_HOME_AFTER = timedelta(minutes=20)
# One without a station is followed so long after the record last spoke of it.
FOLLOWED_FOR = timedelta(hours=12)


@dataclass(slots=True)
class Whereabouts:
    """The supposed places of all units."""

    homes: dict[str, Place] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    heard: dict[str, datetime] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, units: Iterable[RecordedUnit]) -> "Whereabouts":
        """Begin with every unit at its station; one without a station is not known yet."""
        homes = {unit.code: unit.home for unit in units if unit.home}
        return cls(homes=homes, places=dict(homes))

    def sent(self, unit: str, at: datetime) -> None:
        """Note that a unit is at work."""
        self.busy.add(unit)
        self.heard[unit] = at

    def seen(self, unit: str, place: Place, at: datetime) -> None:
        """Note that a unit is at a scene."""
        self.places[unit], self.heard[unit] = place, at

    def free(self, unit: str, at: datetime) -> None:
        """Note that a unit is free again, where it was last."""
        self.busy.discard(unit)
        self.heard[unit] = at

    def known(self, at: datetime) -> dict[str, Place]:
        """Say where the units are supposed to be now."""
        for unit, home in self.homes.items():
            heard = self.heard.get(unit)
            if unit not in self.busy and (heard is None or at - heard > BACK_HOME_AFTER):
                self.places[unit] = home
        return {unit: place for unit, place in self.places.items() if self.is_followed(unit, at)}

    def is_followed(self, unit: str, at: datetime) -> bool:
        """Say whether the record still tells where a unit is."""
        heard = self.heard.get(unit)
        return unit in self.homes or (heard is not None and at - heard <= FOLLOWED_FOR)
