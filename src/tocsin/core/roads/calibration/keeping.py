"""Writing a calibration as plain figures, and reading it again."""

from typing import TypedDict

from tocsin.core.legs import Share
from tocsin.core.roads.calibration import Calibration
from tocsin.core.roads.calibration.fitting import GROUPS, LENGTHS, Fit
from tocsin.core.roads.calibration.judging import Judgement
from tocsin.core.roads.calibration.trips import LeftOut
from tocsin.core.roads.network import RoadClass

VERSION = 2
OFF = "off_road"


class FitFigures(TypedDict):
    """A fit as figures."""

    roads: list[float]
    factors: dict[str, dict[str, float]]
    length: float
    spread: list[list[float]]


class ShareFigures(TypedDict):
    """A share with its 95 % interval as figures."""

    value: float
    low: float
    high: float


class JudgementFigures(TypedDict):
    """What trips held back showed, as figures."""

    trips: int
    coverage: ShareFigures
    loss_seconds: float
    uncorrected_loss_seconds: float
    error_seconds: float
    uncorrected_error_seconds: float


class Figures(TypedDict):
    """A calibration as figures, the way it is kept and printed."""

    version: int
    trips: int
    calibrated: bool
    left_out: dict[str, int]
    whole: FitFigures
    by_road: FitFigures
    held_back: JudgementFigures | None
    held_back_by_road: JudgementFigures | None


def written(found: Calibration) -> Figures:
    """Write a calibration as figures that JSON can hold.

    >>> from tocsin.core.roads.calibration import NO_TRIPS, calibrate
    >>> written(calibrate(NO_TRIPS))["whole"]["spread"][0]
    [0.7, 1.0, 1.8]
    """
    return Figures(
        version=VERSION,
        trips=found.trips,
        calibrated=found.calibrated,
        left_out={why.value: count for why, count in found.left_out.items()},
        whole=_fit_written(found.whole),
        by_road=_fit_written(found.by_road),
        held_back=_judged_written(found.judged),
        held_back_by_road=_judged_written(found.judged_by_road),
    )


def named(figures: FitFigures) -> dict[str, object]:
    """Name the factors of a fit by rank of road, and those of each group.

    One factor for all roads is named ``all``; ``off_road`` are walks and straight lines. The
    spread is named by the seconds of a way.

    >>> rows = [[0.7, 1.0, 1.8]] * 3
    >>> named(FitFigures(roads=[1.1], factors={}, length=0.0, spread=rows))["roads"]
    {'all': 1.1}
    """
    ranks = ["all"] if len(figures["roads"]) == 1 else [*(r.name.lower() for r in RoadClass), OFF]
    return {
        "roads": dict(zip(ranks, figures["roads"], strict=True)),
        **{group: figures["factors"].get(group, {}) for group in GROUPS},
        "length": figures["length"],
        "spread": {f"{at:.0f}": row for at, row in zip(LENGTHS, figures["spread"], strict=True)},
    }


def _fit_written(fit: Fit) -> FitFigures:
    return FitFigures(
        roads=[*fit.roads],
        factors={group: {**named} for group, named in fit.factors.items()},
        length=fit.length,
        spread=[[*row] for row in fit.spread],
    )


def _judged_written(judged: Judgement | None) -> JudgementFigures | None:
    if judged is None:
        return None
    return JudgementFigures(
        trips=judged.trips,
        coverage=ShareFigures(
            value=judged.coverage.value, low=judged.coverage.low, high=judged.coverage.high
        ),
        loss_seconds=judged.loss_seconds,
        uncorrected_loss_seconds=judged.uncorrected_loss_seconds,
        error_seconds=judged.error_seconds,
        uncorrected_error_seconds=judged.uncorrected_error_seconds,
    )


def read(figures: Figures) -> Calibration:
    """Read a calibration from its figures.

    Raises
    ------
    ValueError
        When the figures are of another version.

    Examples
    --------
    >>> from tocsin.core.roads.calibration import NO_TRIPS, calibrate
    >>> read(written(calibrate(NO_TRIPS))) == calibrate(NO_TRIPS)
    True
    """
    if figures["version"] != VERSION:
        raise ValueError(f"These figures are of version {figures['version']}, not {VERSION}.")
    return Calibration(
        trips=figures["trips"],
        left_out={LeftOut(why): count for why, count in figures["left_out"].items()},
        whole=_fit_read(figures["whole"]),
        by_road=_fit_read(figures["by_road"]),
        judged=_judged_read(figures["held_back"]),
        judged_by_road=_judged_read(figures["held_back_by_road"]),
    )


def _fit_read(figures: FitFigures) -> Fit:
    rows = tuple((low, middle, high) for low, middle, high in figures["spread"])
    factors = {group: {**named} for group, named in figures["factors"].items()}
    return Fit(tuple(figures["roads"]), factors, figures["length"], rows)


def _judged_read(figures: JudgementFigures | None) -> Judgement | None:
    if figures is None:
        return None
    coverage = Share(**figures["coverage"])
    return Judgement(
        trips=figures["trips"],
        coverage=coverage,
        loss_seconds=figures["loss_seconds"],
        uncorrected_loss_seconds=figures["uncorrected_loss_seconds"],
        error_seconds=figures["error_seconds"],
        uncorrected_error_seconds=figures["uncorrected_error_seconds"],
    )
