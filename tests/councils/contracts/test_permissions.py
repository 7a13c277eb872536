from corps.organisations.models import Organisation
from councils.contracts.models import Interest
from tests.matrix import Row, check, each


def organisation(world):
    return Organisation.objects.get(memberships__user=world.people["employer"])


def interest(world):
    """The id of an interest of the employer in the other council."""
    made = Interest.objects.create(
        organisation=organisation(world),
        council=world.other_council,
        kind="supplies",
        declared_by=world.people["employer"],
    )
    return [made.pk]


OWN = {"employer": 200, "corps_staff": 403, "rest": 404}
ROWS = [
    Row("contracts:interest-new", args=lambda w: [organisation(w).pk], **OWN),
    Row(
        "contracts:interest-new",
        method="POST",
        args=lambda w: [organisation(w).pk],
        data=lambda w: {"council": w.council.pk, "kind": "bids"},
        **OWN | {"employer": 302},
    ),
    Row("contracts:interest-end", args=interest, **OWN),
    Row("contracts:interest-end", method="POST", args=interest, **OWN | {"employer": 302}),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
