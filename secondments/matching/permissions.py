"""Who may ask for a round, answer a proposal, and talk about it."""

from corps.accounts.models import User
from councils.models import Council, Project, Role
from secondments.matching.models import Answer, DirectMatch, Proposal
from secondments.models import Employer, Expert


def _acts_for(user: User, project: Project) -> bool:
    return Council.objects.of(user).filter(pk=project.council_id).exists()


def can_request_round(user: User, project: Project) -> bool:
    """Whoever acts for the project's council, and corps staff."""
    return user.is_authenticated and (user.is_staff or _acts_for(user, project))


def can_choose_policy(user: User) -> bool:
    """Corps staff say by which rule a round chooses."""
    return user.is_authenticated and user.is_staff


def can_call_urgent(user: User) -> bool:
    """Corps staff say which roles cannot wait."""
    return user.is_authenticated and user.is_staff


def can_rank_roles(user: User, council: Council) -> bool:
    """Whoever acts for the council, and nobody else."""
    return Council.objects.of(user).filter(pk=council.pk).exists()


def can_read_shortfall(user: User, project: Project) -> bool:
    """Whoever acts for the project's council, and corps staff; others see counts."""
    return can_request_round(user, project)


def can_ask_what_if(user: User, council: Council | None = None) -> bool:
    """Whoever acts for the council (or for any, where none is named), and corps staff."""
    if not user.is_authenticated:
        return False
    own = Council.objects.of(user)
    return user.is_staff or (own.filter(pk=council.pk) if council else own).exists()


def can_read_unplaced(user: User, expert: Expert) -> bool:
    """The expert, and corps staff: what somebody nearly got is not for their employer."""
    return user.is_authenticated and (user.is_staff or expert.user_id == user.pk)


def sides_of(user: User, proposal: Proposal) -> list[str]:
    """The sides that this person may answer for; an expert answers for nobody else."""
    if proposal.expert.user_id == user.pk:
        return [Answer.Side.EXPERT]
    sides: list[str] = []
    if Employer.objects.of(user).filter(pk=proposal.expert.employer_id).exists():
        sides.append(Answer.Side.EMPLOYER)
    if _acts_for(user, proposal.role.project):
        sides.append(Answer.Side.COUNCIL)
    return sides


def can_answer_proposal(user: User, proposal: Proposal) -> bool:
    """The expert, the employer and the council, each for their own side."""
    return bool(sides_of(user, proposal))


def can_write_message(user: User, proposal: Proposal) -> bool:
    """The three sides, while it waits and once it is agreed."""
    talks = proposal.stage in {Proposal.Stage.PROPOSED, Proposal.Stage.ACCEPTED}
    return talks and can_answer_proposal(user, proposal)


def can_note_meeting(user: User, proposal: Proposal) -> bool:
    """The three sides."""
    return can_answer_proposal(user, proposal)


def can_withdraw_proposal(user: User, proposal: Proposal) -> bool:
    """Corps staff."""
    return user.is_staff


def can_read_reserves(user: User, proposal: Proposal) -> bool:
    """Whoever acts for the council, and corps staff: they are other people's names."""
    return user.is_staff or _acts_for(user, proposal.role.project)


def sides_of_direct(user: User, match: DirectMatch) -> list[str]:
    """The sides of a direct match that this person acts for; nobody answers for themselves."""
    sides: list[str] = []
    if _acts_for(user, match.role.project):
        sides.append(DirectMatch.Side.COUNCIL)
    if Employer.objects.of(user).filter(pk=match.employer_id).exists():
        sides.append(DirectMatch.Side.EMPLOYER)
    return [] if match.expert and match.expert.user_id == user.pk else sides


def can_answer_direct(user: User, match: DirectMatch) -> bool:
    """The side that was asked, by somebody else than who asked."""
    return user.pk != match.by_id and match.waits_for in sides_of_direct(user, match)


def can_withdraw_direct(user: User, match: DirectMatch) -> bool:
    """The side that asked."""
    return match.begun_by in sides_of_direct(user, match)


def can_watch_for_people(user: User, role: Role) -> bool:
    """Whoever acts for the role's council, and corps staff."""
    return can_request_round(user, role.project)
