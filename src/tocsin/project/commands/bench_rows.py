"""The rows of a measurement as a table for people."""

from collections.abc import Mapping, Sequence


def show(rows: Sequence[Mapping[str, object]]) -> None:
    """Print the rows for people."""
    from rich.console import Console  # noqa: PLC0415 - only when something is printed
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table("What", "Unit", "Ours", "Peer", "Ratio", "Same answer", "The peer is")
    for row in rows:
        ratio = row["ratio"]
        table.add_row(
            str(row["name"]),
            str(row["unit"]),
            f"{row['ours']}",
            "" if row["peer"] is None else f"{row['peer']}",
            f"{ratio:.2f}" if isinstance(ratio, float) else "",
            {True: "yes", False: "NO"}.get(row["equal"] is True, "")
            if row["equal"] is not None
            else "",
            str(row["peer_name"]),
        )
    Console().print(table)
