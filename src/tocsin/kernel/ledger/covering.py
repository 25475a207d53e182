"""What a record needs so that the ledger can cover it, in the words of the database."""

UNCHANGING = """
    CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'Rows of % are added, never changed.', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def cover(table: str, name: str) -> tuple[list[str], list[str]]:
    """Write how a record is covered, and how that is undone.

    Each row knows the transaction that wrote it, by which the sequencer finds it when that has
    ended, and a salt, with which its values are hashed.
    """
    hold, release = keep_unchanged(table, name)
    columns = (
        f"ALTER TABLE {table}"
        " ADD COLUMN written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),"
        " ADD COLUMN salt bytea NOT NULL DEFAULT uuid_send(gen_random_uuid())"
    )
    index = f"CREATE INDEX {name}_written_in ON {table} (written_in)"
    undone = f"ALTER TABLE {table} DROP COLUMN written_in, DROP COLUMN salt"
    return [columns, index, *hold], [*release, undone]


def keep_unchanged(table: str, name: str) -> tuple[list[str], list[str]]:
    """Write how a table refuses that its rows are changed or taken away, and how that ends."""
    trigger = f"{name}_unchanging"
    made = (
        f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()"
    )
    return [made], [f"DROP TRIGGER {trigger} ON {table}"]
