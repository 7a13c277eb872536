import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from corps.home import queries, services
from corps.notifications.models import Event, Notification
from tests.factories.accounts import UserFactory
from tests.factories.councils import ProjectFactory
from tests.factories.matching import RoundFactory

pytestmark = pytest.mark.django_db


def read(response):
    """Each sample's value, by its name and its label."""
    families = text_string_to_metric_families(response.content.decode())
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in families
        for sample in family.samples
    }


def owe(hours):
    """A notice that has been due for so long."""
    about, at = UserFactory(), timezone.now() - timedelta(hours=hours)
    event = Event.objects.create(kind="sample", about=about, subject="Sample", at=at)
    Notification.objects.create(event=event, to=about)


def test_it_says_in_prometheus_own_format_how_it_goes(client):
    ProjectFactory.create_batch(2, stage="open")
    RoundFactory(stage="failed")
    services.note_worker()
    owe(hours=2)

    response = client.get("/metrics")
    said = read(response)

    assert response["Content-Type"] == "text/plain; version=0.0.4"
    assert (said["corps_projects open"], said["corps_projects draft"]) == (2, 0)
    assert (said["corps_rounds failed"], said["corps_rounds queued"]) == (1, 0)
    assert said["corps_notices_unsent"] == 1
    assert said["corps_notices_oldest_seconds"] == pytest.approx(7200, abs=60)
    assert said["corps_worker_silent_seconds"] == pytest.approx(0, abs=60)
    assert (said["corps_broker_up"], said["corps_tasks_in_hand"]) == (1, 0)
    assert said[f"corps_version {queries.version()}"] == 1


def test_it_asks_as_much_for_three_of_each_as_for_one_and_is_quick(
    client, django_assert_num_queries
):
    client.get("/metrics")  # warms what is kept for good
    cache.set("worker-heard", timezone.now(), timeout=None)
    for _ in range(2):
        ProjectFactory()
        RoundFactory()
        owe(hours=1)

        with django_assert_num_queries(7):
            client.get("/metrics")

    assert min(seconds(client) for _ in range(5)) < 0.05


def seconds(client):
    """How long one scrape takes."""
    started = time.perf_counter()
    client.get("/metrics")
    return time.perf_counter() - started


@pytest.mark.parametrize(
    ("address", "forwarded", "proxies", "status"),
    [
        ("127.0.0.1", None, 0, 200),
        ("::1", None, 0, 200),
        ("192.0.2.7", None, 0, 404),
        ("192.0.2.7", "127.0.0.1", 0, 404),  # whoever asks may write what they like
        ("127.0.0.1", "192.0.2.7", 1, 404),  # through the proxy: another's address
    ],
)
def test_it_is_there_for_the_networks_that_are_named_alone(
    client, settings, address, forwarded, proxies, status
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}

    response = client.get("/metrics", REMOTE_ADDR=address, headers=headers)

    assert response.status_code == status


def test_without_a_broker_it_says_so_and_goes_on(client, settings, tmp_path):
    settings.REDIS_URL = f"redis+socket://{tmp_path}/nobody.sock"

    said = read(client.get("/metrics"))

    assert said["corps_broker_up"] == 0
    assert "corps_tasks_waiting" not in said


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"HEAD": "ref: refs/heads/main", "refs/heads/main": "abc\n"}, "abc"),
        ({"HEAD": "ref: refs/heads/main", "packed-refs": "# x\ndef refs/heads/main\n"}, "def"),
        ({"HEAD": "0123\n"}, "0123"),
        ({}, "unknown"),
    ],
)
def test_the_version_is_the_commit_of_a_clone(settings, tmp_path, monkeypatch, files, expected):
    for name, text in files.items():
        path = tmp_path / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    settings.BASE_DIR = tmp_path
    monkeypatch.delenv("VERSION", raising=False)

    assert queries.version.__wrapped__() == expected
