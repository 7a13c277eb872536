"""A project's end, whether its work is in use, and who else uses it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from corps.notifications.models import Event, Notification
from corps.savings import services as savings
from corps.stages import IllegalMove
from councils import queries, services
from councils.models import Completion, Project, UseCheck
from tests.factories.councils import (
    AnsweredQuestionFactory,
    CompletedFactory,
    CompletionFactory,
    ProjectFactory,
    QuestionFactory,
    ReuseFactory,
    UseCheckFactory,
)
from tests.factories.savings import BenefitFactory

pytestmark = pytest.mark.django_db
HOME = {
    "maintainer": "Sample maintainer",
    "maintainer_email": "maintainer@sample.gov.uk",
    "repository": "https://example.org/sample-code",
    "licence": "MIT",
    "hosting_payer": "Planning",
    "yearly_cost_gbp": 0,
    "handed_over": "The code, its tests and a walk through both.",
}


def told(kind):
    event = Event.objects.filter(kind=kind)[0]
    return {notice.to.email for notice in Notification.objects.filter(event=event)}


@pytest.fixture
def delivered(world):
    """The officer's project at work."""
    return world.project("in_delivery")


def test_a_project_is_completed_once_its_work_has_a_home_that_another_signed(world, delivered):
    officer, approver = world.people["officer"], world.people["approver"]
    services.note_completion(delivered, by=officer, maintainer="Sample maintainer")
    with pytest.raises(services.Homeless) as lacking:
        services.complete_project(delivered, by=officer)
    services.note_completion(delivered, by=officer, **HOME)
    services.sign_off(delivered, by=approver)
    with pytest.raises(services.Homeless) as alone:
        services.complete_project(delivered, by=approver)

    project = services.complete_project(delivered, by=officer, on=date(2027, 3, 31))

    assert lacking.value.missing == [*Completion.ASKED[1:], queries.SIGNATURE]
    assert alone.value.missing == [queries.SIGNATURE]
    home = project.completion
    assert (project.stage, home.completed_on) == ("completed", date(2027, 3, 31))
    assert (home.completed_by, home.signed_by) == (officer, approver)


@pytest.mark.parametrize(
    ("field", "value", "stands"),
    [
        ("maintainer", "Another", False),
        ("handed_over", "Nothing", False),
        ("licence", "EUPL-1.2", True),
    ],
)
def test_a_signature_falls_where_what_was_signed_changes(world, delivered, field, value, stands):
    home = CompletionFactory(project=delivered)

    services.note_completion(delivered, by=world.people["officer"], **{field: value})

    home.refresh_from_db()
    assert (home.signed_at is not None) == stands


def test_nobody_signs_for_what_is_not_written(world, delivered):
    services.note_completion(delivered, by=world.people["officer"], maintainer="Sample maintainer")

    with pytest.raises(services.Homeless) as lacking:
        services.sign_off(delivered, by=world.people["approver"])
    with pytest.raises(IllegalMove):
        services.sign_off(delivered, by=world.people["other_officer"])

    assert lacking.value.missing == ["maintainer_email", "repository", "handed_over"]


def test_the_keeper_of_a_completed_project_may_change_but_never_be_nobody(world):
    home = CompletedFactory(project=world.project("completed"))
    officer = world.people["officer"]

    with pytest.raises(services.Homeless):
        services.note_completion(home.project, by=officer, maintainer="")
    changed = services.note_completion(home.project, by=officer, maintainer="Another")

    assert (changed.maintainer, changed.signed_at) == ("Another", home.signed_at)


def test_the_database_completes_no_project_without_a_home(delivered):
    def complete():
        Project.objects.filter(pk=delivered.pk).update(stage="completed")

    with pytest.raises(IntegrityError, match="home"), transaction.atomic():
        complete()
    CompletionFactory(project=delivered)
    with pytest.raises(IntegrityError, match="home"), transaction.atomic():
        complete()
    Completion.objects.update(completed_on=date(2027, 3, 31), completed_by=delivered.author)
    complete()

    assert Project.objects.get(pk=delivered.pk).stage == "completed"


def test_the_database_keeps_the_home_of_what_was_completed(world):
    home = CompletedFactory(project=world.project("completed"))

    Completion.objects.filter(pk=home.pk).delete()

    with pytest.raises(IntegrityError, match="keeps its home"):
        connection.check_constraints()  # as at the end of a transaction


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"maintainer": ""}, "completed_work_has_a_home"),
        ({"yearly_cost_gbp": None}, "completed_work_has_a_home"),
        ({"signed_by": None, "signed_at": None}, "completed_work_has_a_home"),
        ({"yearly_cost_gbp": -1}, "home_costs_nothing_or_more"),
        ({"licence": "other"}, "another_licence_has_a_name"),
    ],
)
def test_the_database_keeps_the_rules_of_a_home(fields, rule):
    with pytest.raises(IntegrityError, match=rule):
        CompletedFactory(**fields)


