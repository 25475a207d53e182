"""`tocsin check`."""

import json

import click

from tocsin.project import startup


@click.command(name="check")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(*, as_json: bool) -> int:
    """Say whether the configuration and the database are sound; the exit code says it too.

    Example: tocsin check --json
    """
    findings = _findings()
    sound = all(finding["ok"] for finding in findings)
    if as_json:
        click.echo(json.dumps({"ok": sound, "findings": findings}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(
                f"{'ok  ' if finding['ok'] else 'BAD '} {finding['name']}: {finding['message']}"
            )
        click.echo("Everything is sound." if sound else "Something needs mending; see BAD above.")
    return 0 if sound else 1


def _findings() -> list[dict[str, object]]:
    """Look at everything; a database that cannot be had is a finding like the others."""
    try:
        with startup.ground():
            from tocsin.project import health  # noqa: PLC0415 - only after Django is set up

            return [vars(finding) for finding in health.inspect()]
    except startup.DatabaseUnusable as problem:
        return [{"name": "database", "ok": False, "message": str(problem)}]
