"""What volunteers and charities say of themselves."""

import pytest

from corps.notifications.models import Event, Notification
from corps.organisations.models import Membership, Organisation
from corps.organisations.services import AlreadyRegistered
from corps.skills.queries import holdings_of
from corps.stages import IllegalMove
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.skills import SkillFactory
from tests.factories.volunteers import (
    ApprovedCharityFactory,
    CharityFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    VolunteerFactory,
)
from volunteers import services
from volunteers.models import Charity, Volunteer

pytestmark = pytest.mark.django_db
CHARITY = {
    "company_number": "01234567",
    "name": "Sample aid",
    "charity_number": "1234567",
    "purpose": "Helps with samples.",
}


def told(kind):
    return {notice.to for notice in Notification.objects.filter(event__kind=f"volunteers.{kind}")}


def test_somebody_begins_with_an_age_a_name_and_the_licence():
    user = UserFactory(name="")

    begun = services.begin(user=user, age=16, name="Ada", kind="business")

    user.refresh_from_db()
    assert (user.name, begun.kind, begun.age_confirmed) == ("Ada", "business", 16)
    assert begun.is_ready
    assert Event.objects.get().text == (
        "Said to be at least 16 years old. Agreed to version 1 of the contributor licence."
    )


def test_nobody_under_the_age_begins():
    with pytest.raises(services.TooYoung):
        services.begin(user=UserFactory(), age=15)

    assert Volunteer.objects.count() == 0


def test_the_licence_is_agreed_to_once(settings):
    volunteer = ReadyVolunteerFactory(age_confirmed=16)
    agreed_at = volunteer.licence_agreed_at

    services.begin(user=volunteer.user, age=18)
    volunteer.refresh_from_db()
    assert (volunteer.age_confirmed, volunteer.licence_agreed_at) == (18, agreed_at)

    settings.CONTRIBUTOR_LICENCE = "2"
    services.begin(user=volunteer.user, age=18)
    volunteer.refresh_from_db()
    assert volunteer.licence_version == "2"
    assert volunteer.licence_agreed_at > agreed_at


def test_a_profile_is_edited():
    volunteer = VolunteerFactory()

    edited = services.edit_profile(volunteer, by=volunteer.user, about="Maps.", is_public=True)

    edited.refresh_from_db()
    assert (edited.about, edited.is_public) == ("Maps.", True)


def test_skills_are_held_or_wanted():
    volunteer, held, wanted = VolunteerFactory(), SkillFactory(), SkillFactory()

    services.set_skills(volunteer, held=[(held.pk, 2)], wanted=[wanted.pk])

    rows = {row.skill: (row.level, row.wanted) for row in holdings_of(volunteer.user)}
    assert rows == {held: (2, False), wanted: (None, True)}


def test_a_new_charity_waits_for_corps_staff():
    staff, user = UserFactory(is_staff=True), UserFactory()

    charity = services.register_charity(by=user, **CHARITY)

    assert (charity.stage, str(charity)) == (Charity.Stage.APPLIED, "Sample aid")
    assert Membership.objects.get(user=user).role == "administrator"
    assert told("charity_applied") == {staff}


def test_a_body_that_is_here_becomes_a_charity_by_its_own_people():
    body = OrganisationFactory(company_number="01234567", name="Known")
    member = MembershipFactory(organisation=body).user

    with pytest.raises(AlreadyRegistered):
        services.register_charity(by=UserFactory(), **CHARITY)
    charity = services.register_charity(by=member, **CHARITY)

    assert charity.organisation == body


def test_asking_twice_changes_nothing():
    user = UserFactory()

    first = services.register_charity(by=user, **CHARITY)
    again = services.register_charity(by=user, **CHARITY | {"purpose": "Another."})

    assert (again, again.purpose) == (first, "Helps with samples.")


def test_charities_that_are_no_companies_are_known_by_their_charity_numbers():
    user = UserFactory()
    alone = CHARITY | {"company_number": ""}

    first = services.register_charity(by=user, **alone)
    again = services.register_charity(by=user, **alone)
    other = services.register_charity(by=user, **alone | {"charity_number": "7654321"})

    assert (again, other == first) == (first, False)
    assert {first.organisation.company_number, other.organisation.company_number} == {None}


def test_a_charity_that_is_here_is_not_taken_over_by_a_stranger():
    charity = CharityFactory(charity_number="1234567")

    with pytest.raises(services.CharityRegistered):
        services.register_charity(by=UserFactory(), **CHARITY | {"company_number": ""})

    assert list(Charity.objects.all()) == [charity]


def test_an_approved_charity_is_verified_and_its_people_are_told():
    charity = CharityFactory()
    member = MembershipFactory(organisation=charity.organisation).user

    services.approve_charity(charity, by=UserFactory(is_staff=True))

    charity.refresh_from_db()
    assert charity.organisation.stage == Organisation.Stage.VERIFIED
    assert (charity in Charity.objects.approved(), told("charity_approved")) == (True, {member})


def test_a_refused_charitys_open_tasks_are_cancelled():
    charity = ApprovedCharityFactory()
    task = OpenTaskFactory(council=None, charity=charity)

    services.refuse_charity(charity, by=UserFactory(is_staff=True), reason="Struck off.")

    task.refresh_from_db()
    assert (task.stage, task.stage_reason) == (
        "cancelled",
        f"{charity} may not ask for help: Struck off.",
    )


def test_an_approved_charity_is_not_approved_again():
    with pytest.raises(IllegalMove):
        services.approve_charity(ApprovedCharityFactory(), by=UserFactory(is_staff=True))


def test_a_verified_body_stays_so_when_it_is_approved():
    charity = ApprovedCharityFactory(stage=Charity.Stage.APPLIED)

    services.approve_charity(charity, by=UserFactory(is_staff=True))

    assert Event.objects.filter(kind="organisations.organisation_verified").count() == 0