def test_who_signs_does_not_complete():
    project = ProjectFactory(stage="completed")

    with pytest.raises(IntegrityError, match="completion_is_signed_by_another"):
        CompletedFactory(project=project, signed_by=project.author)


def test_use_is_asked_after_six_and_twelve_months_and_reminded_once(world):
    home = CompletedFactory(project=world.project("completed"), completed_on=date(2026, 8, 31))
    days = (date(2027, 2, 27), date(2027, 2, 28), date(2027, 3, 1), date(2027, 8, 31))

    counts = [services.ask_still_in_use(on=day) for day in days]
    late = timezone.localdate() + timedelta(days=14)
    reminded = [services.remind_of_use(on=day) for day in (late - timedelta(days=1), late, late)]

    assert counts == [0, 1, 0, 1]
    assert [check.due_on for check in UseCheck.objects.order_by("months")] == [days[1], days[3]]
    assert told("councils.use_asked") == {home.maintainer_email, world.people["officer"].email}
    assert reminded == [0, 2, 0]
    token = Event.objects.filter(kind="councils.use_asked")[0].link.split("/")[-2]
    assert queries.check_of(token).months == 12
    waiting = [one.text for one in queries.waiting_for(world.people["officer"])]
    assert waiting == [f"Say whether “{home.project.title}” is still in use"] * 2


def test_an_answer_may_be_corrected_for_thirty_days_and_a_no_ends_the_use(world):
    check = UseCheckFactory(project=world.project("completed"))
    day = date(2027, 10, 1)

    services.answer_use(check, answer="no", words="Sample: replaced", on=day)
    ended = Project.objects.get(pk=check.project_id).use_ended_on
    check = services.answer_use(check, answer="partly", on=day + timedelta(days=30))

    assert (ended, Project.objects.get(pk=check.project_id).use_ended_on) == (day, None)
    assert (check.answer, check.answered_on) == ("partly", day)
    with pytest.raises(IllegalMove):
        services.answer_use(check, answer="yes", on=day + timedelta(days=31))


def test_the_answer_at_twelve_months_is_what_counts(world):
    project = world.project("completed")
    early, late = (UseCheckFactory(project=project, months=months) for months in (6, 12))
    services.answer_use(late, answer="yes", on=date(2028, 3, 31))

    services.answer_use(early, answer="no", on=date(2028, 4, 1))

    assert Project.objects.get(pk=project.pk).use_ended_on is None


def test_a_council_says_once_that_it_uses_anothers_work_and_may_withdraw_it(world):
    project, other = world.project("completed"), world.people["other_officer"]
    fields = {"by": other, "since": date(2027, 6, 1), "how": "The form."}

    reuse = services.record_reuse(project, council=world.other_council, **fields)
    with pytest.raises(services.UsedAlready):
        services.record_reuse(project, council=world.other_council, **fields)
    with pytest.raises(services.NotAnotherCouncil):
        services.record_reuse(project, council=world.council, **fields)
    with pytest.raises(IllegalMove):
        services.record_reuse(world.project("draft"), council=world.other_council, **fields)

    assert Project.objects.with_marks().get(pk=project.pk).reused == 1
    assert len(told("councils.reuse_recorded")) == 3
    services.withdraw_reuse(reuse, by=other, reason="We bought another.")
    with pytest.raises(IllegalMove):
        services.withdraw_reuse(reuse, by=other, reason="Again")
    assert Project.objects.with_marks().get(pk=project.pk).reused == 0


def test_a_project_in_which_anothers_work_is_used_saves_no_development(world):
    own = ProjectFactory(council=world.other_council, stage="open", opened_at=timezone.now())
    ReuseFactory(project=world.project("completed"), council=world.other_council, for_project=own)
    benefit = BenefitFactory(
        project=own, product="their-word-for-it", is_development=True, kind="qualitative"
    )

    with pytest.raises(savings.CountedAlready):
        savings.publish_benefit(benefit, by=own.author)

    benefit = savings.edit_benefit(benefit, by=own.author, is_development=False)
    assert savings.publish_benefit(benefit, by=own.author).stage == "claimed"


def test_who_is_forgotten_keeps_no_work_and_asks_nothing_any_more(world):
    expert = world.people["expert"]
    home = CompletedFactory(project=world.project("completed"), maintainer_email=expert.email)
    waiting = QuestionFactory(project=world.project("open"), by=expert)
    answered = AnsweredQuestionFactory(project=world.project("open"), by=expert)
    kept = [row["project__title"] for row in queries.about(expert)["work kept"]]

    services.forget(expert)

    home.refresh_from_db()
    answered.refresh_from_db()
    assert kept == [home.project.title]
    assert home.maintainer_email == world.people["administrator"].email
    assert answered.text == answered.published
    assert not type(waiting).objects.filter(pk=waiting.pk).exists()
