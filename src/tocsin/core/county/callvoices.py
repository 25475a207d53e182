"""The callers: by which channel they come, where they stand, how long they wait, what they say."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from tocsin.core.county.callplaces import PlaceBook, Spots, Surroundings
from tocsin.core.county.callrecords import Call, Fix, Phrases
from tocsin.core.county.grid import Cells
from tocsin.core.geo import Floats, Point

CALLERS = ("valid", "witness", "chase", "enquiry", "silent", "nuisance")
TRUTHS = ("valid", "repeat", "repeat", "enquiry", "silent", "nuisance")
VALID, WITNESS, CHASE, ENQUIRY, SILENT, NUISANCE = range(len(CALLERS))
# Shares of web and SMS among calls that neither a device nor an agency makes.
WRITTEN = {VALID: (0.05, 0.02), WITNESS: (0.02, 0.01), ENQUIRY: (0.05, 0.02)}
LANDLINE_SHARE = 0.09
SMS_FIX_SHARE = 0.3
# How well a mobile is located: satellite, several masts, one mast.
MOBILE_METRES = np.array([25.0, 180.0, 900.0])
MOBILE_SHARES = np.array([0.45, 0.35, 0.20])
LANDLINE_METRES, WEB_METRES, DEVICE_METRES = 5.0, 15.0, 3.0
# A radius that holds 68 % of a round normal scatter is 1.51 times its deviation.
RADIUS_TO_DEVIATION = 1 / 1.51
BYSTANDER_METRES = 110.0
FARTHEST_WITNESS_METRES = 600.0
PATIENCE_SECONDS, PATIENCE_SPREAD, LEAST_PATIENCE_SECONDS = 55.0, 0.6, 10.0
POCKET_PATIENCE_SECONDS = (2.0, 8.0)
ABANDONED = np.array([0.006, 0.01, 0.01, 0.02, 0.10, 0.05])
TALK_SECONDS = np.array([75.0, 45.0, 30.0, 80.0, 12.0, 25.0])
TALK_SPREAD = 0.45
NUISANCE_TELEPHONES = 45
KNOWS_LESS = 0.35
LUCK_COLUMNS = 8
MOBILE_NUMBERS, LANDLINE_NUMBERS = 100_000_000, 1_000_000


@dataclass(frozen=True)
class Told:
    """Calls as columns in the order of time: moment, happening (-1 for none), caller."""

    at: Floats
    about: Cells
    caller: Cells


def mobile_number(number: int) -> str:
    """Make a mobile number that no network has given out: real ones never begin with 100.

    Examples
    --------
    >>> mobile_number(42)
    '10000000042'
    """
    return f"100{number:08d}"


def landline_number(number: int) -> str:
    """Make a landline number that no exchange has given out: real ones never begin with 0.

    Examples
    --------
    >>> landline_number(42)
    '0933-0000042'
    """
    return f"0933-0{number:06d}"


@dataclass(frozen=True)
class Scene:
    """Where things happened, what lies around, and the position of the type of each."""

    spots: Spots
    around: Surroundings
    sort: Cells


@dataclass(frozen=True, slots=True)
class _Caller:
    """One caller before speaking: all that was drawn for the call."""

    about: int
    caller: int
    channel: str
    line: str
    luck: Floats
    point: Point
    fix: Fix | None
    gone: bool
    at: float
    wait: float
    talk: float


class Voices:
    """Turns columns of calls into calls with voices."""

    def __init__(self, phrases: Phrases, book: PlaceBook, scene: Scene, rng: Generator) -> None:
        self.phrases = phrases
        self.book = book
        self.scene = scene
        self.sort = scene.sort
        self.rng = rng
        # One draw for each happening: all who call about it speak of the same things.
        self.about_luck = rng.random((len(scene.sort), len(phrases["slots"]) + 1))
        self.first_telephone: dict[int, str] = {}
        self.heard: dict[int, int] = {}

    def _standing(self, told: Told) -> Floats:
        """Draw where each caller stands, shape (calls, 2), metres."""
        count = len(told.at)
        homes = self.book.pick("home", count, self.rng).metres
        real = told.about >= 0
        places = homes.copy()
        spots = self.scene.spots
        places[real] = spots.metres[told.about[real]]
        outside = real.copy()
        outside[real] = spots.address[told.about[real]] < 0
        witness = told.caller == WITNESS
        reach = np.where(witness | outside, self.rng.exponential(BYSTANDER_METRES, count), 0.0)
        reach = np.minimum(reach, FARTHEST_WITNESS_METRES)
        angle = self.rng.uniform(0.0, 2 * np.pi, count)
        return np.asarray(places + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None])

    def _channels(self, told: Told, luck: Floats) -> list[tuple[str, str]]:
        """Choose channel and line of every call."""
        types = self.phrases["types"]
        rows = zip(told.about.tolist(), told.caller.tolist(), luck[:, :3].tolist(), strict=True)
        chosen = []
        for about, caller, (machine, written, line) in rows:
            device = partner = 0.0
            if caller == VALID:
                facts = types[int(self.sort[about])]
                device, partner = facts["device"], facts["partner"]
            web, sms = WRITTEN.get(caller, (0.0, 0.0))
            if machine < device:
                chosen.append(("device", ""))
            elif machine < device + partner:
                chosen.append(("partner", ""))
            elif written < web + sms:
                chosen.append(("web" if written < web else "sms", ""))
            else:
                chosen.append(("telephone", "landline" if line < LANDLINE_SHARE else "mobile"))
        return chosen

    def _uncertainty(self, channels: list[tuple[str, str]]) -> list[float]:
        """Say how well each caller is located, metres; zero for not at all."""
        mobile = self.rng.choice(MOBILE_METRES, len(channels), p=MOBILE_SHARES).tolist()
        known = (self.rng.random(len(channels)) < SMS_FIX_SHARE).tolist()
        fixed = {"web": WEB_METRES, "device": DEVICE_METRES, "partner": 0.0}
        metres = []
        for (channel, line), radius, lucky in zip(channels, mobile, known, strict=True):
            if line == "landline":
                metres.append(LANDLINE_METRES)
            elif line == "mobile" or (channel == "sms" and lucky):
                metres.append(radius)
            else:
                metres.append(fixed.get(channel, 0.0))
        return metres

    def _fixes(self, standing: Floats, uncertainty: list[float]) -> list[Fix | None]:
        radius = np.array(uncertainty)
        scatter = self.rng.standard_normal(standing.shape) * RADIUS_TO_DEVIATION
        seen = self.book.points(standing + scatter * radius[:, None])
        return [
            Fix(point, metres) if metres else None
            for point, metres in zip(seen, uncertainty, strict=True)
        ]

    def _telephone(self, about: int, caller: int, line: str, luck: float) -> str:
        if caller == NUISANCE:
            # Half of all nuisance calls come from a few telephones.
            return mobile_number(int(luck**2 * NUISANCE_TELEPHONES))
        if caller == CHASE and about in self.first_telephone:
            return self.first_telephone[about]
        if line == "landline":
            return landline_number(int(luck * LANDLINE_NUMBERS))
        return mobile_number(NUISANCE_TELEPHONES + int(luck * (MOBILE_NUMBERS / 2)))

    def _words(self, about: int, caller: int, luck: float) -> str:
        """Choose what is said; callers about one thing use different words for the same things."""
        if caller in {ENQUIRY, SILENT, NUISANCE}:
            words = self.phrases["unmeant"][CALLERS[caller]]["words"]
            return words[int(luck * len(words))]
        if caller == CHASE:
            return self.phrases["chase"][int(luck * len(self.phrases["chase"]))]
        words = self.phrases["types"][int(self.sort[about])]["words"]
        turn = self.heard.get(about, 0)
        self.heard[about] = turn + 1
        lucks = self.about_luck[about].tolist()
        slots = {
            name: options[int(share * len(options))]
            for (name, options), share in zip(self.phrases["slots"].items(), lucks[1:], strict=True)
        }
        return words[(int(lucks[0] * len(words)) + turn) % len(words)].format(**slots)

    def _source(self, channel: str, about: int, luck: float) -> str:
        sources = self.phrases["sources"]
        if channel == "device":
            return sources["device"][self.phrases["types"][int(self.sort[about])]["code"]]
        if channel == "partner":
            return sources["partner"][int(luck * len(sources["partner"]))]
        return ""

    def speak(self, told: Told) -> tuple[Call, ...]:
        """Give every call its voice.

        Returns
        -------
        tuple of Call
            In the order of *told*. A chasing caller has the telephone of the first call about the
            same thing; a device names itself instead of speaking.
        """
        count = len(told.at)
        luck = self.rng.random((count, LUCK_COLUMNS))
        standing = self._standing(told)
        channels = self._channels(told, luck)
        fixes = self._fixes(standing, self._uncertainty(channels))
        points = self.book.points(standing)
        waits = PATIENCE_SECONDS * self.rng.lognormal(0.0, PATIENCE_SPREAD, count)
        waits = np.maximum(waits, LEAST_PATIENCE_SECONDS)
        gone = self.rng.random(count) < ABANDONED[told.caller]
        waits = np.where(gone, self.rng.uniform(*POCKET_PATIENCE_SECONDS, count), waits)
        talk = TALK_SECONDS[told.caller] * self.rng.lognormal(0.0, TALK_SPREAD, count)
        moments = np.round(np.column_stack([told.at, waits, talk]), 1).tolist()
        return tuple(
            self._call(
                _Caller(
                    int(told.about[row]),
                    int(told.caller[row]),
                    *channels[row],
                    luck[row],
                    points[row],
                    fixes[row],
                    bool(gone[row]),
                    *moments[row],
                )
            )
            for row in range(count)
        )

    def _place(self, one: _Caller) -> str:
        """Say where it is; only those who call about something new to them do."""
        if one.caller not in {VALID, WITNESS}:
            return ""
        luck = one.luck[5:].copy()
        if one.caller == WITNESS:
            # A passer-by rarely knows the number of the house.
            luck[0] = KNOWS_LESS + (1 - KNOWS_LESS) * luck[0]
        return self.book.say(self.scene.spots, self.scene.around, one.about, luck)

    def _call(self, one: _Caller) -> Call:
        telephone = self._telephone(one.about, one.caller, one.line, float(one.luck[3]))
        source = self._source(one.channel, one.about, float(one.luck[3]))
        # Drawn even for a device, so that the words of later callers stay in turn.
        words = self._words(one.about, one.caller, float(one.luck[4]))
        if one.caller == VALID:
            self.first_telephone[one.about] = telephone
        spoken = one.channel == "telephone"
        return Call(
            at_seconds=one.at,
            channel=one.channel,
            line=one.line,
            source=source,
            telephone="" if one.channel in {"device", "partner"} else telephone,
            truth=TRUTHS[one.caller],
            happening=one.about,
            chases=one.caller == CHASE,
            point=one.point,
            fix=one.fix,
            place_words=self._place(one),
            words=source if one.channel == "device" else words,
            patience_seconds=one.wait if spoken else None,
            abandoned=one.gone and spoken,
            talk_seconds=one.talk if spoken else 0.0,
        )
