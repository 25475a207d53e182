"""Reads of a bureau's whole catalogue, kept in memory until its edition changes."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from tocsin.kernel.database.api import once_in_transaction
from tocsin.registers.catalogue.models import (
    ClockTarget,
    Disposition,
    Edition,
    Entry,
    HandoverTarget,
    IncidentClass,
    IncidentType,
    InvalidReason,
    KnowledgePage,
    ResponsePlan,
    StandByPost,
    UnitStatus,
)


@dataclass(frozen=True)
class Catalogue:
    """Every table of one bureau, retired rows included; rows are read, never changed."""

    classes: tuple[IncidentClass, ...]
    types: tuple[IncidentType, ...]
    plans: tuple[ResponsePlan, ...]
    dispositions: tuple[Disposition, ...]
    unit_statuses: tuple[UnitStatus, ...]
    invalid_reasons: tuple[InvalidReason, ...]
    handovers: tuple[HandoverTarget, ...]
    pages: tuple[KnowledgePage, ...]
    clock_targets: tuple[ClockTarget, ...]
    posts: tuple[StandByPost, ...]

    def rows_of(self, model: type[Entry]) -> tuple[Entry, ...]:
        """Return the rows of one table."""
        found: dict[type[Entry], tuple[Entry, ...]] = {
            IncidentClass: self.classes,
            IncidentType: self.types,
            ResponsePlan: self.plans,
            Disposition: self.dispositions,
            UnitStatus: self.unit_statuses,
            InvalidReason: self.invalid_reasons,
            HandoverTarget: self.handovers,
            KnowledgePage: self.pages,
            ClockTarget: self.clock_targets,
            StandByPost: self.posts,
        }
        return found[model]


def catalogue_of(bureau_id: int) -> Catalogue:
    """Return a bureau's tables: one small query in a transaction when nothing has changed."""
    stamp = once_in_transaction(edition_key(bureau_id), lambda: edition_of(bureau_id))
    return read(bureau_id) if stamp is None else remembered(bureau_id, stamp)


def edition_of(bureau_id: int) -> UUID | None:
    """Read the stamp that changes with every change of the catalogue."""
    return Edition.objects.filter(bureau_id=bureau_id).values_list("stamp", flat=True).first()


def edition_key(bureau_id: int) -> tuple[str, int]:
    """Name a bureau's edition among what a transaction reads once."""
    return "catalogue.edition", bureau_id


@lru_cache(maxsize=32)
def remembered(bureau_id: int, stamp: UUID) -> Catalogue:  # noqa: ARG001 - the stamp is the key
    """Read the tables of one edition once."""
    return read(bureau_id)


def read(bureau_id: int) -> Catalogue:
    """Read every table of a bureau."""
    return Catalogue(
        classes=tuple(IncidentClass.objects.filter(bureau_id=bureau_id)),
        types=tuple(
            IncidentType.objects.filter(bureau_id=bureau_id).select_related(
                "incident_class", "response_plan"
            )
        ),
        plans=tuple(ResponsePlan.objects.filter(bureau_id=bureau_id)),
        dispositions=tuple(Disposition.objects.filter(bureau_id=bureau_id)),
        unit_statuses=tuple(UnitStatus.objects.filter(bureau_id=bureau_id)),
        invalid_reasons=tuple(InvalidReason.objects.filter(bureau_id=bureau_id)),
        handovers=tuple(HandoverTarget.objects.filter(bureau_id=bureau_id)),
        pages=tuple(KnowledgePage.objects.filter(bureau_id=bureau_id).select_related("handover")),
        clock_targets=tuple(ClockTarget.objects.filter(bureau_id=bureau_id)),
        posts=tuple(StandByPost.objects.filter(bureau_id=bureau_id)),
    )
