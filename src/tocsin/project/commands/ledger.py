"""`tocsin ledger`."""

import json
from collections.abc import Mapping, Sequence
from gettext import gettext as _
from pathlib import Path

import click

from tocsin.core.ledger.notes import Note, NoteError, PublicKey, read_note, read_public_key
from tocsin.project import startup
from tocsin.project.keyacting import allowed, approvable, refuse_idle

MOST_TOLD = 20


@click.group(name="ledger")
def command() -> None:
    """Examine the record of acts and looks, and prove what is in it.

    Example: tocsin ledger verify --json
    """


json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@command.command(name="verify")
@click.option(
    "--key", "keys", multiple=True, help="A key of the ledger that you trust; its own if none."
)
@click.option("--witness-key", "witnesses", multiple=True, help="A key of a witness.")
@click.option(
    "--seen",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A checkpoint that a witness has kept, or a folder of them; may be repeated.",
)
@json_option
def verify(
    *, keys: Sequence[str], witnesses: Sequence[str], seen: Sequence[Path], as_json: bool
) -> int:
    """Hold the whole record against its tree, its checkpoints and its witnesses.

    Example: tocsin ledger verify --seen /media/witness --json
    """
    with startup.ground():
        from tocsin.project import ledgerwork  # noqa: PLC0415 - needs Django

        result = ledgerwork.verify(
            keys=keys_in(keys) or None, witnesses=keys_in(witnesses), seen=notes_in(seen)
        )
    if as_json:
        click.echo(json.dumps(result))
    else:
        tell(result)
    return 0 if result["ok"] else 1


def tell(result: Mapping[str, object]) -> None:
    """Say it for people."""
    click.echo(
        f"{result['rows']} rows, {result['signed']} of them signed, {result['waiting']} without a "
        f"place; {result['checkpoints']} checkpoints, {result['seen']} kept by witnesses."
    )
    faults = result["faults"]
    for fault in faults[:MOST_TOLD] if isinstance(faults, list) else []:
        click.echo(f"BAD {fault['check']}: {fault['where']}")
    click.echo("All of it holds." if result["ok"] else f"{result['fault_count']} faults.")


def keys_in(texts: Sequence[str]) -> list[PublicKey]:
    """Read verifier keys."""
    try:
        return [read_public_key(text) for text in texts]
    except NoteError as problem:
        raise click.UsageError(_("This is no verifier key (name+id+base64).")) from problem


def notes_in(paths: Sequence[Path]) -> list[Note]:
    """Read checkpoints from files, and from the files of folders."""
    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*.note")) if path.is_dir() else [path])
    ]
    return [note_in(file) for file in files]


def note_in(file: Path) -> Note:
    """Read one checkpoint."""
    try:
        return read_note(file.read_text(encoding="utf-8"))
    except (NoteError, UnicodeDecodeError) as problem:
        raise click.UsageError(_("{file} is no signed note.").format(file=file)) from problem


@command.command(name="export")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A folder that is not there yet.",
)
@click.option("--witness-key", "witnesses", multiple=True, help="A key of a witness.")
@json_option
def export(*, out: Path, witnesses: Sequence[str], as_json: bool) -> None:
    """Write the ledger into a folder, with a program by which anybody can examine it.

    Names of fields and keyed stand-ins of people leave the house, no values.

    Example: tocsin ledger export --out ledger-march
    """
    if out.exists():
        raise click.BadParameter(_("{file} exists already").format(file=out), param_hint="--out")
    with startup.ground():
        from tocsin.project import ledgerwork  # noqa: PLC0415 - needs Django

        made = ledgerwork.export(out, witnesses=keys_in(witnesses))
    if as_json:
        told = {"folder": str(out), "rows": made.rows, "checkpoints": made.checkpoints}
        click.echo(json.dumps(told))
    else:
        click.echo(f"{out}: {made.rows} rows, {made.checkpoints} checkpoints.")


@command.command(name="prove")
@click.option("--act", type=click.IntRange(1), help="The number of an entry of the audit trail.")
@click.option("--look", type=click.IntRange(1), help="The number of a look.")
@json_option
def prove(*, act: int | None, look: int | None, as_json: bool) -> None:
    """Prove that one act, or one look, is in the ledger.

    The proof is examined with `verify_ledger.py row FILE`, which an export brings along.

    Example: tocsin ledger prove --act 17 --json
    """
    if (act is None) == (look is None):
        raise click.UsageError(_("Say either --act or --look."))
    source, number = ("act", act) if act is not None else ("look", look)
    with startup.ground():
        from tocsin.kernel.ledger import api as ledger  # noqa: PLC0415 - needs Django

        proof = ledger.prove_row(source, number or 0)
    if as_json:
        click.echo(json.dumps(proof.plain(), ensure_ascii=False))
        return
    click.echo(proof.row)
    click.echo(f"It is row {proof.position} of {proof.size}, below this checkpoint:\n")
    click.echo(proof.checkpoint)


@command.command(name="growth")
@click.option("--old", required=True, type=click.IntRange(1), help="The size of a checkpoint.")
@click.option("--new", type=click.IntRange(1), help="The size of a later one; else the newest.")
@json_option
def growth(*, old: int, new: int | None, as_json: bool) -> None:
    """Prove that one checkpoint continues another.

    The proof is examined with `verify_ledger.py growth FILE`, which an export brings along.

    Example: tocsin ledger growth --old 1200 --json
    """
    with startup.ground():
        from tocsin.kernel.ledger import api as ledger  # noqa: PLC0415 - needs Django

        proof = ledger.prove_growth(old, new)
    if as_json:
        click.echo(json.dumps(proof.plain()))
        return
    click.echo(proof.old)
    click.echo("is continued by\n")
    click.echo(proof.new)


@command.command(name="keys")
@click.option("--add", is_flag=True, help="Make a new signing key beside those there are.")
@click.option("--retire", is_flag=True, help="With --add: the old ones stop signing.")
@approvable
@json_option
def keys(
    *, add: bool, retire: bool, approved: int | None, alone: str | None, as_json: bool
) -> None:
    """List the keys by which others check the ledger, or bring a new one in.

    Add a key, make it known to the witnesses, then add once more with --retire, or remove the old
    line from the file of signing keys. Two people decide on each before, on the page Acts on keys.

    Example: tocsin ledger keys --json
    """
    if retire and not add:
        raise click.UsageError(_("--retire goes with --add."))
    refuse_idle(acts=add, approved=approved, alone=alone)
    if add:
        with startup.ground():
            from tocsin.kernel.ledger import api as changing  # noqa: PLC0415 - needs Django

            deed = "ledger.replace" if retire else "ledger.add"
            with allowed(deed, approved=approved, alone=alone):
                changing.add_key(retire=retire)
    else:
        startup.without_database()
    from tocsin.kernel.ledger import api as ledger  # noqa: PLC0415 - needs Django

    ring = ledger.keyring()
    told = {
        "known": [key.written() for key in ring.known],
        "signing": [key.public.written() for key in ring.signing],
        "witness": ledger.witness_key().public.written(),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    for key in told["known"]:
        click.echo(f"{key}{'' if key in told['signing'] else ' (retired)'}")
    click.echo(f"As a witness for others: {told['witness']}")
