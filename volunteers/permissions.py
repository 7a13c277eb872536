"""Who may do what on the public side."""

from corps.accounts.models import User
from corps.organisations.models import Membership as OrganisationMembership
from councils.models import Council, Membership
from volunteers import queries
from volunteers.models import (
    Certificate,
    Charity,
    Contribution,
    Record,
    Source,
    Suggestion,
    Task,
    Volunteer,
)

Stage = Contribution.Stage


def can_write_for(user: User, asker: Council | Charity) -> bool:
    """Those who act for the council, or for the charity once corps staff have approved it."""
    return user.is_authenticated and queries.acts_for(user, asker)


def can_write_task(user: User, task: Task) -> bool:
    """The asker's people draft, edit, copy, open, close and cancel; corps staff do not."""
    return can_write_for(user, task.asker)


def can_open_task(user: User, task: Task) -> bool:
    """A draft: the asker's people. What shows living people's data: a second, senior person."""
    if task.stage != Task.Stage.DRAFT or not can_write_task(user, task):
        return False
    if not task.is_about_the_living:
        return True
    return user.pk != task.author_id and _is_senior(user, task)


def _is_senior(user: User, task: Task) -> bool:
    if task.council_id:
        return Membership.objects.approvers().filter(user=user, council=task.council_id).exists()
    return OrganisationMembership.objects.filter(
        user=user,
        organisation=task.charity_id,
        role=OrganisationMembership.Role.ADMINISTRATOR,
    ).exists()


def can_claim_task(user: User, task: Task) -> bool:
    """Anybody signed in, while it is open; whether there is room is settled by the claim."""
    return user.is_authenticated and task.stage == Task.Stage.OPEN


def can_do_work(user: User, contribution: Contribution) -> bool:
    """The volunteer alone starts, submits and hands back."""
    return user.is_authenticated and contribution.volunteer_id == user.pk


def can_review_contribution(user: User, contribution: Contribution) -> bool:
    """The asker's people, never who did the work."""
    return (
        user.is_authenticated
        and contribution.volunteer_id != user.pk
        and queries.askers_of(contribution.task).filter(pk=user.pk).exists()
    )


def can_read_evidence(user: User, contribution: Contribution) -> bool:
    """The volunteer, the asker's people and corps staff."""
    return user.is_authenticated and (
        user.is_staff
        or contribution.volunteer_id == user.pk
        or can_review_contribution(user, contribution)
    )


def can_edit_volunteer(user: User, volunteer: Volunteer) -> bool:
    """Oneself alone."""
    return user.is_authenticated and volunteer.pk == user.pk


def can_judge_charity(user: User, charity: Charity) -> bool:
    """Corps staff, but never those who act for it."""
    return (
        user.is_authenticated
        and user.is_staff
        and not OrganisationMembership.objects.filter(organisation=charity.pk, user=user).exists()
    )


def can_see_charities(user: User) -> bool:
    """Corps staff alone: the list shows who waits."""
    return user.is_authenticated and user.is_staff


def can_answer_suggestion(user: User, suggestion: Suggestion) -> bool:
    """The council's people; anybody's where it goes to all; never who made it."""
    if not user.is_authenticated or not suggestion.is_waiting or suggestion.by_id == user.pk:
        return False
    mine = Council.objects.of(user)
    return (
        mine.filter(pk=suggestion.council_id).exists() if suggestion.council_id else mine.exists()
    )


def can_pass_on_suggestion(user: User, suggestion: Suggestion) -> bool:
    """Corps staff, and those who could answer it themselves."""
    if not user.is_authenticated or not suggestion.is_waiting:
        return False
    return user.is_staff or can_answer_suggestion(user, suggestion)


def can_hide_suggestion(user: User, suggestion: Suggestion) -> bool:
    """Corps staff and the council's people, whatever became of it."""
    if not user.is_authenticated:
        return False
    return user.is_staff or Council.objects.of(user).filter(pk=suggestion.council_id).exists()


def can_read_hidden(user: User, suggestion: Suggestion) -> bool:
    """Who made it, and who could hide it."""
    return suggestion.by_id == user.pk or can_hide_suggestion(user, suggestion)


def can_run_sources(user: User) -> bool:
    """Corps staff alone name the repositories whose issues become tasks."""
    return user.is_authenticated and user.is_staff


def can_import_source(user: User, source: Source) -> bool:
    """Corps staff and the council's people ask for an import at once."""
    return user.is_authenticated and (user.is_staff or queries.acts_for(user, source.council))


def can_declare_source(user: User, source: Source) -> bool:
    """The council's people alone say that its tasks replace no paid post."""
    return user.is_authenticated and queries.acts_for(user, source.council)


def can_see_record(user: User, record: Record) -> bool:
    """Whoever has the link, where the volunteer wishes it; else they and corps staff."""
    if record.is_public and record.volunteer.user.is_active:
        return True
    return user.is_authenticated and (user.is_staff or record.pk == user.pk)


def can_withdraw_certificate(user: User, certificate: Certificate) -> bool:
    """The volunteer, and corps staff."""
    return user.is_authenticated and (user.is_staff or certificate.volunteer_id == user.pk)
