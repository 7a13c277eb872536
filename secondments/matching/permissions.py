"""Who may ask for a round, answer a proposal, and talk about it."""

from corps.accounts.models import User
from councils.models import Council, Project
from secondments.matching.models import Answer, Proposal
from secondments.models import Employer


def _acts_for(user: User, project: Project) -> bool:
    return Council.objects.of(user).filter(pk=project.council_id).exists()


def can_request_round(user: User, project: Project) -> bool:
    """Whoever acts for the project's council, and corps staff."""
    return user.is_authenticated and (user.is_staff or _acts_for(user, project))


def can_read_shortfall(user: User, project: Project) -> bool:
    """Whoever acts for the project's council, and corps staff; others see counts."""
    return can_request_round(user, project)


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
