"""Loading the built-in tables."""

import pytest
from django.db import IntegrityError, transaction

from tests import make, make_catalogue, make_dispatch, make_tables
from tocsin.kernel.audit import api as audit
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.catalogue.models import (
    Disposition,
    Edition,
    Entry,
    EntryVersion,
    IncidentType,
    KnowledgePage,
    ResponsePlan,
)
from tocsin.registers.catalogue.reference import built_in
from tocsin.registers.catalogue.services import LoadReport, load_reference
from tocsin.registers.catalogue.tables import TABLES

pytestmark = pytest.mark.django_db
# What is another in each test, whatever the tables say.
OWN = {"id", "bureau", "by"}
SIZE = sum(len(rows) for rows in built_in().values())


def load(tables=None) -> LoadReport:
    return load_reference(
        bureau=make.bureau(), actor=make.officer("admin"), at=make.NOON, tables=tables
    )


def acts() -> list[str]:
    edition = Edition.objects.get(bureau=make.bureau())
    return [str(entry["action"]) for entry in audit.trail(edition)]


def test_first_load_creates_every_row_in_one_audited_act():
    assert load() == LoadReport(created=SIZE)
    assert acts() == ["catalogue.loaded"]


def test_second_load_changes_nothing_and_records_nothing():
    load()
    stamp = Edition.objects.get().stamp

    assert load() == LoadReport(unchanged=SIZE)
    assert Edition.objects.get().stamp == stamp
    assert acts() == ["catalogue.loaded"]


def test_row_that_differs_from_the_set_is_brought_to_it_as_a_new_version():
    load()

    report = load(make_catalogue.tables_with("incident_types", "0203", priority=3))

    assert (report.changed, report.unchanged) == (1, SIZE - 1)
    noise = IncidentType.objects.get(code="0203")
    assert (noise.priority, noise.version) == (3, 2)


def test_row_that_left_the_set_is_retired_and_comes_back_when_it_returns():
    load()

    assert load(make_catalogue.tables_without("dispositions", "no_trace")).retired == 1
    assert not Disposition.objects.get(code="no_trace").active
    assert load().changed == 1
    assert Disposition.objects.get(code="no_trace").active


def test_row_edited_locally_is_kept():
    load()
    IncidentType.objects.filter(code="0203").update(priority=2, edited_locally=True)

    report = load()

    assert (report.kept, report.changed) == (1, 0)
    assert IncidentType.objects.get(code="0203").priority == 2


def test_row_edited_locally_is_not_retired_when_the_set_drops_it():
    load()
    Disposition.objects.filter(code="no_trace").update(edited_locally=True)

    report = load(make_catalogue.tables_without("dispositions", "no_trace"))

    assert report.retired == 0
    assert Disposition.objects.get(code="no_trace").active


def test_type_that_moves_to_another_plan_points_at_its_row():
    load()

    load(make_catalogue.tables_with("incident_types", "0203", response_plan="patrol"))

    assert IncidentType.objects.get(code="0203").response_plan == ResponsePlan.objects.get(
        code="patrol"
    )


def test_two_bureaus_have_tables_of_their_own():
    other = make.bureau("620822")
    make_catalogue.reference()
    make_catalogue.reference(of=other)

    KnowledgePage.objects.filter(bureau=other).update(active=False)

    assert catalogue.types(make.bureau())[0].bureau_id != catalogue.types(other)[0].bureau_id
    assert KnowledgePage.objects.filter(bureau=make.bureau(), active=True).exists()


def test_loading_takes_few_statements(django_assert_max_num_queries):
    make.bureau(), make.officer("admin")

    with django_assert_max_num_queries(60):
        load()


def test_database_refuses_a_second_row_with_the_same_code():
    load()
    kind = IncidentType.objects.get(code="0201")

    kind.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.save(force_insert=True)


def test_database_refuses_a_priority_outside_one_to_four():
    load()

    with pytest.raises(IntegrityError), transaction.atomic():
        IncidentType.objects.filter(code="0201").update(priority=5)


@pytest.mark.parametrize("source", [built_in, make_dispatch.few_tables])
def test_tables_that_tests_copy_are_those_that_loading_gives(source):
    with transaction.atomic():
        load(source())
        loaded = held()
        transaction.set_rollback(True)

    make_tables.load(source)

    assert held() == loaded
    assert load(source()).unchanged == sum(map(len, source().values()))


def held() -> list[object]:
    """Return every row of the catalogue without its id, its bureau and who made it."""
    models: list[type[Entry | EntryVersion]] = [*(table.model for table in TABLES), EntryVersion]
    rows = [
        {f.name: str(getattr(row, f.name)) for f in row._meta.concrete_fields if f.name not in OWN}
        for model in models
        for row in model._default_manager.select_related().order_by("pk")
    ]
    trail = audit.trail(Edition.objects.get())
    return [*rows, *((entry["action"], entry["at"], entry["detail"]) for entry in trail)]
