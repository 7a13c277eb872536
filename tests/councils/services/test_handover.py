"""Who answers for a project, and what becomes of it when they leave."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from corps.notifications.models import Event, Notification
from corps.stages import IllegalMove
from councils import queries, services
from councils.models import ApprovalLink, Change, CoOwner, Membership, Project
from tests.factories.accounts import UserFactory
from tests.factories.councils import CoOwnerFactory, MembershipFactory, ProjectFactory
from tests.world import build

pytestmark = pytest.mark.django_db


def membership(world, identity):
    return Membership.objects.get(user=world.people[identity], council=world.council)


def end(world, identity="officer", **details):
    services.end_membership(
        membership(world, identity), by=world.people["administrator"], **details
    )


def told(kind):
    return {notice.to for notice in Notification.objects.filter(event__kind=kind)}


def waits(world, identity):
    return [one.text for one in queries.waiting_for(world.people[identity])]


def test_projects_of_who_leaves_go_to_whom_was_named_with_audit(world):
    officer, approver = world.people["officer"], world.people["approver"]
    project = world.project("open")
    Project.objects.update(contact_email=officer.email, line_manager=officer.name.upper())

    end(world, reason="Retired", takers={project.pk: approver})

    project.refresh_from_db()
    assert (project.owner, project.author, project.contact_email, project.line_manager) == (
        approver,
        officer,
        approver.email,
        approver.name,
    )
    assert told("councils.projects_taken_over") == {approver}
    assert told("councils.member_left") == {officer}
    changes = Change.objects.filter(event__kind="councils.project_handed_over")
    assert ("Owner", str(officer), str(approver)) in changes.values_list("field", "before", "after")
    left = Event.objects.get(kind="councils.member_left")
    assert (left.by, left.reason) == (world.people["administrator"], "Retired")
    assert queries.is_member(officer, world.council) is False
    assert Project.objects.owned_by(officer).exists() is False


def test_what_nobody_takes_waits_with_the_administrators_until_one_is_named(world):
    project, administrator = world.project("returned"), world.people["administrator"]

    end(world)

    project.refresh_from_db()
    assert (queries.owner(project), set(queries.owners(project))) == (None, {administrator})
    assert waits(world, "administrator") == [f"Say who takes over “{project}”"]
    services.hand_over(project, to=world.people["approver"], by=administrator)
    assert waits(world, "administrator") == []
    assert waits(world, "approver") == [f"Mend “{project}”"]


def test_a_co_owner_is_next_in_line(world):
    project, approver = world.project("open"), world.people["approver"]
    services.add_co_owner(project, user=approver, by=world.people["officer"])

    end(world)

    project.refresh_from_db()
    assert (project.owner, project.ownerless_since, CoOwner.objects.count()) == (approver, None, 0)


def test_keys_links_and_shares_of_who_leaves_are_over(world):
    officer, approver = world.people["officer"], world.people["approver"]
    _token, secret = services.make_token(
        membership(world, "approver"), name="Import", days=30, by=approver
    )
    project = world.project("submitted")
    services.add_co_owner(project, user=approver, by=officer)
    ApprovalLink.objects.create(
        project=project, name="A", post="Head", email=approver.email, by=officer
    )
    Membership.objects.filter(user=world.people["administrator"]).update(role="finance")
    Membership.objects.filter(user=officer).update(role="administrator")

    services.end_membership(membership(world, "approver"), by=officer)

    assert services.use_token(secret) is None
    assert (ApprovalLink.objects.count(), CoOwner.objects.count()) == (0, 0)
    assert Event.objects.filter(kind="councils.token_revoked").count() == 1
    assert Event.objects.filter(kind="councils.approver_missing", about_id=project.pk).count() == 1


def test_many_projects_are_handed_over_at_the_cost_of_few_and_told_of_once(world):
    officer, approver = world.people["officer"], world.people["approver"]
    ProjectFactory.create_batch(
        40, council=world.council, author=officer, contact_email=officer.email
    )
    takers = dict.fromkeys(Project.objects.values_list("pk", flat=True), approver)

    with CaptureQueriesContext(connection) as asked:
        end(world, takers=takers)

    assert len(asked) < 70
    assert Project.objects.owned_by(approver).filter(contact_email=approver.email).count() == 40
    assert Notification.objects.to(approver).count() == 1
    assert Change.objects.count() == 40 * 3


def test_a_co_owner_is_one_once(world):
    row = CoOwnerFactory(project=world.project("open"))

    with pytest.raises(IntegrityError), transaction.atomic():
        CoOwnerFactory(project=row.project, user=row.user)


def test_who_takes_over_has_to_act_for_the_council_or_nothing_is_done(world):
    project = world.project("open")

    with pytest.raises(services.NotAColleague):
        end(world, takers={project.pk: world.people["other_officer"]})

    assert queries.is_member(world.people["officer"], world.council)


def test_the_last_administrator_names_a_successor_first(world):
    alone, approver = membership(world, "administrator"), membership(world, "approver")
    stranger = Membership.objects.get(user=world.people["other_officer"])

    with pytest.raises(services.LastAdministrator):
        services.end_membership(alone, by=alone.user)
    with pytest.raises(services.LastAdministrator):
        services.confirm_member(alone, by=alone.user, role="officer")
    with pytest.raises(services.NotAColleague):
        services.end_membership(alone, by=alone.user, successor=stranger)
    services.end_membership(alone, by=alone.user, successor=approver)

    assert list(queries.administrators(world.council)) == [approver.user]


def test_who_was_never_confirmed_cannot_leave(world):
    asked = MembershipFactory(council=world.council, confirmed_at=None)

    with pytest.raises(IllegalMove):
        services.end_membership(asked, by=asked.user)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["demote", "end"])
def test_two_administrators_who_put_each_other_out_at_once_leave_one(act):
    world = build()
    first = membership(world, "administrator")
    second = MembershipFactory(council=world.council, role="administrator", user=UserFactory())
    start, results = threading.Barrier(2), []

    def put_out(whom, by):
        start.wait()
        try:
            if act == "demote":
                services.confirm_member(whom, by=by.user, role="officer")
            else:
                services.end_membership(whom, by=by.user)
            results.append("done")
        except services.LastAdministrator:
            results.append("refused")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=put_out, args=pair) for pair in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["done", "refused"]
    assert queries.administrators(world.council).count() == 1


def test_a_co_owner_answers_for_it_hears_of_it_and_may_be_taken_off(world):
    officer, approver = world.people["officer"], world.people["approver"]
    project = world.project("returned")

    row = services.add_co_owner(project, user=approver, by=officer)
    assert services.add_co_owner(project, user=approver, by=officer) == row

    assert set(queries.owners(project)) == {officer, approver}
    assert waits(world, "approver") == [f"Mend “{project}”"]
    assert told("councils.co_owner_added") == {approver}
    with pytest.raises(services.NotAColleague):
        services.add_co_owner(project, user=world.people["other_officer"], by=officer)
    with pytest.raises(IllegalMove):
        services.add_co_owner(project, user=officer, by=officer)
    services.remove_co_owner(row, by=officer)
    with pytest.raises(IllegalMove):
        services.remove_co_owner(row, by=officer)
    assert (told("councils.co_owner_removed"), waits(world, "approver")) == ({approver}, [])


def test_a_co_owner_may_approve_unless_they_wrote(world):
    project, approver = world.project("submitted"), world.people["approver"]
    services.add_co_owner(project, user=approver, by=world.people["officer"])
    assert set(queries.approvers(project)) == {approver, world.people["administrator"]}

    Project.objects.filter(pk=project.pk).update(stage="draft")
    services.edit_project(project, by=approver, outcome="Quite another one.")

    assert set(queries.approvers(project)) == {world.people["administrator"]}


def test_who_edits_what_somebody_left_does_not_become_its_author(world):
    project = world.project("draft")
    end(world)

    services.edit_project(project, by=world.people["approver"], outcome="Another.")

    project.refresh_from_db()
    assert project.author == world.people["officer"]


def test_an_account_that_is_deleted_leaves_its_projects_to_the_administrators(world):
    open_, draft = world.project("open"), world.project("draft")
    services.add_co_owner(draft, user=world.people["approver"], by=world.people["officer"])

    services.forget(world.people["officer"])

    open_.refresh_from_db()
    draft.refresh_from_db()
    assert (queries.owner(open_), queries.owner(draft)) == (None, world.people["approver"])
    assert waits(world, "administrator") == [f"Say who takes over “{open_}”"]


def test_what_is_over_is_not_handed_over(world):
    with pytest.raises(IllegalMove):
        services.hand_over(
            world.project("withdrawn"), to=world.people["approver"], by=world.people["officer"]
        )
    with pytest.raises(IllegalMove):
        services.hand_over(
            world.project("open"), to=world.people["officer"], by=world.people["officer"]
        )
