"""The map of the API, its schema, and the page about it."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command

from tests.conftest import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget():
    cache.clear()


def test_the_schema_has_no_fault_and_brings_no_warning(tmp_path):
    file = tmp_path / "schema.yml"

    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))

    assert file.read_text().startswith("openapi: 3.0.3")


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_the_schema_is_served_and_known_by_its_tag(client, format):
    first = client.get(f"/api/schema/?format={format}")
    again = client.get(f"/api/schema/?format={format}", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert "/api/projects/{id}/" in first.content.decode()


def test_every_error_has_one_shape_in_the_schema(client):
    schema = client.get("/api/schema/?format=json").json()

    told = {
        (path, method): {code for code in operation["responses"] if code[0] in "45"}
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    }

    always = {"400", "401", "406", "429"}
    assert {key: codes - always for key, codes in told.items() if not codes >= always} == {}
    assert told["/api/projects/{id}/", "get"] == always | {"404"}
    assert told["/api/projects/", "post"] == always | {"415"}


@pytest.mark.parametrize(
    "address", ["nowhere/at/all/", "projects/x/", "projects/7%0A/", "snapshots/7%16r%0A%C3%83/"]
)
def test_an_address_that_is_none_is_told_in_json(client, address):
    response = client.get(f"/api/{address}")

    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert response.json()["errors"] == {}


def test_a_slash_that_is_left_out_is_put_back(client):
    response = client.get("/api/projects?q=bins")

    assert (response.status_code, response["Location"]) == (301, "/api/projects/?q=bins")


def test_the_page_lists_all_that_the_schema_tells(client):
    schema = client.get("/api/schema/?format=json").json()

    page = client.get("/api/")

    told = {(each.path, each.method) for each, _curl in page.context["operations"]}
    assert told == {
        (path, method.upper()) for path, methods in schema["paths"].items() for method in methods
    }
    assert page.content.decode().count("<h2>Projects, the latest moved first</h2>") == 1


def test_the_page_gives_an_example_that_works(client, world):
    page = client.get("/api/").content.decode()

    assert page.count("curl http://testserver/api/projects/?borough=lambeth") == 1
    assert client.get("/api/projects/?borough=lambeth").status_code == 200


A_TOKEN = """
from councils import services
from councils.models import Membership
membership = Membership.objects.confirmed().order_by("pk")[0]
print(services.make_token(membership, name="Test", days=1, by=membership.user)[1])
"""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)


@pytest.mark.slow
def test_whatever_is_asked_nothing_breaks_and_no_answer_is_outside_the_schema(start_site, tmp_path):
    site = start_site(API_RATE="", API_TOKEN_RATE="").wait_until_up(400)  # the story takes its time
    token = run([sys.executable, ROOT / "manage.py", "shell", "-c", A_TOKEN], ROOT, site.env)
    schemathesis = Path(sys.executable).with_name("schemathesis")

    run(
        [
            *(schemathesis, "run", f"{site.url}/api/schema/?format=json"),
            *("--header", f"Authorization: Bearer {token.split()[-1]}"),
            *("--checks", ",".join(CHECKS)),
            *("--phases", "coverage,fuzzing,stateful"),
            *("--max-examples", "5", "--workers", "2", "--generation-deterministic"),
            *("--warnings", "off", "--no-color"),
        ],
        tmp_path,
        site.env,
    )

    assert '"level": "error"' not in (site.var_dir / "log" / "web.log").read_text()


def run(command, folder, env):
    """What a command says; where it fails, so does the test, with all of it."""
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
