"""Who may open which door of the public side."""

from corps.organisations.models import Membership
from tests.factories.volunteers import (
    ApprovedCharityFactory,
    CharityFactory,
    ContributionFactory,
    OpenTaskFactory,
    ReadyVolunteerFactory,
    SubmittedContributionFactory,
    TaskFactory,
    ToldTaskFactory,
)
from tests.matrix import Row, check, each

OWN = ("officer", "approver", "administrator")
REASON = {"reason": "No letters are left"}


def own(status, **others):
    """The council's own people get this."""
    return dict.fromkeys(OWN, status) | others


def ours(make, **fields):
    """A task of the council, written by the officer."""
    return lambda world: [make(council=world.council, author=world.people["officer"], **fields).pk]


draft, told = ours(TaskFactory), ours(ToldTaskFactory)
living = ours(ToldTaskFactory, personal_data="living")
opened, closed = ours(OpenTaskFactory), ours(OpenTaskFactory, stage="closed")
open_to_named = ours(OpenTaskFactory, personal_data="living")


def the_experts(make, **fields):
    """Work that the expert does for the council."""
    return lambda world: [
        make(
            task__council=world.council,
            task__author=world.people["officer"],
            volunteer=ReadyVolunteerFactory(user=world.people["expert"]),
            **fields,
        ).pk
    ]


claimed, sent = the_experts(ContributionFactory), the_experts(SubmittedContributionFactory)
begun = the_experts(ContributionFactory, stage="in_progress")
with_file = the_experts(SubmittedContributionFactory)


def profile(*, public):
    return lambda world: [ReadyVolunteerFactory(user=world.people["expert"], is_public=public).pk]


def charity(make):
    """A charity for which the employer acts."""

    def made(world):
        found = make()
        Membership.objects.create(
            organisation=found.organisation,
            user=world.people["employer"],
            role=Membership.Role.ADMINISTRATOR,
        )
        return [found.pk]

    return made


def new_task(world):
    return {"asker": f"council-{world.council.pk}", "title": "Read letters", "places": 1}


def acts(name, args, *, data=None, form=True, hidden=403):
    """Rows of an act of the asker's people."""
    others = {"rest": hidden, "corps_staff": 403}
    get = own(200) | others if form else {"rest": 405}
    yield Row(name, args=args, **get)
    sends = data if callable(data) else lambda _w: data or {}
    yield Row(name, method="POST", args=args, data=sends, **own(302), **others)


def a_trained_volunteer(_world):
    return {"email": ReadyVolunteerFactory().user.email, "trained": "on"}


def of_the_volunteer(name, args, *, data=None, form=True):
    """Rows of an act of who does the work."""
    others = {"expert": 302, **own(403), "corps_staff": 403, "rest": 404}
    yield Row(name, args=args, **(others | {"expert": 200} if form else {"rest": 405}))
    yield Row(name, method="POST", args=args, data=lambda _w: data or {}, **others)


def of_the_reviewer(name, *, data=None):
    """Rows of an act of who reviews."""
    others = {"expert": 403, "corps_staff": 403, "rest": 404}
    yield Row(name, args=sent, **own(200), **others)
    yield Row(name, method="POST", args=sent, data=lambda _w: data or {}, **own(302), **others)


def of_corps_staff(name, args, *, data=None, form=True):
    """Rows of an act of corps staff on a charity."""
    others = {"employer": 403, "rest": 404}
    yield Row(name, args=args, **({"corps_staff": 200, **others} if form else {"rest": 405}))
    yield Row(name, method="POST", args=args, data=lambda _w: data or {}, corps_staff=302, **others)


EDITED = {"title": "Read letters", "places": 1, "remote": "on"}
TOLD = EDITED | {"description": "Read.", "done_when": "Read.", "effort": "under_1"}
BEGUN = {"name": "Sample", "kind": "citizen", "age": 18, "licence": "on"}
CHARITY = {
    "name": "Sample aid",
    "charity_number": "1234567",
    "company_number": "01234567",
    "purpose": "Helps.",
}
SENT = {"hours": "1", "evidence": "Done."}

