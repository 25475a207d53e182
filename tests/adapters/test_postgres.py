"""The carried server, really started: by an ordinary user, by root, killed, shared and refused."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tocsin.adapters.postgres import binaries, embedded, gates, postmaster
from tocsin.adapters.postgres.account import account_for
from tocsin.adapters.postgres.cluster import ADMINISTRATOR, Cluster
from tocsin.adapters.postgres.errors import DatabaseUnusable
from tocsin.adapters.postgres.receiving import CopyLine, Receiver
from tocsin.adapters.postgres.room import RoomKeeper
from tocsin.core.keeping.room import Room

PATIENCE_SECONDS = 60
JOIN_AND_WAIT = """
import sys
from pathlib import Path
from tocsin.adapters.postgres import embedded
with embedded.running(Path(sys.argv[1])) as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A short folder that root's stand-in can reach too."""
    with tempfile.TemporaryDirectory(prefix="tocsin-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
def furnished() -> Iterator[Path]:
    """A data folder made once and never changed, to copy from."""
    with reachable_folder() as home:
        with embedded.running(home / "data"):
            pass
        yield home / "data"


@pytest.fixture
def folder(furnished) -> Iterator[Path]:
    """A furnished data folder of one's own, gone with its server at the end."""
    with reachable_folder() as name:
        subprocess.run(["/bin/cp", "-a", furnished, name / "data"], check=True)  # noqa: S603
        yield name / "data"
        Cluster.at(name / "data").stop()


@pytest.fixture
def empty_folder() -> Iterator[Path]:
    """A data folder in which nothing was made yet."""
    with reachable_folder() as name:
        yield name / "data"


def wait_until(holds: Callable[[], bool]) -> None:
    """Look again and again, without fixed sleeps, until something holds."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < patience, "it did not come about in time"
        os.sched_yield()


def ask(server: embedded.Server, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


@contextmanager
def another_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the same folder until its input ends."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", JOIN_AND_WAIT, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


def test_server_keeps_rows_between_two_runs(folder):
    with embedded.running(folder) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('one')")
    assert Cluster.at(folder).running() is None

    with embedded.running(folder) as server:
        assert ask(server, "SELECT word FROM kept") == "one"


def test_server_finds_chinese_words_and_is_durable(folder):
    with embedded.running(folder) as server, psycopg.connect(server.url) as connection:
        findings = gates.inspect(connection)
        role = connection.execute(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert [finding.name for finding in findings if not finding.ok] == []
    assert {"fsync", "full_page_writes", "data_checksums", "synchronous_commit", "trigrams"} <= {
        finding.name for finding in findings
    }
    assert role == (False, False)


@pytest.mark.parametrize(
    ("setting", "value"), [("synchronous_commit", "off"), ("synchronous_commit", "local")]
)
def test_gate_refuses_a_commit_that_does_not_wait(folder, setting, value):
    with embedded.running(folder) as server, psycopg.connect(server.url) as connection:
        connection.execute(f"SET {setting} = {value}".encode())
        with pytest.raises(DatabaseUnusable, match="acknowledged entry could be lost"):
            gates.refuse_unless_safe(connection)


def test_gate_refuses_a_server_without_fsync_or_trigrams(folder):
    with embedded.running(folder) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("DROP EXTENSION pg_trgm")
        administrator = server.cluster.url(database="postgres", role="postgres")
        with psycopg.connect(administrator, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        wait_until(lambda: ask(server, "SHOW fsync") == "off")
        with psycopg.connect(server.url) as connection:
            wrong = {finding.name for finding in gates.inspect(connection) if not finding.ok}

    assert wrong == {"fsync", "trigrams"}


def test_folder_made_without_checksums_gets_them_at_the_next_start(folder):
    cluster = Cluster.at(folder)
    disabled = cluster.account.run(
        cluster.programs() / "pg_checksums", "--disable", f"--pgdata={cluster.data}"
    )
    assert disabled.returncode == 0, disabled.stderr

    with embedded.running(folder) as server:
        assert ask(server, "SHOW data_checksums") == "on"


def test_socket_is_closed_to_others_and_no_port_is_open(folder):
    with embedded.running(folder) as server:
        assert server.cluster.socket.stat().st_mode & 0o777 == 0o700
        assert ask(server, "SHOW listen_addresses") == ""


def test_killed_server_comes_back_with_every_acknowledged_row(folder):
    with embedded.running(folder) as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (number int)")
            connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        before = server.pid
        server.kill()
        wait_until(lambda: server.pid not in {None, before} and _answers(server))

        assert ask(server, "SELECT count(*) FROM kept") == 1000


def _answers(server: embedded.Server) -> bool:
    with suppress(psycopg.OperationalError):
        return ask(server, "SELECT 1") == 1
    return False


def test_server_stops_when_its_only_user_is_killed(folder):
    with another_process(folder) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        found = Cluster.at(folder).running()
        assert found is not None
        assert found.pid == pid
        process.kill()
        wait_until(lambda: Cluster.at(folder).running() is None)

    with embedded.running(folder) as server:
        assert ask(server, "SELECT 1") == 1


def test_second_user_joins_and_the_last_to_leave_stops_the_server(folder):
    with another_process(folder) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        with embedded.running(folder) as server:
            assert server.pid == pid
        assert Cluster.at(folder).running() is not None
        process.communicate("")
        wait_until(lambda: Cluster.at(folder).running() is None)


def test_two_folders_run_side_by_side(folder):
    with embedded.running(folder) as one, embedded.scratch() as other:
        assert one.pid != other.pid
        assert ask(one, "SELECT 1") == ask(other, "SELECT 1") == 1
        thrown_away = other.folder

    assert not thrown_away.exists()


def test_a_server_kept_down_comes_back_by_itself_once_that_is_mended(folder):
    with embedded.running(folder) as server:
        configuration, log = server.cluster.data / "postgresql.conf", server.cluster.log
        configuration.write_text("no_such_setting = 1\ninclude 'tocsin.conf'\n")
        server.kill()
        wait_until(lambda: log.read_text().count("no_such_setting") > 7)
        configuration.write_text("include 'tocsin.conf'\n")
        embedded.connected(server.url).close()


def test_only_a_server_that_is_thrown_away_may_answer_before_the_disk_does(folder):
    with embedded.running(folder) as kept, embedded.scratch(durable=False) as hurried:
        wait_until(lambda: ask(hurried, "SHOW full_page_writes") == "off")
        assert (ask(hurried, "SHOW fsync"), ask(kept, "SHOW fsync")) == ("off", "on")


def test_stale_pid_file_of_another_living_process_is_not_believed(folder):
    with embedded.running(folder):
        pass
    cluster = Cluster.at(folder)
    lines = [str(os.getpid()), str(cluster.data), str(int(time.time())), "5432", "", "", ""]
    (cluster.data / "postmaster.pid").write_text("\n".join(lines))
    if cluster.account.stands_in:
        os.chown(cluster.data / "postmaster.pid", cluster.account.user, cluster.account.group)

    assert postmaster.find(cluster.data) is None
    with embedded.running(folder) as server:
        assert ask(server, "SELECT 1") == 1


def test_folder_of_another_major_version_is_refused_with_what_to_do(folder):
    with embedded.running(folder):
        pass
    (folder / "postgres" / "cluster" / "PG_VERSION").write_text("14\n")

    with (
        pytest.raises(DatabaseUnusable, match=r"made by PostgreSQL 14.*backup.*restore"),
        embedded.running(folder),
    ):
        pass


def test_interrupted_making_of_the_cluster_is_begun_again(empty_folder):
    left = empty_folder / "postgres" / "new-left"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("18\n")

    with embedded.running(empty_folder) as server:
        assert ask(server, "SELECT 1") == 1
    assert not left.exists()


def test_long_folder_gets_a_short_socket(empty_folder):
    deep = empty_folder / ("a long name " * 8).strip()
    if os.geteuid() == 0:
        empty_folder.mkdir()
        empty_folder.chmod(0o711)
    with embedded.running(deep) as server:
        assert len(os.fsencode(server.cluster.socket)) < 90
        assert ask(server, "SELECT 1") == 1
        used = server.cluster.socket

    assert not used.exists()


def test_socket_folder_that_somebody_else_made_is_refused(empty_folder):
    deep = empty_folder / ("a long name " * 8).strip()
    planted = Cluster.at(deep).socket
    planted.mkdir(mode=0o777)
    planted.chmod(0o777)
    try:
        with (
            pytest.raises(DatabaseUnusable, match="should be a closed folder"),
            embedded.running(deep),
        ):
            pass
    finally:
        assert planted.is_dir()
        planted.rmdir()


def test_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "file").touch()

    with (
        pytest.raises(DatabaseUnusable, match="choose another with TOCSIN_DATA"),
        embedded.running(tmp_path / "file"),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a stand-in")
class TestStartedByRoot:
    def test_server_runs_as_an_unprivileged_user_over_its_own_files(self, folder):
        with embedded.running(folder) as server:
            account = server.cluster.account
            assert account.user != 0
            assert Path(f"/proc/{server.pid}").stat().st_uid == account.user
            assert server.cluster.data.stat().st_uid == account.user
            assert server.cluster.data.stat().st_mode & 0o077 == 0

    def test_parents_stay_as_closed_as_they_were_and_the_start_is_refused(self, tmp_path):
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)

        with (
            pytest.raises(DatabaseUnusable, match="cannot reach"),
            embedded.running(closed / "data"),
        ):
            pass

        assert closed.stat().st_mode & 0o777 == 0o700

    def test_programs_in_a_closed_home_are_copied_to_where_the_stand_in_can_read(
        self, folder, monkeypatch, tmp_path
    ):
        package = binaries.carried().parents[1]
        home = tmp_path / "home"
        home.mkdir(mode=0o700)
        (home / package.name).symlink_to(package)
        closed = home / package.name / "pginstall" / "bin"
        monkeypatch.setattr(binaries, "carried", lambda: closed)
        account = account_for(folder / "postgres")

        programs = binaries.readable_by(account, keep=folder)

        assert programs.is_relative_to(folder)
        assert account.run(programs / "postgres", "--version").returncode == 0


def test_server_started_anew_waits_for_no_copy_and_may_be_written(folder):
    with embedded.running(folder) as server:
        line = CopyLine(server.cluster.url(database="postgres", role=ADMINISTRATOR))
        line.hold_log()
        line.wait_for_copy()
        line.write_nothing(stop=True)
        line.close()
        server.kill()

    with embedded.running(folder) as server:
        assert ask(server, "SHOW synchronous_standby_names") == ""
        assert ask(server, "SHOW default_transaction_read_only") == "off"


def test_copy_is_received_waited_for_and_let_go(folder, tmp_path):
    with embedded.running(folder) as server:
        address = server.cluster.url(database="postgres", role=ADMINISTRATOR)
        line, receiver = CopyLine(address), Receiver(address, tmp_path / "copy")
        assert line.hold_log() is False
        receiver.keep_running()
        try:
            wait_until(lambda: line.look().copied is not None)
            line.wait_for_copy()
            wait_until(lambda: line.look().counted)
            with psycopg.connect(server.url) as writing:
                writing.execute(b"CREATE TABLE kept (number int)")
            seen = line.look()
            assert seen.copied == seen.written

            receiver.replace()
            line.go_on_alone()
            wait_until(lambda: not line.look().waits)
            ask(server, "INSERT INTO kept VALUES (2) RETURNING 1")
        finally:
            receiver.end()
        wait_until(lambda: line.look().copied is None)
        line.release_log()
        assert ask(server, "SELECT count(*) FROM pg_replication_slots") == 0
        line.close()


def test_server_that_may_not_write_says_so_and_still_shows(folder):
    with embedded.running(folder) as server:
        line = CopyLine(server.cluster.url(database="postgres", role=ADMINISTRATOR))
        free = 0
        keeper = RoomKeeper(line, folder, Room(100, 200), lambda _folder: free)
        keeper.look()
        wait_until(lambda: ask(server, "SHOW default_transaction_read_only") == "on")
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            ask(server, "CREATE TABLE refused AS SELECT 1")

        free = 200
        keeper.look()
        wait_until(lambda: ask(server, "SHOW default_transaction_read_only") == "off")
        line.close()
