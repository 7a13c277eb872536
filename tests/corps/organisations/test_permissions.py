from corps.organisations.models import Invitation, Organisation
from tests.matrix import Row, check, each


def invited(world):
    """The token of an invitation that was sent to the other expert's address."""
    made = Invitation.objects.create(
        organisation=Organisation.objects.get(memberships__user=world.people["employer"]),
        email=world.people["other_expert"].email,
        by=world.people["employer"],
    )
    return [made.token]


ROWS = [
    Row("organisations:invitation", args=invited, other_expert=200, rest=403),
    Row("organisations:invitation", method="POST", args=invited, other_expert=302, rest=403),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
