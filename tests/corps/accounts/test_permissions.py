"""Who enters the back office, and what a second factor opens."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import resolve, reverse

from tests.matrix import Row, check, each
from tests.world import IDENTITIES

pytestmark = pytest.mark.django_db
# Allauth's own doors are tested by its own project, the back office by pattern below; that a
# device of one's own is signed out, and no other, in test_adapter.py.
ROWS = [Row("accounts:session-end", method="POST", args=lambda _world: [1], rest=404)]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, world):
    check(row, world)


def admin_pages():
    """Each table's list and its form for a new row."""
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        yield f"admin:{name}_changelist"
        yield f"admin:{name}_add"


def knock(user, page):
    """What a page of the back office says to somebody, rendered, without the middleware around."""
    request = RequestFactory().get(reverse(page))
    request.user = user
    found = resolve(request.path)
    try:
        response = found.func(request, *found.args, **found.kwargs)
    except PermissionDenied:
        return 403
    return (response.render() if hasattr(response, "render") else response).status_code


@pytest.mark.parametrize("identity", IDENTITIES)
def test_the_back_office_is_for_corps_staff_alone(identity, world):
    user = world.people.get(identity, AnonymousUser())
    is_staff = identity == "corps_staff"

    index = world.client(identity).get(reverse("admin:index")).status_code
    statuses = {knock(user, page) for page in admin_pages()}

    # Staff without a right of their own are refused politely; nobody else gets past the door.
    assert (index, statuses) == ((200, {403}) if is_staff else (302, {302}))


def test_who_may_do_everything_sees_every_table(world, client):
    staff = world.people["corps_staff"]
    staff.is_superuser = True
    staff.save()
    client.force_login(staff)

    for page in admin_pages():
        assert knock(staff, page) in {200, 403}, page
    assert client.get(reverse("admin:index")).status_code == 200


def test_where_a_second_factor_is_required_the_back_office_asks_for_it(world, client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.force_login(world.people["corps_staff"])

    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("mfa_activate_totp"))


def test_a_session_with_a_second_factor_enters(world, client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    staff = world.people["corps_staff"]
    client.force_login(staff)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp"}]
    session["account_authentication_methods_user"] = str(staff.pk)
    session.save()

    assert client.get(reverse("admin:index")).status_code == 200


def test_setting_up_a_second_factor_and_showing_it_lets_one_approve(world, client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    project, approver = world.project("submitted"), world.people["approver"]
    approve = reverse("councils:project-approve", args=[project.pk])
    here = {"headers": {"referer": f"http://testserver{project.get_absolute_url()}"}}
    client.force_login(approver)

    first = client.post(approve, **here)
    secret = generate_totp_secret()
    TOTP.activate(approver, secret)
    second = client.post(approve, **here)
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    shown = client.post(second["Location"], {"code": code})
    client.post(approve, **here)

    assert first["Location"].startswith(reverse("mfa_activate_totp"))
    assert second["Location"].startswith(reverse("mfa_reauthenticate"))
    assert shown["Location"] == project.get_absolute_url()
    project.refresh_from_db()
    assert project.stage == "open"


# Allauth tests its own doors; what is ours is that a stranger gets no further than signing in.
OPEN_DOORS = {
    "account_login", "account_signup", "account_request_login_code", "account_reset_password",
}  # fmt: skip
OWN_DOORS = {
    "account_email", "account_change_password", "usersessions_list",
    "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(OPEN_DOORS | OWN_DOORS))
def test_allauths_doors_open_for_strangers_where_they_should(name, client, world):
    stranger = client.get(reverse(name)).status_code
    client.force_login(world.people["expert"])

    assert stranger == (200 if name in OPEN_DOORS else 302)
    if name in OWN_DOORS:
        assert client.get(reverse(name)).status_code in {200, 302}  # or reauthenticate first
