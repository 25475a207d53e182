"""Phones without a signal, one seed after another: nothing is lost, doubled or out of turn."""

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from time import perf_counter

from tocsin.project.campaigns.network import Agenda
from tocsin.project.campaigns.outcome import Outcome
from tocsin.project.campaigns.phone import HELP, STEPS, Air, Desk, Phone, Plant, wrong_with

DAY_SECONDS = 86_400.0
HEALED_AT_SECONDS, WITHDRAWN_SHARE = 900.0, 0.2
MOST_NOTES, MOST_RESTARTS = 6, 2
MOST_TOLD = 20


def run(*, seeds: int, seed: int, plant: str | None, told: Callable[[int], None]) -> Outcome:
    """Live through so many bad afternoons, counted from one seed on."""
    begun = perf_counter()
    wrongs: Counter[str] = Counter()
    failing: list[int] = []
    acts = 0
    for number in range(seed, seed + seeds):
        made, wrong = afternoon(number, Plant(plant) if plant else None)
        acts += made
        wrongs.update(wrong)
        if wrong:
            failing.append(number)
        told(1)
    kinds = ("lost", "doubled", "out_of_order", "torn", "time_runs_backwards", "unsent")
    figures: dict[str, object] = {
        **{kind: wrongs[kind] for kind in kinds},
        "acts": acts,
        "failing_seeds": failing[:MOST_TOLD],
        "first_failure_after": failing[0] - seed + 1 if failing else None,
        "seconds": round(perf_counter() - begun, 1),
    }
    return Outcome("phone-sync", seed, plant, seeds, len(failing), figures)


def afternoon(seed: int, plant: Plant | None) -> tuple[int, Sequence[str]]:
    """Let an officer work until the signal is back; return how many acts, and what is wrong."""
    rng, agenda = Random(seed), Agenda()  # noqa: S311 - a seeded campaign
    withdrawn = rng.random() < WITHDRAWN_SHARE
    desk = Desk(agenda, plant, rng.uniform(0, 600) if withdrawn else float("inf"))
    air = Air(agenda, rng, HEALED_AT_SECONDS)
    phone = Phone(agenda, air, desk, rng, plant, skew=rng.uniform(-DAY_SECONDS, DAY_SECONDS))
    planned = [*STEPS, *["note"] * rng.randint(0, MOST_NOTES)]
    times = sorted(rng.uniform(0, HEALED_AT_SECONDS * 0.9) for _act in planned)
    for at, kind in zip(times, planned, strict=True):
        agenda.after(at, lambda kind=kind: phone.do(kind))  # type: ignore[misc] # a default
    if rng.random() < 0.3:  # noqa: PLR2004 - now and then
        agenda.after(rng.uniform(0, HEALED_AT_SECONDS), lambda: phone.do(HELP))
    for _restart in range(rng.randint(0, MOST_RESTARTS)):
        agenda.after(rng.uniform(0, HEALED_AT_SECONDS), phone.restart)
    agenda.after(rng.uniform(0, HEALED_AT_SECONDS), lambda: step_clock(phone, rng))
    agenda.run()
    return len(phone.made), wrong_with(phone, desk)


def step_clock(phone: Phone, rng: Random) -> None:
    """Set the phone's clock, by up to a day either way."""
    phone.skew = rng.uniform(-DAY_SECONDS, DAY_SECONDS)
