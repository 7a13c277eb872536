import pytest

from corps.notifications.models import Notification
from corps.organisations.models import Membership, Organisation
from corps.organisations.services import AlreadyRegistered
from secondments import services
from secondments.models import Employer
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory
from tests.factories.secondments import AvailableExpertFactory, EmployerFactory

pytestmark = pytest.mark.django_db


def test_registering_a_company_makes_it_an_employer():
    ada = UserFactory()

    employer = services.register_employer(by=ada, company_number="1234567", name="Sample Ltd")

    assert (employer.organisation.company_number, list(Employer.objects.of(ada))) == (
        "01234567",
        [employer],
    )


def test_its_own_people_make_an_organisation_an_employer():
    ada = MembershipFactory(role=Membership.Role.ADMINISTRATOR)
    organisation = ada.organisation

    employer = services.register_employer(
        by=ada.user, company_number=organisation.company_number, name="Another name"
    )

    assert (employer.organisation, employer.organisation.name) == (organisation, organisation.name)


def test_a_stranger_does_not_make_an_organisation_an_employer():
    organisation = MembershipFactory().organisation

    with pytest.raises(AlreadyRegistered):
        services.register_employer(
            by=UserFactory(), company_number=organisation.company_number, name="Sample Ltd"
        )

    assert not Employer.objects.exists()


def test_a_verified_employer_is_one_whose_organisation_is():
    employer = EmployerFactory()

    services.verify_employer(employer, by=UserFactory(is_staff=True))

    assert Organisation.objects.get().stage == Organisation.Stage.VERIFIED


def test_refusing_an_employer_withdraws_what_it_has_consented_to():
    boss = MembershipFactory(organisation__stage=Organisation.Stage.VERIFIED)
    employer = EmployerFactory(organisation=boss.organisation)
    expert = AvailableExpertFactory(employer=employer)
    services.consent(expert, by=boss.user)

    services.refuse_employer(employer, by=UserFactory(is_staff=True), reason="Dissolved")

    expert.refresh_from_db()
    notice = Notification.objects.get(to=expert.user, event__kind="secondments.consent_withdrawn")
    assert (expert.consent_at, notice.event.reason) == (
        None,
        f"{employer} was refused: Dissolved",
    )
