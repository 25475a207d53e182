"""What somebody could send who has taken over the web's connection to the database.

Words in braces are filled in: people of two bureaus, looks of every kind, the owner's name, a
token with which all looks open but that of another officer. Each line of the file is sent as it
stands, its statements in one transaction.
"""

from pathlib import Path

OWN = (
    'INSERT INTO personal.look (bureau_id, subject, officer_id, "case", task, kinds,'
    " opens_with, at) VALUES ({bureau}, '{subject}', {officer}, 'drill:open', 'call_back',"
    " '[\"name\", \"telephone\"]', sha256('{token}'), now())"
)
# Looks whose transaction, end, number or salt is made up, and one in another bureau's name.
FORGED = [
    OWN.replace("now()", "now(), '1'").replace(", at)", ", at, written_in)"),
    OWN.replace("now()", "now(), 'infinity'").replace(", at)", ", at, expires_at)"),
    OWN.replace("now()", "now(), 1").replace(", at)", ", at, id)"),
    OWN.replace("now()", "now(), ''").replace(", at)", ", at, salt)"),
    OWN.replace("{bureau}", "{other}", 1),
]
WRITTEN = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").splitlines()
PROBES = [*(line.replace("{own}", OWN) for line in WRITTEN), *FORGED]