ROWS = [
    Row("volunteers:tasks", everyone=200),
    Row("volunteers:task", "open", args=opened, everyone=200),
    Row("volunteers:task", "closed", args=closed, everyone=200),
    Row(
        "volunteers:task", "draft", args=draft, anonymous=404, **own(200, corps_staff=200), rest=404
    ),
    Row("volunteers:for-you", rest=200),
    Row("volunteers:favourites", rest=200),
    Row("volunteers:asked", other_officer=200, **own(200), rest=403),
    Row("volunteers:reviews", other_officer=200, **own(200), rest=403),
    Row("volunteers:task-new", other_officer=200, **own(200), rest=302),
    Row(
        "volunteers:task-new",
        method="POST",
        data=new_task,
        other_officer=200,  # the form again: the council is not theirs
        **own(302),
        rest=302,
    ),
    *acts("volunteers:task-edit", draft, data=EDITED, hidden=404),
    *acts("volunteers:task-edit", opened, data=TOLD),
    *acts("volunteers:task-open", told, form=False, hidden=404),
    Row(
        "volunteers:task-open",
        "living",
        method="POST",
        args=living,
        officer=403,  # its author
        approver=302,
        administrator=302,
        corps_staff=403,
        rest=404,
    ),
    *acts("volunteers:task-close", opened, form=False),
    *acts("volunteers:task-reopen", closed, form=False),
    *acts("volunteers:task-cancel", opened, data=REASON),
    *acts("volunteers:task-copy", opened, form=False),
    *acts("volunteers:task-admit", open_to_named, data=a_trained_volunteer),
    Row("volunteers:task-claim", args=opened, rest=302),
    Row("volunteers:task-claim", method="POST", args=opened, rest=302),
    Row("volunteers:task-star", args=opened, rest=405),
    Row("volunteers:task-star", method="POST", args=opened, rest=302),
    Row("volunteers:begin", rest=200),
    Row("volunteers:begin", method="POST", data=lambda _w: BEGUN, rest=302),
    Row("volunteers:work", rest=200),
    Row("volunteers:contribution", args=claimed, expert=200, **own(200, corps_staff=200), rest=404),
    *of_the_volunteer("volunteers:contribution-start", claimed, form=False),
    *of_the_volunteer("volunteers:contribution-go-on", begun, form=False),
    *of_the_volunteer("volunteers:contribution-submit", begun, data=SENT),
    *of_the_volunteer("volunteers:contribution-hand-back", begun),
    *of_the_reviewer("volunteers:contribution-accept"),
    *of_the_reviewer("volunteers:contribution-return", data=REASON),
    Row("volunteers:evidence", "no file", args=with_file, rest=404),
    Row("volunteers:profile", rest=302),
    Row("volunteers:skills", rest=302),
    Row("volunteers:volunteer", "public", args=profile(public=True), everyone=200),
    Row(
        "volunteers:volunteer",
        "private",
        args=profile(public=False),
        anonymous=404,
        expert=200,
        corps_staff=200,
        rest=404,
    ),
    Row("volunteers:charities", corps_staff=200, rest=403),
    Row("volunteers:charity-new", rest=200),
    Row("volunteers:charity-new", method="POST", data=lambda _w: CHARITY, rest=302),
    Row(
        "volunteers:charity", args=charity(CharityFactory), employer=200, corps_staff=200, rest=404
    ),
    Row(
        "volunteers:charity-invite",
        args=charity(CharityFactory),
        employer=200,
        corps_staff=403,
        rest=404,
    ),
    Row(
        "volunteers:charity-invite",
        method="POST",
        args=charity(CharityFactory),
        data=lambda _w: {"name": "Bo", "email": "bo@aid.example", "role": "member"},
        employer=302,
        corps_staff=403,
        rest=404,
    ),
    *of_corps_staff("volunteers:charity-approve", charity(CharityFactory), form=False),
    *of_corps_staff("volunteers:charity-refuse", charity(ApprovedCharityFactory), data=REASON),
]


@each(ROWS)
def test_the_door_opens_for_those_it_should(row, lasting_world):
    check(row, lasting_world)
