import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

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
        line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        if words in line and f"VAR_DIR={site.var_dir}".encode() in environment_of(folder):
            found.append(int(folder.name))
    return min(found)


def environment_of(folder):
    try:
        return (folder / "environ").read_bytes()
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


def test_a_part_that_dies_brings_all_down_with_one_sentence(start_site):
    site = start_site("--no-demo").wait_until_up()

    os.kill(process_id(site, "celery --app corps worker"), signal.SIGKILL)
    code = site.process.wait(60)

    assert code == 1
    assert site.complained.read_text() == (
        f"The worker process has ended: the end of {site.var_dir}/log/worker.log says why.\n"
    )
    assert processes_of(site.var_dir) == []


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
