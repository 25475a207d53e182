"""Requests gone wrong, by the thousand: every answer is a sentence, none is a fault."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.test import override_settings

from tocsin.project.campaigns.described import shoot_described
from tocsin.project.campaigns.hostile import Mutator, Shot
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.scene import Scene
from tocsin.project.campaigns.shooting import Range, complaint_about, fired, firing_range
from tocsin.project.campaigns.targets import Target, targets

# Addresses at which the shooter would lose the way in.
LEAVING = ("logout", "deactivate")
LOCK = "lock/"
# What refuses characters that no text can hold, before anything reads them.
HYGIENE = "tocsin.kernel.web.hygiene.HygieneMiddleware"


def shots(range_: Range) -> Iterator[Shot]:
    """Make requests to one address after another, without an end."""
    mutator = Mutator(range_.rng, range_.samples)
    aims = [target for target in targets() if not leaves(target)]
    while True:
        range_.rng.shuffle(aims)
        for target in aims:
            good, word = target.filled(range_.samples, range_.rng)
            yield mutator.shot(mutator.path(good, word), target.some_fields(range_.rng))


def leaves(target: Target) -> bool:
    """Say whether an address would sign the shooter out, or lock the desk."""
    return target.pattern == LOCK or any(word in target.pattern for word in LEAVING)


def shoot_pages(range_: Range, requests: int, told: Callable[[int], None]) -> None:
    """Send so many mutated requests to every address in turn."""
    clients = range_.clients()
    weights = (12, 2, 1, 1)
    aimed = shots(range_)
    for done in range(requests):
        shot = next(aimed)
        [name] = range_.rng.choices(list(clients), weights)
        answer = fired(clients[name], shot)
        range_.tally.count(f"{name} {shot}", answer.status_code, complaint_about(answer))
        if clients["session"].session.get(BACKEND_SESSION_KEY) is None:
            clients = range_.clients()
        told(done + 1)


def run(
    county: Scene,
    *,
    requests: int,
    seed: int,
    at: datetime,
    told: Callable[[int], None],
    plant: str | None = None,
) -> Outcome:
    """Send half by the programs' own description and half to every page."""
    range_ = firing_range(county, seed=seed, at=at)
    described = requests // 2
    with without_hygiene() if plant == "no-hygiene" else nullcontext():
        shoot_described(range_, described, told)
        shoot_pages(range_, requests - described, lambda done: told(described + done))
    return range_.tally.outcome(seed, plant)


def without_hygiene() -> AbstractContextManager[object]:
    """Plant the fault: let every character through to what reads it."""
    kept = [name for name in settings.MIDDLEWARE if name != HYGIENE]
    return override_settings(MIDDLEWARE=kept)
