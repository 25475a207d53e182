"""The invented county under a demonstration: made once, found again at the next start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from gettext import gettext as _
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import OperationalError, connection, transaction
from django.db.models import Max

from tocsin.adapters.county.basemap import county_features, draw_map
from tocsin.adapters.county.generated import load_generated
from tocsin.adapters.county.shipped import shipped_facts, shipped_phrases
from tocsin.adapters.simulation.accounts import PASSWORD
from tocsin.adapters.simulation.callers import Drawer
from tocsin.adapters.simulation.models import SimulatedCounty
from tocsin.adapters.simulation.runner import Simulation, drawer_for
from tocsin.adapters.simulation.sending import LOST, Sender
from tocsin.core.county.generate import generate_county
from tocsin.core.county.records import County
from tocsin.desks.calls.api import Call
from tocsin.desks.dispatch.api import TimelineEntry
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.errors import Refusal
from tocsin.registers.units import api as units

Step = Callable[[str], None]
# How long a county waits for its database before it gives up.
PATIENCE_SECONDS = 60.0
# How often it may be lost at one and the same moment of the county.
MOST_STANDSTILLS = 20
ATTRIBUTION = "An invented road network; real names of townships and villages."


class NotInvented(Refusal):
    """The database holds the records of a real bureau."""

    code = "demo.not_invented"


class OtherSeed(Refusal):
    """The data folder holds another county."""

    code = "demo.other_seed"


@dataclass(frozen=True, slots=True)
class Ground:
    """The county of a demonstration, in memory and in the registers."""

    county: County
    bureau: Bureau
    seed: int
    shown_until: datetime

    @property
    def draw(self) -> Drawer:
        """Say how the calls of a day are drawn."""
        return drawer_for(self.county, shipped_phrases(), self.seed)

    def simulation(
        self, start: datetime, *, live: bool = False, sender: Sender | None = None
    ) -> Simulation:
        """Put the simulated people into the county from a moment on."""
        return Simulation(
            bureau=self.bureau,
            county=self.county,
            draw=self.draw,
            seed=self.seed,
            start=start,
            live=live,
            sender=sender,
        )


def known_ground() -> SimulatedCounty | None:
    """Find the invented county; refuse a database that holds anything else.

    Raises
    ------
    NotInvented
        A bureau that was not invented stands in it.
    """
    known = SimulatedCounty.objects.select_related("bureau").first()
    others = Bureau.objects.exclude(pk=known.bureau_id) if known else Bureau.objects.all()
    if others.exists():
        raise NotInvented(
            _(
                "This database holds the records of a bureau, and a demonstration writes invented "
                "ones. Name an empty database, or leave TOCSIN_DATABASE_URL out."
            )
        )
    return known


def prepare_ground(*, seed: int | None, begins: datetime, step: Step, base_map: bool) -> Ground:
    """Make the county, or find the one that was made before.

    Raises
    ------
    NotInvented
        The database holds the records of a real bureau.
    OtherSeed
        It holds the county of another seed than the one asked for.
    """
    known = known_ground()
    if known is not None and seed is not None and known.seed != seed:
        raise OtherSeed(
            _(
                "The county of seed {seed} stands here. Leave --seed out to go on with it, or "
                "choose another folder with --data."
            ).format(seed=known.seed)
        )
    chosen = known.seed if known is not None else seed if seed is not None else 1
    step("Drawing the county")
    county = generate_county(shipped_facts(), chosen)
    if known is None:
        known = found(county, chosen, begins, step)
        tidy()
    if base_map:
        paint(county, known.bureau, step)
    return Ground(county, known.bureau, chosen, last_moment(known))


def standing_ground() -> Ground:
    """Find again the county that this database holds, whatever else it holds."""
    known = SimulatedCounty.objects.select_related("bureau").get()
    county = generate_county(shipped_facts(), known.seed)
    return Ground(county, known.bureau, known.seed, last_moment(known))


def last_moment(known: SimulatedCounty) -> datetime:
    """Say until when there are records, whatever interrupted their making."""
    bureau = known.bureau
    called = Call.objects.filter(bureau=bureau).aggregate(
        rang=Max("rang_at"), answered=Max("answered_at"), saved=Max("saved_at")
    )
    told = TimelineEntry.objects.filter(incident__bureau=bureau).aggregate(at=Max("at"))
    seen = [fix.fixed_at for fix in units.fixes(bureau, known.shown_until).values()]
    moments: list[datetime | None] = [*called.values(), *told.values(), *seen]
    return max([known.shown_until, *(moment for moment in moments if moment is not None)])


def found(county: County, seed: int, begins: datetime, step: Step) -> SimulatedCounty:
    """Put a county into the registers, with one password for all of its officers."""
    step("Filling the registers")
    with transaction.atomic():
        loaded = load_generated(county=county, at=begins)
        bureau = Bureau.objects.get(code=loaded.bureau)
        officers = Officer.objects.filter(bureau=bureau, is_service=False)
        officers.update(password=make_password(PASSWORD))
        return SimulatedCounty.objects.create(bureau=bureau, seed=seed, shown_until=begins)


def tidy() -> None:
    """Let the database learn of the rows that have just come, and sort its index of words."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def paint(county: County, bureau: Bureau, step: Step) -> None:
    """Draw the base map, unless it is there."""
    folder = Path(settings.DATA_FOLDER)
    if (folder / "map" / f"{bureau.code}.pmtiles").exists():
        return
    step("Drawing the base map")
    draw_map(county_features(county), folder, bureau.code, lambda _done, _of: None, ATTRIBUTION)


def live_through(
    ground: Ground,
    start: datetime,
    end: datetime,
    progress: Callable[[datetime], None],
    sender: Sender | None = None,
) -> Simulation:
    """Let the county live from one moment to another, as fast as it goes.

    When the database is lost on the way, the sender waits for it, and the county goes on from
    where its records stand.

    Raises
    ------
    OperationalError, InterfaceError
        The database did not come back while the sender had patience.
    """
    hand = sender or Sender(patience_seconds=PATIENCE_SECONDS)
    simulation = ground.simulation(start, sender=hand)
    standstills = 0
    while not gone_through(simulation, end, progress):
        hand.forget()
        until = max(start, hand.insist(partial(recorded_until, ground.bureau)))
        standstills = standstills + 1 if until == simulation.start else 0
        if standstills > MOST_STANDSTILLS:
            raise OperationalError("The database is there, and yet the county cannot go on.")
        tallies = simulation.world.tallies
        simulation = ground.simulation(until, sender=hand)
        simulation.world.tallies = tallies
    SimulatedCounty.objects.filter(bureau=ground.bureau).update(shown_until=end)
    return simulation


def gone_through(
    simulation: Simulation, end: datetime, progress: Callable[[datetime], None]
) -> bool:
    """Live until a moment; say whether it was reached before the database was lost."""
    try:
        simulation.begin()
        simulation.run_until(end, progress)
    except LOST:
        return False
    return True


def recorded_until(bureau: Bureau) -> datetime:
    """Say until when a bureau's invented records go."""
    return last_moment(SimulatedCounty.objects.select_related("bureau").get(bureau=bureau))
