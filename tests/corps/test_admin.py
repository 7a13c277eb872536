"""The back office as a whole: what needs mending, what is done about it, and what is taken away."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.notifications.models import Bounce, Event, Notification
from corps.organisations.models import Organisation
from councils.models import Council, Invitation, Membership, Project
from tests.factories.accounts import UserFactory
from tests.factories.councils import InvitationFactory, MembershipFactory, ProjectFactory
from tests.factories.matching import RoundFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.volunteers import CharityFactory, SourceRunFactory, SuggestionFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=400)


@pytest.fixture
def staff():
    return UserFactory(is_staff=True, is_superuser=True, name="Sample staff")


@pytest.fixture
def back_office(client, staff):
    client.force_login(staff)
    return client


def page(model, what="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{what}", args=args)


def much_to_mend():
    """One of nearly every kind."""
    OrganisationFactory(moved_at=LONG_AGO)
    CharityFactory(moved_at=LONG_AGO)
    InvitationFactory(sent_at=LONG_AGO)
    MembershipFactory(confirmed_at=None, asked_at=LONG_AGO)
    ProjectFactory(stage="submitted", moved_at=LONG_AGO)
    RoundFactory(stage="failed")
    SourceRunFactory(error="Sample error")
    SuggestionFactory(due_on=LONG_AGO.date())
    address = f"gone{Bounce.objects.count()}@example.org"
    Bounce.objects.create(address=address, reason="Sample: no such address")
    person = UserFactory(joined_at=LONG_AGO)
    person.emailaddress_set.update(verified=False)
    event = Event.objects.create(kind="sample", about=person, subject="Sample", at=LONG_AGO)
    Notification.objects.create(event=event, to=person)


def mended(response):
    """What the landing page counts, and where it leads."""
    return {each.link: each.count for each in response.context["mending"]}


def test_the_landing_page_counts_what_the_lists_behind_it_show(back_office):
    much_to_mend()

    counted = mended(back_office.get(reverse("admin:index")))
    listed = {link: back_office.get(link).context["cl"].result_count for link in counted}

    assert counted == listed
    assert {link.split("?mend=")[1] for link in counted} == {
        *("waiting", "late", "unconfirmed", "stuck", "failed", "overdue", "held", "unproven"),
        "unrun",
    }
    assert len(counted) == 12


def test_the_landing_page_asks_as_much_for_three_of_a_kind_as_for_one(back_office):
    back_office.get(reverse("admin:index"))
    counts = []

    for times in (1, 2):
        for _ in range(times):
            much_to_mend() if times == 1 else OrganisationFactory(moved_at=LONG_AGO)
        with CaptureQueriesContext(connection) as queries:
            back_office.get(reverse("admin:index"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_where_nothing_is_amiss_it_says_so(back_office, staff):
    for council in Council.objects.all():
        MembershipFactory(council=council, role="administrator")

    response = back_office.get(reverse("admin:index"))

    assert "Nothing, as far as this site can tell." in response.content.decode()


def test_staff_see_only_what_they_may_look_at(client):
    much_to_mend()
    client.force_login(UserFactory(is_staff=True))

    assert mended(client.get(reverse("admin:index"))) == {}


@pytest.mark.parametrize("model", [Organisation, Council, Project, Notification, User])
def test_no_page_of_the_back_office_needs_script_or_style_of_its_own(back_office, model):
    much_to_mend()
    row = model.objects.all()[0]
    pages = [reverse("admin:index"), page(model), page(model, "change", row.pk)]

    text = "".join(back_office.get(address).content.decode() for address in pages)

    inline = r"<script(?![^>]*(?:\bsrc=|application/json))|<style|\sstyle=|\son[a-z]+="
    assert re.findall(inline, text) == []


def one_of_each():
    """A row in each of the lists that are counted below."""
    MembershipFactory()
    InvitationFactory()
    ProjectFactory(author=UserFactory())
    much_to_mend()


@pytest.mark.parametrize(
    "model", [Council, Membership, Invitation, Project, User, Event, Notification, Bounce]
)
def test_a_list_asks_as_much_for_three_rows_as_for_one(back_office, model):
    one_of_each()
    back_office.get(page(model))  # warms what is cached for good
    counts = []

    for times in (0, 2):
        for _ in range(times):
            one_of_each()
        with CaptureQueriesContext(connection) as queries:
            shown = back_office.get(page(model)).context["cl"].result_count
        counts.append((len(queries), shown))

    assert counts[0][0] == counts[1][0]
    assert model is Council or counts[0][1] < counts[1][1]


def do(client, model, action, rows, **more):
    """Choose rows of a list and press an action."""
    name = next(
        name
        for name, words in client.get(page(model)).context["action_form"].fields["action"].choices
        if words == action
    )
    data = {"action": name, "_selected_action": [row.pk for row in rows]}
    return client.post(page(model), data | more, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_organisations_are_verified_by_the_service_and_who_cannot_be_is_named(back_office, staff):
    applied, done = OrganisationFactory(), OrganisationFactory(stage="verified")

    response = do(back_office, Organisation, "Verify", [applied, done])

    applied.refresh_from_db()
    event = Event.objects.get(kind="organisations.organisation_verified")
    assert (applied.stage, event.by, event.about) == ("verified", staff, applied)
    assert sorted(told(response)) == sorted(
        [f"{done}: organisation {done.pk} is verified.", "Verify: done for 1."]
    )


def test_a_refusal_asks_for_its_reason_and_keeps_what_was_chosen(back_office):
    chosen = OrganisationFactory.create_batch(2)
    other = OrganisationFactory()

    asked = do(back_office, Organisation, "Refuse", chosen)
    unsaid = do(back_office, Organisation, "Refuse", chosen, apply="1", reason=" ")
    done = do(back_office, Organisation, "Refuse", chosen, apply="1", reason="No such company.")

    assert asked.templates[0].name == "admin/act.html"
    assert re.findall(r'_selected_action" value="(\d+)"', asked.content.decode()) == [
        str(row.pk) for row in sorted(chosen, key=lambda row: row.name)
    ]
    assert "Say why: those concerned are told in these words." in unsaid.content.decode()
    assert told(done) == ["Refuse: done for 2."]
    assert sorted(Organisation.objects.values_list("stage", "stage_reason")) == [
        ("applied", ""),
        ("refused", "No such company."),
        ("refused", "No such company."),
    ]
    assert Event.objects.filter(reason="No such company.").count() == 2
    assert other.stage == "applied"


def test_people_and_invitations_of_councils_are_answered_and_sent_again(back_office):
    asks = MembershipFactory(confirmed_at=None)
    council = Council.objects.get(code="LBH")
    fits = InvitationFactory(council=council, email="head@lambeth.gov.uk", sent_at=LONG_AGO)
    strange = InvitationFactory(council=council, email="head@example.org", sent_at=LONG_AGO)

    confirmed = do(back_office, Membership, "Confirm", [asks])
    again = do(back_office, type(fits), "Send again", [fits, strange])

    assert told(confirmed) == ["Confirm: done for 1."]
    assert Membership.objects.get(pk=asks.pk).confirmed_at is not None
    assert sorted(told(again)) == sorted(
        [
            f"{strange}: head@example.org is on no domain of Lambeth.",
            "Send again: done for 1.",
        ]
    )
    fits.refresh_from_db()
    assert fits.sent_at > LONG_AGO


def test_an_administrator_is_invited_on_the_sites_own_page(back_office):
    council = Council.objects.get(code="LBH")

    response = do(back_office, Council, "Invite an administrator", [council])

    assert response.redirect_chain == [("/councils/lambeth/administrators/invite/", 302)]


def test_a_notice_that_is_late_leaves_by_hand(back_office, settings, tmp_path):
    settings.MAIL_DIR = tmp_path
    much_to_mend()
    late = Notification.objects.filter(event__kind="sample")

    response = do(back_office, Notification, "Send now what is due", late)

    assert told(response) == ["E-mails sent: 1."]
    assert late.get().sent_at is not None


def test_a_list_is_downloaded_as_a_sheet_that_runs_no_formula_and_that_is_noted(back_office, staff):
    OrganisationFactory(name="=HYPERLINK(1)", company_number="01234567", stage="verified")
    OrganisationFactory(name="Ærø, “sample”", group=Organisation.objects.get())

    response = do(back_office, Organisation, "Download as CSV", Organisation.objects.all())
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))

    assert rows[0] == ["name", "company number", "group", "stage", "moved at"]
    assert sorted(row[0] for row in rows[1:]) == ["'=HYPERLINK(1)", "Ærø, “sample”"]
    assert sorted(row[2:4] for row in rows[1:]) == [["", "Verified"], ["'=HYPERLINK(1)", "Applied"]]
    assert response["Content-Disposition"].startswith('attachment; filename="organisation-2')
    note = LogEntry.objects.get()
    assert (note.user, note.object_repr, note.change_message) == (
        *(staff, "2 organisations"),
        "Downloaded as CSV.",
    )


def test_a_download_asks_as_much_for_three_rows_as_for_one(back_office):
    do(back_office, Membership, "Download as CSV", [MembershipFactory()])
    counts = []

    for times in (0, 2):
        for _ in range(times):
            MembershipFactory()
        with CaptureQueriesContext(connection) as queries:
            response = do(back_office, Membership, "Download as CSV", Membership.objects.all())
            lines = b"".join(response.streaming_content).count(b"\r\n")
        counts.append((len(queries), lines))

    assert counts == [(counts[0][0], 2), (counts[0][0], 4)]  # the line of headings is one
