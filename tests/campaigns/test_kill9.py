"""The ledger of the campaign of kills. The campaign itself, and that it finds planted faults, are
steps of `.ci/run`: each starts and kills the whole product several times."""

from uuid import UUID

from tocsin.project.campaigns.ledger import Ledger, lines_of


def test_a_line_torn_by_a_kill_is_no_entry_and_takes_no_other_with_it(tmp_path):
    path = tmp_path / "ledger"
    ids = [UUID(int=1), UUID(int=2)]
    Ledger(path).note(ids[0], "closed", [{"number": "C1"}])
    path.write_bytes(path.read_bytes() + b'{"act": "0000')
    Ledger(path).note(ids[1], "closed", [{"number": "C2"}])

    assert [line.act_id for line in lines_of(path)] == ids
