"""`tocsin exports`."""

import json
import secrets
from gettext import gettext as _
from pathlib import Path

import click

KEY_BYTES = 32
READABLE_BY_OWNER = 0o600


@click.group(name="exports")
def command() -> None:
    """Receive what a bureau hands out: make a key, and open what is sealed to it.

    Example: tocsin exports key --out recipient.key
    """


@command.command(name="key")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Where the secret half is written; it must not be there yet.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def key(*, out: Path, as_json: bool) -> None:
    """Make a key pair: the secret half stays in a file, the public half is handed to the bureau.

    Example: tocsin exports key --out recipient.key
    """
    from tocsin.core.handing import (  # noqa: PLC0415 - help needs no cryptography
        fingerprint,
        public_key,
        written,
    )

    secret = secrets.token_bytes(KEY_BYTES)
    try:
        out.touch(mode=READABLE_BY_OWNER, exist_ok=False)
    except OSError as bad:
        raise click.ClickException(_("{file} cannot be made new.").format(file=out)) from bad
    out.write_text(secret.hex() + "\n", encoding="ascii")
    public = public_key(secret)
    if as_json:
        click.echo(json.dumps({"public": written(public), "fingerprint": fingerprint(public)}))
        return
    click.echo(written(public))
    click.echo(f"fingerprint {fingerprint(public)}")


@command.command(name="open")
@click.argument("package", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    "key_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file with the secret half of the key.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Where it is written; else it is printed."
)
@click.option("--json", "as_json", is_flag=True, help="Print what it holds as JSON; needs --out.")
def open_package(*, package: Path, key_file: Path, out: Path | None, as_json: bool) -> None:
    """Open an export with the secret half of the key; one that was changed is refused.

    Example: tocsin exports open looks-1.tocsin --key recipient.key --out looks.jsonl
    """
    facts, content = handed_in(package.read_bytes(), key_file)
    if out is None:
        click.echo(content, nl=False)
        return
    out.write_bytes(content)
    click.echo(json.dumps(facts) if as_json else f"{out}: {facts.get('rows')} rows")


def handed_in(package: bytes, key_file: Path) -> tuple[dict[str, object], bytes]:
    """Open a package with the key in a file, or say why it does not open."""
    from tocsin.core.handing import HandingError, opened  # noqa: PLC0415 - as above

    try:
        handed = opened(package, secret=bytes.fromhex(key_file.read_text(encoding="ascii").strip()))
        return dict(handed.facts), handed.content
    except HandingError as bad:
        raise click.ClickException(
            _(
                "It does not open: it is sealed to another key, was changed on the way, or is no "
                "export of Tocsin."
            )
        ) from bad
    except ValueError as bad:
        raise click.ClickException(_("{file} holds no key.").format(file=key_file)) from bad
