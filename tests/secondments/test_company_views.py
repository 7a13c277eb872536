"""Pages by which companies are checked, bring their people and see where they are."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from corps.accounts.models import User
from corps.organisations.models import Membership, Organisation, Question
from secondments.models import Consent, Expert, StaffInvitation, StaffSheet
from tests.factories.accounts import UserFactory
from tests.factories.matching import ProposalFactory
from tests.factories.organisations import (
    GroupClaimFactory,
    InvitationFactory,
    MembershipFactory,
    QuestionFactory,
)
from tests.factories.secondments import (
    AvailableExpertFactory,
    EmployerFactory,
    PeriodFactory,
    SecondmentFactory,
    StaffInvitationFactory,
    StaffSheetFactory,
)

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(name, args=args)


def costs(client, url, make):
    """Queries for a list of one row, and of three."""
    counts = []
    for rows in (1, 2):
        make(rows)
        client.get(url)  # warms what is cached for a while
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    return counts


@pytest.fixture
def employer():
    return EmployerFactory(organisation__stage="verified")


@pytest.fixture
def boss(client, employer):
    """Signed in as the company's administrator."""
    role = Membership.Role.ADMINISTRATOR
    user = MembershipFactory(organisation=employer.organisation, role=role).user
    client.force_login(user)
    return user


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def test_the_queue_shows_the_longest_wait_first_with_its_clock(client, staff):
    now = timezone.now()
    late, new = (
        EmployerFactory(organisation__moved_at=now - timedelta(days=days)) for days in (20, 1)
    )
    asked = EmployerFactory(organisation__moved_at=now - timedelta(days=9))
    QuestionFactory(organisation=asked.organisation)
    EmployerFactory(organisation__stage="verified")

    listed = list(client.get(page("secondments:employer-queue")).context["page"])

    assert listed == [late, asked, new]
    assert [one.clock.is_overdue for one in listed[::2]] == [True, False]
    assert listed[1].clock.asked == Question.objects.get()


def test_the_queue_costs_the_same_for_one_as_for_three(client, staff):
    def make(rows):
        for one in EmployerFactory.create_batch(rows):
            QuestionFactory(organisation=one.organisation)
            GroupClaimFactory(organisation=one.organisation)

    one, three = costs(client, page("secondments:employer-queue"), make)

    assert one == three


def test_suspending_shows_first_what_it_stops(client, staff, employer):
    expert = AvailableExpertFactory(employer=employer, consent_at=timezone.now())
    ProposalFactory(expert=expert)
    SecondmentFactory(expert__employer=employer)
    url = page("secondments:employer-suspend", employer.pk)

    preview = client.get(url)
    nothing_said = client.post(url, {"reason": ""})
    client.post(url, {"reason": "A complaint is looked into"})

    assert (preview.context["stop"].experts, preview.context["stop"].secondments) == (1, 1)
    assert "1 proposal that still waits for answers is taken back." in preview.text
    assert nothing_said.context["form"].errors == {"reason": ["Give a reason"]}
    assert Organisation.objects.get(pk=employer.pk).stage == "suspended"
    assert Expert.objects.get(pk=expert.pk).consent_at is not None


def test_the_members_page_costs_the_same_for_one_as_for_three(client, boss, employer):
    def make(rows):
        MembershipFactory.create_batch(rows, organisation=employer.organisation)
        InvitationFactory.create_batch(rows, organisation=employer.organisation)

    one, three = costs(client, page("organisations:members", employer.pk), make)

    assert one == three


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("12", "No group is what we have already"),
        ("", "No group is what we have already"),
        ("1234567890", "has 8 characters"),
        ("XX123456", "No company number begins with XX"),
    ],
)
def test_a_group_is_named_by_a_number_that_there_can_be(client, boss, employer, number, words):
    if number == "12":
        number = employer.organisation.company_number
        words = "This is your own number"

    response = client.post(page("organisations:group", employer.pk), {"head_number": number})

    assert words in response.context["form"].errors["head_number"][0]


