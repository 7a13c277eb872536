import os
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from corps import embedded
from tests.conftest import ROOT, free_port, plain_environment, processes_of, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="Looks into /proc"),
]


def manage(*arguments, **env):
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *arguments],
        cwd=ROOT,
        env=plain_environment(**env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def process_id(site, words):
    """The id of the oldest process of the site whose command line has these words."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        line = told_of(folder / "cmdline").replace(b"\0", b" ").decode()
        if words in line and f"VAR_DIR={site.var_dir}".encode() in told_of(folder / "environ"):
            found.append(int(folder.name))
    return min(found)


def told_of(file):
    """What the system tells of a process, nothing of one that ended meanwhile."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def status_of(url):
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
        return answer.status


def test_it_starts_everything_says_where_and_ends_everything_on_ctrl_c(start_site):
    site = start_site("--no-demo", fresh=True).wait_until_up()

    status = status_of(f"{site.url}/healthz")
    lines = "\n".join(processes_of(site.var_dir))
    code = site.stop()

    assert status == 200
    assert [word for word in ("gunicorn", "worker", "beat", "bin/postgres", "valkey-server")
            if word not in lines] == []  # fmt: skip
    assert f"London Digital Corps is at {site.url}\n" in site.said.read_text()
    assert code == 0
    assert processes_of(site.var_dir) == []
    assert site.complained.read_text() == ""


def test_a_second_start_finds_everything_done_and_a_polite_request_ends_it(start_site):
    first = start_site("--no-demo").wait_until_up()
    first.stop(signal.SIGTERM)
    key = (first.var_dir / "secret_key").read_text()

    second = start_site("--no-demo").wait_until_up()
    code = second.stop(signal.SIGTERM)

    assert code == 0
    assert (second.var_dir / "secret_key").read_text() == key
    assert (second.var_dir / "secret_key").stat().st_mode & 0o077 == 0
    assert processes_of(second.var_dir) == []


def test_what_falls_is_started_again_until_it_falls_too_often(start_site):
    site = start_site("--no-demo").wait_until_up()
    parts = ["celery --app corps worker", "celery --app corps beat", "gunicorn", "valkey-server"]
    before = {words: process_id(site, words) for words in [*parts, "bin/postgres"]}

    for process in before.values():
        os.kill(process, signal.SIGKILL)
    wait_for(lambda: all_new(site, before), 60)
    wait_for(lambda: answers_well(f"{site.url}/readyz"), 90)  # the clock and a worker as well
    for _ in range(4):
        fell = process_id(site, parts[1])
        os.kill(fell, signal.SIGKILL)
        wait_for(lambda fell=fell: all_new(site, {parts[1]: fell}) or site.has_ended(), 30)
    code = site.process.wait(60)

    assert code == 1
    assert site.complained.read_text() == (
        "The beat process has ended 5 times within a minute: the end of "
        f"{site.var_dir}/log/beat.log says why.\n"
    )
    assert processes_of(site.var_dir) == []


def all_new(site, before):
    """Whether each part runs, under another number."""
    with suppress(ValueError, OSError):
        return all(process_id(site, words) != number for words, number in before.items())


def answers_well(url):
    """Whether all that is checked there is well."""
    try:
        return status_of(url) == 200
    except OSError:
        return False


@pytest.fixture
def servers(prepared, broker, var_dir):
    """Servers that somebody else runs: a PostgreSQL whose tables are made, and a Valkey."""
    subprocess.run(["cp", "-a", f"{prepared}/.", var_dir], check=True)  # keeps the owners
    postgres = embedded.Postgres(var_dir, durable=False)
    postgres.start()
    yield {"DATABASE_URL": postgres.address, "REDIS_URL": broker.address}
    postgres.stop()
    postgres.remove_sockets()


def test_each_part_alone_is_that_process_and_ends_when_told(servers, var_dir):
    own = servers | {"VAR_DIR": str(var_dir), "PORT": str(free_port())}
    programs = {"web": "gunicorn", "worker": "worker", "beat": "beat"}
    alive = {part: var_dir / f"{part}-alive" for part in ("worker", "beat")}

    prepared = manage("up", "--only", "prepare", **own)
    running = {part: alone(part, ALIVE_FILE=str(alive.get(part, "")), **own) for part in programs}
    wait_for(lambda: answers_well(f"http://localhost:{own['PORT']}/healthz"), 90)
    for file in alive.values():
        wait_for(file.exists, 90)  # what a container's health check looks at
    lines = {part: command_of(process) for part, process in running.items()}
    for process in running.values():
        process.terminate()
    codes = {part: process.wait(60) for part, process in running.items()}

    assert (prepared.returncode, prepared.stderr) == (0, "")
    assert [part for part, name in programs.items() if f" {name}" not in lines[part]] == []
    assert [part for part in programs if "manage.py" in lines[part]] == []
    assert codes == dict.fromkeys(programs, 0)


def alone(part, **environment):
    """One part, from another folder."""
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "up", "--only", part],
        env=plain_environment(**environment),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def command_of(process):
    """The command line of a process, as it is now."""
    return Path(f"/proc/{process.pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def test_one_part_alone_asks_for_servers_and_starts_none(var_dir):
    refused = manage("up", "--only=web", VAR_DIR=str(var_dir), REDIS_URL="redis://localhost")

    assert refused.returncode == 1
    assert refused.stderr == (
        "--only does one part beside servers of your own: name them in DATABASE_URL and "
        "REDIS_URL.\n"
    )
    assert [path.name for path in var_dir.iterdir()] == ["secret_key"]


def test_killed_outright_it_leaves_nothing_behind_and_starts_again(start_site):
    site = start_site("--no-demo").wait_until_up()

    site.process.kill()
    wait_for(lambda: processes_of(site.var_dir) == [])
    again = start_site("--no-demo").wait_until_up()

    assert status_of(f"{again.url}/healthz") == 200


def test_a_taken_port_is_one_clear_sentence(var_dir):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        refused = manage("up", VAR_DIR=str(var_dir), PORT=str(port))

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        f"Port {port} is taken: stop what listens there, or choose another: PORT={port + 1}.\n"
    )
    assert processes_of(var_dir) == []


@pytest.mark.parametrize("command", ["up", "migrate", "check"])
def test_a_folder_that_cannot_be_written_is_one_clear_sentence(var_dir, command):
    (var_dir / "file").touch()

    refused = manage(command, VAR_DIR=str(var_dir / "file"), PORT=str(free_port()))

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr == (
        f"You may not write to {var_dir}/file (File exists): choose a folder of your own with "
        "VAR_DIR.\n"
    )
