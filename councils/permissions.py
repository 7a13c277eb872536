"""Who may do what on the asking side."""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from corps.accounts.models import User
from corps.accounts.permissions import has_second_factor
from councils import queries
from councils.models import ApprovalLink, Council, Membership, Project, Reuse, Sponsorship

Stage = Project.Stage
BEFORE_DELIVERY = {Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.OPEN, Stage.STAFFED}


def can_write_project(user: User, project: Project) -> bool:
    """Members of its council may edit, submit, ready, withdraw and cancel it."""
    return user.is_authenticated and queries.is_member(user, project.council)


def can_note_readiness(user: User, project: Project) -> bool:
    """Members of its council, until somebody is at work."""
    return project.stage in BEFORE_DELIVERY and can_write_project(user, project)


def can_approve_project(user: User, project: Project) -> bool:
    """Another member who may approve: neither its author nor who submitted it."""
    return (
        user.is_authenticated
        and project.stage == Stage.SUBMITTED
        and queries.approvers(project).filter(pk=user.pk).exists()
    )


def can_send_approval_link(user: User, project: Project) -> bool:
    """A member, where no colleague may approve."""
    return (
        project.stage == Stage.SUBMITTED
        and can_write_project(user, project)
        and not queries.approvers(project).exists()
    )


def can_use_link(request: HttpRequest, link: ApprovalLink) -> bool:
    """The person named, who signed in by a code sent to that address, or with a second factor."""
    if not request.user.is_authenticated:
        return False
    if link.email not in queries.verified_addresses(request.user):
        return False
    records = get_authentication_records(request, request.user)
    by_code = any(
        record.get("method") == "code" and record.get("email", "").lower() == link.email
        for record in records
    )
    return by_code or has_second_factor(request)


def can_see_members(user: User, council: Council) -> bool:
    """The council's own people, and corps staff."""
    return user.is_authenticated and (user.is_staff or queries.is_member(user, council))


def can_run_council(user: User, council: Council) -> bool:
    """The council's administrators alone."""
    return (
        Membership.objects.administrators().filter(council=council, user=user).exists()
        if user.is_authenticated
        else False
    )


def can_end_membership(user: User, membership: Membership) -> bool:
    """One's own, and for administrators every other of their council."""
    return membership.confirmed_at is not None and (
        membership.user == user or can_run_council(user, membership.council)
    )


def can_share_project(user: User, project: Project) -> bool:
    """Those who answer for it, its council's administrators, and corps staff where it is stuck."""
    return user.is_staff or (
        can_write_project(user, project)
        and (
            queries.owners(project).filter(pk=user.pk).exists()
            or can_run_council(user, project.council)
        )
    )


def can_invite_administrator(user: User) -> bool:
    """Corps staff alone."""
    return user.is_authenticated and user.is_staff


def can_import(user: User, council: Council) -> bool:
    """The council's own people, who also see what colleagues brought."""
    return user.is_authenticated and queries.is_member(user, council)


def can_see_inside(user: User, project: Project) -> bool:
    """Names in its history, reasons and what its host has yet to arrange: also for co-sponsors."""
    return user.is_authenticated and (
        user.is_staff or can_write_project(user, project) or queries.is_sponsor(user, project)
    )


def can_see_who_asked(user: User, project: Project) -> bool:
    """The council that was asked, and corps staff: not its co-sponsors."""
    return user.is_authenticated and (user.is_staff or can_write_project(user, project))


def can_attach_file(user: User, project: Project) -> bool:
    """Those who write it, while it is written; after that, files come with an addendum."""
    return project.is_editable and can_write_project(user, project)


def can_add_addendum(user: User, project: Project) -> bool:
    """Members of its council, from the day it is open until it is over."""
    return project.is_live and can_write_project(user, project)


def can_note_completion(user: User, project: Project) -> bool:
    """Members of its council, once it is open; also afterwards, since keepers change."""
    ended = project.stage == Stage.COMPLETED
    return (project.is_live or ended) and can_write_project(user, project)


def can_sign_off(user: User, project: Project) -> bool:
    """Members of its council, before it is over; who signs does not complete it."""
    return project.is_live and can_write_project(user, project)


def can_record_reuse(user: User, project: Project) -> bool:
    """Members of another council that does not say so yet."""
    return queries.is_reusable(project) and queries.may_declare(user, project).exists()


def can_withdraw_reuse(user: User, reuse: Reuse) -> bool:
    """Members of the council that declared it."""
    return (
        user.is_authenticated
        and reuse.withdrawn_on is None
        and queries.is_member(user, reuse.council)
    )


def can_ask_to_sponsor(user: User, project: Project) -> bool:
    """Members of another council that does not stand behind it yet, until it is over."""
    return (
        user.is_authenticated
        and project.is_live
        and queries.may_sponsor(project).filter(pk__in=Council.objects.of(user)).exists()
    )


def can_invite_sponsor(user: User, project: Project) -> bool:
    """Members of its council, from the day it is open until it is over."""
    return project.is_live and can_write_project(user, project)


def can_answer_sponsorship(user: User, sponsorship: Sponsorship) -> bool:
    """Members of the council that was asked: the owner's, or the one that it invited."""
    asked = sponsorship.council if sponsorship.invited else sponsorship.project.council
    return (
        user.is_authenticated
        and sponsorship.stage == Sponsorship.Stage.ASKED
        and sponsorship.project.is_live
        and queries.is_member(user, asked)
    )


def can_withdraw_sponsorship(user: User, sponsorship: Sponsorship) -> bool:
    """Members of the council that asked, before the answer; afterwards the sponsor's own."""
    if not user.is_authenticated or sponsorship.stage not in Sponsorship.LIVE:
        return False
    by_owner = sponsorship.invited and sponsorship.stage == Sponsorship.Stage.ASKED
    return queries.is_member(user, sponsorship.project.council if by_owner else sponsorship.council)


def can_copy_project(user: User, project: Project) -> bool:
    """Members of any council, as far as they see it."""
    return user.is_authenticated and Council.objects.of(user).exists()
