"""Sealing what is exported to its recipient, and keeping the package for its time."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tocsin.core.handing import HandingError, fingerprint, read_key, seal
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import Unacceptable
from tocsin.kernel.two_person.api import Proposal
from tocsin.readers.exports import acts
from tocsin.readers.exports.models import Export

KEPT = timedelta(hours=24)
LONGEST_NAME = 80


def pack(
    proposal: Proposal,
    rows: Iterable[Mapping[str, object]],
    facts: Mapping[str, object],
    *,
    actor: Officer,
    at: datetime,
) -> Export:
    """Write rows down, seal them to the recipient of a proposal, and count them."""
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows]
    content = "".join(f"{line}\n" for line in lines).encode()
    key = read_key(str(proposal.words["key"]))
    told = {"rows": len(lines), **facts}
    made = Export.objects.create(
        bureau_id=proposal.bureau_id,
        proposal=proposal,
        rows=len(lines),
        recipient=fingerprint(key),
        made_by=actor,
        made_at=at,
        expires_at=at + KEPT,
        package=seal(content, recipient=key, once=secrets.token_bytes(32), facts=told),
    )
    audit.record(
        acts.MADE,
        subject=made,
        actor=actor,
        at=at,
        rows=made.rows,
        recipient=made.recipient,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return made


def recipient_in(recipient: str, key: str) -> dict[str, str]:
    """Read for whom an export is, and by which key it is sealed.

    Raises
    ------
    Unacceptable
        Nobody is named, or the key is none.
    """
    try:
        known = read_key(key)
    except HandingError:
        raise Unacceptable(
            _("This is no public key of a recipient. They make one with “tocsin exports key”.")
        ) from None
    if not 0 < len(recipient.strip()) <= LONGEST_NAME:
        raise Unacceptable(_("Say whom it is for."))
    return {
        "recipient": recipient.strip(),
        "key": key.strip(),
        "fingerprint": fingerprint(known),
    }
