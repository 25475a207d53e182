"""What other parts may ask of the ledger."""

from tocsin.kernel.ledger.covering import cover, keep_unchanged
from tocsin.kernel.ledger.evidence import gathered, without_place
from tocsin.kernel.ledger.exporting import Exported, export, program
from tocsin.kernel.ledger.keys import add_key, keyring, witness_key
from tocsin.kernel.ledger.models import Checkpoint
from tocsin.kernel.ledger.proving import (
    GrowthProof,
    NotSignedYet,
    RowProof,
    growth_path,
    note_of,
    prove_growth,
    prove_row,
)
from tocsin.kernel.ledger.sequencing import (
    MOST_ROWS,
    Horizon,
    horizon_now,
    horizon_when_alone,
    sequence,
    sign,
    signed_size,
    size,
)
from tocsin.kernel.ledger.witnessing import (
    keep_cosignature,
    newest,
    unwitnessed,
    unwritten,
    vouched_size,
)

__all__ = [
    "MOST_ROWS",
    "Checkpoint",
    "Exported",
    "GrowthProof",
    "Horizon",
    "NotSignedYet",
    "RowProof",
    "add_key",
    "cover",
    "export",
    "gathered",
    "growth_path",
    "horizon_now",
    "horizon_when_alone",
    "keep_cosignature",
    "keep_unchanged",
    "keyring",
    "newest",
    "note_of",
    "program",
    "prove_growth",
    "prove_row",
    "sequence",
    "sign",
    "signed_size",
    "size",
    "unwitnessed",
    "unwritten",
    "vouched_size",
    "without_place",
    "witness_key",
]