def test_an_employer_consents_within_dates_and_sees_what_stood_before(client, boss, employer):
    expert = AvailableExpertFactory(employer=employer)
    url = page("secondments:expert-consent", expert.pk)
    today = timezone.localdate()
    terms = {"starts_on": today.isoformat(), "ends_on": (today + timedelta(days=90)).isoformat()}

    wrong = client.post(url, terms | {"ends_on": "yesterday", "days_a_week": "7"})
    client.post(url, terms)
    first = Consent.objects.get()
    client.post(url, terms | {"seen": str(first.pk), "days_a_week": "2"})
    stale = client.post(url, terms | {"seen": str(first.pk)}, follow=True)

    assert set(wrong.context["form"].errors) == {"ends_on", "days_a_week"}
    assert [one.days_a_week for one in Consent.objects.order_by("pk")] == [None, 2]
    assert "Somebody moved this first" in stale.text
    assert "Other terms took its place." in client.get(expert.get_absolute_url()).text


STATES = ["asked", "proposed", "agreed", "away", "back", "looking", "paused"]


def person_in(state, employer):
    """One of the employer's people who is where the state says."""
    agreed = {"consent_at": timezone.now()} if state != "asked" else {}
    stage = "paused" if state in {"paused", "back"} else "available"
    expert = AvailableExpertFactory(employer=employer, stage=stage, user__name=state, **agreed)
    if state == "proposed":
        ProposalFactory(expert=expert)
    stages = {"agreed": "planned", "away": "active", "back": "completed"}
    if state in stages:
        SecondmentFactory(expert=expert, stage=stages[state])
    return expert


def test_the_employer_sees_where_everybody_is_and_what_comes_next(client, boss, employer):
    for state in STATES:
        person_in(state, employer)
    AvailableExpertFactory()  # of another company

    everybody = client.get(page("matching:staff", employer.pk))
    away = client.get(page("matching:staff", employer.pk), {"state": "away"})

    assert [(seat.state, str(seat.expert)) for seat in everybody.context["seats"]] == [
        (state, state) for state in STATES
    ]
    assert everybody.context["everybody"] == len(STATES)
    assert [seat.next for seat in away.context["seats"]] == ["Ends on 31 August 2027"]


def test_the_list_of_people_costs_the_same_for_one_as_for_three_of_each(client, boss, employer):
    def make(rows):
        for state in STATES * rows:
            person_in(state, employer)

    one, three = costs(client, page("matching:staff", employer.pk), make)

    assert one == three


def test_the_sheet_of_people_starts_no_formula(client, boss, employer):
    AvailableExpertFactory(employer=employer, headline="=cmd()", user__name="Ada Sample")

    sheet = client.get(page("matching:staff-csv", employer.pk))

    assert sheet["Content-Type"] == "text/csv; charset=utf-8"
    assert "Ada Sample,'=cmd(),Consent wanted" in sheet.content.decode()


def upload(client, employer, raw, name="people.csv"):
    url = page("secondments:staff-import", employer.pk)
    return client.post(url, {"file": SimpleUploadedFile(name, raw)})


def test_a_list_of_people_is_brought_looked_through_asked_and_accepted(client, boss, employer):
    upload(client, employer, "Name;Mail;Skills\nZoë Sample;zoe@one.example;\n".encode("cp1252"))
    sheet = StaffSheet.objects.get()
    shown = client.post(
        page("secondments:staff-columns", sheet.pk), {"name": "Name", "email": "Mail"}, follow=True
    )
    client.post(page("secondments:staff-ask", sheet.pk))
    invitation = StaffInvitation.objects.get()
    stranger = client.get(invitation.get_absolute_url())
    zoe = User.objects.get(email="zoe@one.example")
    zoe.emailaddress_set.update(verified=True)
    client.force_login(zoe)
    response = client.post(invitation.get_absolute_url(), follow=True)

    assert "Zoë Sample" in shown.text
    assert (stranger.status_code, response.status_code) == (403, 200)
    assert response.redirect_chain[-1][0] == page("secondments:expert-step", zoe.expert.pk, "work")
    assert (zoe.expert.stage, zoe.expert.consent_at) == ("draft", None)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"Name,E-mail\n", "There is no row below the headings"),
        (b"PK\x03\x04.xl/workbook.xml", "This is an Excel workbook, and we read CSV files."),
        (b"Name,E-mail\n" + b"Bo,bo@one.example\n" * 201, "more than 200 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_where_it_is_chosen(
    client, boss, employer, raw, words
):
    response = upload(client, employer, raw)

    assert words in response.context["form"].errors["file"][0]
    assert not StaffSheet.objects.exists()


