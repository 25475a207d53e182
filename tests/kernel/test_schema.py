"""Every desk row belongs to a bureau, and what is unique is unique within it."""

import pytest
from django.apps import apps
from django.db import models

# The tree of the bureau itself: names by which people and keys are found before their bureau is.
EXCEPTED = {
    "accounts.Bureau": "the bureau itself; its code is what tells bureaus apart",
    "accounts.Officer": "a person signs in by a user name before the bureau is known",
    "accounts.RoleGrant": "hangs on the officer, who has the bureau",
    "accounts.AccessToken": "found by the hash of a key before the bureau is known",
    "accounts.Session": "found by its key before the officer is known, who has the bureau",
    "ledger.Progress": "one order over all rows of the database",
    "ledger.Leaf": "as above; the row itself says whose it is",
    "durability.OneCopyWindow": "the log of the server, over all bureaus",
    "durability.CopyState": "the copies of the server, over all bureaus",
    "ledger.Tile": "hashes over rows of all bureaus",
    "ledger.Checkpoint": "signed over rows of all bureaus",
    "ledger.Cosignature": "hangs on the checkpoint",
    "witnesses.Neighbour": "the ledger of another installation, over all of its bureaus",
    "witnesses.KeptCheckpoint": "hangs on the neighbour",
    "witnesses.Contradiction": "hangs on the neighbour",
}
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("tocsin.") and model._meta.label not in EXCEPTED
]
by_label = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)


@by_label
def test_every_row_names_its_bureau(model):
    field = model._meta.get_field("bureau")
    assert isinstance(field, models.ForeignKey)
    assert not field.null
    assert field.related_model._meta.label == "accounts.Bureau"


@by_label
def test_unique_constraints_begin_with_the_bureau(model):
    unique = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    assert [c.name for c in unique if c.fields[:1] != ("bureau",)] == []
    assert not model._meta.unique_together


@by_label
def test_no_column_is_unique_across_bureaus_but_keys(model):
    columns = [
        field.name
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key and not isinstance(field, models.OneToOneField)
    ]
    assert columns == []


@pytest.mark.parametrize("label", EXCEPTED)
def test_exceptions_are_still_there(label):
    assert apps.get_model(label) is not None
