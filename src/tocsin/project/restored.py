"""Whether a database that was brought back can be worked with, before it takes its place.

Run as ``python -m tocsin.project.restored`` on that database: what the backup says of itself comes
as JSON from the input, one finding for each thing looked at goes out. Nothing stays changed.
"""

import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.project.settings")
if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tocsin.adapters.postgres import gates
from tocsin.adapters.postgres.gates import Finding
from tocsin.core.ledger.notes import read_note
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Bureau, Role, enlist
from tocsin.kernel.personal import api as personal
from tocsin.project import ledgerwork, speech


def inspect(about: Mapping[str, object]) -> list[Finding]:
    """Look at everything that must hold after a return."""
    checks: list[Callable[[], Finding]] = [
        _durable,
        _tables,
        _people,
        lambda: _ledger(about),
        _sign_in,
    ]
    return [check() for check in checks]


def _durable() -> Finding:
    connection.ensure_connection()
    wrong = [one.message for one in gates.inspect(connection.connection) if not one.ok]
    return Finding("database", ok=not wrong, message=" ".join(wrong) or _("It keeps entries."))


def _tables() -> Finding:
    """See whether this Tocsin knows the tables; older ones are brought up to date at the start."""
    loader = MigrationLoader(connection)
    unknown = sorted(set(loader.applied_migrations) - set(loader.disk_migrations))
    if unknown:
        named = ", ".join(".".join(one) for one in unknown[:3])
        message = _("Written by a newer Tocsin ({named}); bring it back with that one.")
        return Finding("tables", ok=False, message=message.format(named=named))
    return Finding("tables", ok=True, message=_("This Tocsin knows them."))


def _people() -> Finding:
    """Open one person of each version of the keys; older backups are sealed at the start."""
    if ("personal", "0002_sealed") not in MigrationLoader(connection).applied_migrations:
        return Finding("people", ok=True, message=_("Facts about people are not sealed yet."))
    closed = ", ".join(map(str, personal.sample_opens()))
    if closed:
        message = _("Version {versions} of the keys of facts about people is not here.")
        return Finding("people", ok=False, message=message.format(versions=closed))
    return Finding("people", ok=True, message=_("The keys open facts about people."))


def _ledger(about: Mapping[str, object]) -> Finding:
    """Examine the whole ledger; what was signed when the backup was made must still be there."""
    note = about.get("checkpoint")
    seen = [read_note(note)] if isinstance(note, str) and note else []
    told = ledgerwork.verify(keys=None, witnesses=[], seen=seen)
    if told["ok"]:
        message = _("{rows} rows hold, {signed} of them signed.")
        return Finding("ledger", ok=True, message=message.format(**told))
    return Finding("ledger", ok=False, message=_("{fault_count} faults.").format(**told))


def _sign_in() -> Finding:
    """Sign a made-up officer in over the page, and take all of it back."""
    name, password = f"rehearsal-{secrets.token_hex(6)}", secrets.token_urlsafe(24)
    with transaction.atomic():
        bureau = Bureau.objects.order_by("pk").first()
        if bureau is None:
            transaction.set_rollback(True)
            return Finding("sign-in", ok=True, message=_("There is no bureau to sign in to."))
        enlist(
            username=name,
            name=name,
            bureau=bureau,
            roles=[Role.OFFICER],
            at=moment.now(),
            password=password,
        )
        signed_in = _enters(name, password) and not _enters(name, "another password")
        transaction.set_rollback(True)
    message = _("An officer can sign in.") if signed_in else _("Nobody can sign in.")
    return Finding("sign-in", ok=signed_in, message=message)


def _enters(name: str, password: str) -> bool:
    """Say whether the page of signing in lets somebody past it."""
    host = next((one for one in settings.ALLOWED_HOSTS if one not in {"*", ""}), "localhost")
    client = Client(headers={"host": host.removeprefix(".")})
    client.post(reverse("account_login"), {"login": name, "password": password})
    return "_auth_user_id" in client.session


def main() -> int:
    """Print the findings."""
    about = json.loads(sys.stdin.read() or "{}")
    with translation.override(speech.chosen()):
        findings = [vars(finding) for finding in inspect(about)]
    sys.stdout.write(json.dumps(findings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