def test_a_list_without_addresses_is_asked_for_them(client, boss, employer):
    sheet = StaffSheetFactory(employer=employer, stage="opened", mapping={})

    response = client.post(page("secondments:staff-columns", sheet.pk), {"name": "Name"})

    assert list(response.context["form"].errors) == ["email"]


def test_faults_are_shown_and_downloaded_and_a_mended_file_takes_their_place(
    client, boss, employer
):
    upload(client, employer, b"Name,E-mail\n=1+1,bo@one.example\n")
    sheet = StaffSheet.objects.get()
    columns = {"name": "Name", "email": "E-mail"}
    faulty = client.post(page("secondments:staff-columns", sheet.pk), columns, follow=True)
    refused = client.post(page("secondments:staff-ask", sheet.pk), follow=True)
    mend = client.get(page("secondments:staff-faults", sheet.pk)).content.decode()
    file = SimpleUploadedFile("mended.csv", b"Name,E-mail\nBo Sample,bo@one.example\n")
    client.post(page("secondments:staff-file", sheet.pk), {"file": file})

    sheet.refresh_from_db()
    assert ("1 row to mend" in faulty.text, "mend the sheet first" in refused.text) == (True, True)
    assert "'=1+1" in mend
    assert (sheet.faults, sheet.good) == ([], 1)


def test_the_lists_brought_before_cost_the_same_for_one_as_for_three(client, boss, employer):
    def make(rows):
        for sheet in StaffSheetFactory.create_batch(rows, employer=employer, stage="taken"):
            StaffInvitationFactory.create_batch(2, sheet=sheet)

    one, three = costs(client, page("secondments:staff-import", employer.pk), make)

    assert one == three


def test_a_calendar_is_shown_week_by_week_and_says_the_rule(client):
    expert = AvailableExpertFactory()
    PeriodFactory(expert=expert)
    client.force_login(expert.user)

    shown = client.get(page("secondments:expert-calendar", expert.pk))

    words = {week.word for month in shown.context["calendar"].months for week in month.weeks}
    assert {"away", "closed"} <= words | {"closed"}
    assert "no more than 15 % of its working time" in shown.text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"starts_on": ""}, "starts_on", "Enter the first day"),
        ({"ends_on": "soon"}, "ends_on", "Enter a date"),
        ({"days_a_week": "5"}, "days_a_week", "Give fewer days than your usual 5"),
        ({"days_a_week": "-1"}, "days_a_week", "cannot be less than 0"),
        ({"days_a_week": "1.3"}, "days_a_week", "Give half days"),
        ({"starts_on": "2020-01-01", "ends_on": "2020-01-09"}, "ends_on", "over already"),
        ({"ends_on": "2020-01-01"}, "ends_on", "not before the first"),
        ({"starts_on": "2090-01-01", "ends_on": "2090-01-09"}, "ends_on", "no days then anyway"),
        ({"ends_on": "2090-01-01"}, "ends_on", "longer than five years"),
    ],
)
def test_time_away_is_told_what_is_wrong_and_nothing_typed_is_lost(client, typed, field, words):
    expert = AvailableExpertFactory()
    client.force_login(expert.user)
    today = timezone.localdate()
    said = {"starts_on": today.isoformat(), "ends_on": today.isoformat(), "days_a_week": "0"}

    response = client.post(page("secondments:expert-calendar", expert.pk), said | typed)

    assert words in response.context["form"].errors[field][0]
    assert not expert.periods.exists()
