"""The tests, on servers and in a folder of their own: made here, before settings are first read.

pytest-django reads the settings before any conftest.py is loaded, so this is the place. With
pytest-xdist only the first process comes here; its workers inherit what it sets.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from corps import embedded

# What a person may have set for the site they run has no say in the tests.
OF_THE_SITE = ("SITE_URL", "EMAIL_URL", "PORT", "HOST", "DEBUG", "SECRET_KEY", "ALLOWED_HOSTS")
OF_THE_SITE += ("REQUIRE_SECOND_FACTOR", "CORPS_EMBEDDED", "TRUSTED_PROXIES", "OIDC_PROVIDERS")


def start():
    """Start what no address is given for; it ends with this process."""
    for name in OF_THE_SITE:
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="corps-tests-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as another user
    (folder / "static").mkdir()  # whitenoise warns of one that is missing
    os.environ["VAR_DIR"] = str(folder)
    stack = ExitStack()
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    stack.enter_context(embedded.running(folder, durable=False))
    atexit.register(stack.close)


if "PYTEST_XDIST_WORKER" not in os.environ:
    start()
