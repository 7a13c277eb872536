"""What docker-compose.yml promises, read as a file: no engine runs it here."""

import re
import shlex

import pytest
import yaml

from corps.management.commands import up
from tests.conftest import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = ("prepare", "web", "worker", "beat")
LASTING = [name for name in SERVICES if name != "prepare"]  # that one ends when it is done


def parsed(command):
    """What `manage.py up` makes of a service's command; it refuses what it does not know."""
    python, manage, name, *rest = shlex.split(command)
    assert (python, manage, name) == ("python", "manage.py", "up")
    return up.Command().create_parser("manage.py", "up").parse_args(rest)


def test_there_are_these_services_two_of_those_that_work_and_one_clock():
    hands = {name: SERVICES[name].get("deploy", {}).get("replicas", 1) for name in SERVICES}

    assert hands == {
        "prepare": 1, "web": 2, "worker": 2, "beat": 1, "postgres": 1, "valkey": 1, "proxy": 1
    }  # fmt: skip


def test_each_of_our_services_is_a_part_that_up_knows():
    assert {name: parsed(SERVICES[name]["command"]).only for name in OURS} == {
        name: name for name in OURS
    }
    assert {"prepare", *up.commands("0.0.0.0", 8000)} == set(OURS)  # noqa: S104 - as in a container


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_an_ordinary_user_who_can_write_nothing_and_gain_nothing(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in service["tmpfs"]  # noqa: S108 - a container's own
    assert service["user"] not in {"0", "0:0", "root"}


@pytest.mark.parametrize("name", LASTING)
def test_a_service_that_lasts_says_how_it_is_and_comes_back(name):
    check = SERVICES[name]["healthcheck"]

    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(check)
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_health_is_asked_of_what_the_parts_really_offer():
    environment = SERVICES["web"]["environment"]
    web = SERVICES["web"]["healthcheck"]["test"][-1]

    assert f"http://localhost:{environment['PORT']}/healthz" in web
    assert "localhost" in environment["ALLOWED_HOSTS"].split(",")
    for name in ("worker", "beat"):
        alive = SERVICES[name]["environment"]["ALIVE_FILE"]
        assert alive in SERVICES[name]["healthcheck"]["test"][1]


def test_nothing_starts_before_what_it_stands_on():
    needed = {
        name: {
            other: how["condition"] for other, how in SERVICES[name].get("depends_on", {}).items()
        }
        for name in SERVICES
    }
    ready = {"prepare": "service_completed_successfully", "valkey": "service_healthy"}

    assert needed == {
        "prepare": {"postgres": "service_healthy"},
        **dict.fromkeys(("web", "worker", "beat"), ready),
        "proxy": {"web": "service_healthy"},
        "postgres": {},
        "valkey": {},
    }


def test_what_must_outlive_a_container_is_on_a_volume():
    places = {
        name: [volume.partition(":") for volume in SERVICES[name].get("volumes", ())]
        for name in SERVICES
    }

    assert set(COMPOSE["volumes"]) == {kept for all_ in places.values() for kept, _, _ in all_}
    assert [place for name in OURS for _, _, place in places[name]] == [
        SERVICES["web"]["environment"]["VAR_DIR"]
    ] * len(OURS)
    assert all(places[name] for name in ("postgres", "valkey", "proxy"))


def test_secrets_come_from_the_environment_alone_and_are_asked_for():
    asked = dict(re.findall(r"\$\{([A-Z_]+):\?([^}]+)\}", TEXT))
    secret = {
        (service, name): str(value)
        for service, what in SERVICES.items()
        for name, value in what.get("environment", {}).items()
        if re.search(r"SECRET|PASSWORD|DATABASE_URL|EMAIL_URL", name)
    }

    assert set(asked) == {"SECRET_KEY", "SITE_URL", "EMAIL_URL", "POSTGRES_PASSWORD"}
    assert [where for where, value in secret.items() if "${" not in value] == []


def test_settings_whose_names_a_council_gives_reach_each_of_our_services_and_no_other():
    files = {name: service.get("env_file") for name, service in SERVICES.items()}
    fixed = {name for service in SERVICES.values() for name in service.get("environment", {})}

    assert files == {
        name: [{"path": "site.env", "required": False}] if name in OURS else None
        for name in SERVICES
    }
    assert [name for name in fixed if name.startswith("OIDC_")] == []  # these would win over it
    assert "`site.env`" in (ROOT / "README.md").read_text()
    assert "site.env" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_proxy_alone_is_reached_from_outside_and_the_data_from_inside_alone():
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["proxy"]
    assert COMPOSE["networks"]["data"] == {"internal": True}
    assert {name: SERVICES[name]["networks"] for name in ("postgres", "valkey", "proxy")} == {
        "postgres": ["data"],
        "valkey": ["data"],
        "proxy": ["outside"],
    }


def test_the_proxy_says_who_asks_and_shows_nobody_the_metrics():
    caddyfile = SERVICES["proxy"]["build"]["dockerfile_inline"].split("CADDYFILE")[1]
    site = caddyfile[caddyfile.index("{$$SITE_URL}") : caddyfile.index("http://:9180")]

    assert "header_up X-Forwarded-For {remote_host}" in site
    assert "@inner path /metrics /metrics/*\n" in site
    assert "respond @inner 404\n" in site
    assert "dynamic a web 8000 {\n" in site
    assert SERVICES["web"]["environment"]["TRUSTED_PROXIES"] == "1"
    assert SERVICES["web"]["environment"]["HOST"] == "0.0.0.0"  # noqa: S104 - likewise


def test_the_image_holds_every_package_of_ours():
    image = SERVICES["prepare"]["build"]["dockerfile_inline"]
    copied = re.findall(r"^COPY (\S+) \S+$", image, re.MULTILINE)

    assert {"corps", "councils", "secondments", "volunteers", "templates", "static"} <= set(copied)


def test_the_readme_says_that_no_engine_has_tried_it():
    assert "not yet on an engine" in " ".join((ROOT / "README.md").read_text().split())
