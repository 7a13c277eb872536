"""Nobody can learn how another person voted, from any page, answer or download."""

import re
import zipfile
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.consensus import PledgeFactory, StatementFactory
from tests.factories.councils import CouncilFactory
from tests.volunteers.consensus.crowds import crowd, join, vote
from volunteers.consensus import services
from volunteers.consensus.models import Background, Conversation, Frozen, OpinionMap, Participant

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Sample Person Whom Nobody Shall Find", "nobody-shall-find@sample.example"


@pytest.fixture
def conversation():
    """Two camps on their own devices, and one who signed in, wrote a statement and said where."""
    UserFactory(name=NAME, email=ADDRESS)
    found = crowd(30, 25)
    (person,) = join(found, 1, Participant.Kind.SIGNED_IN)
    Participant.objects.filter(conversation=found).update(network="networkofsomebody")
    StatementFactory(conversation=found, text="Sample words of one person.", author=person)
    said = list(found.statements.all())
    vote(person, said, [1] * len(said))
    Background.objects.create(participant=person, borough=CouncilFactory(), age="65")
    PledgeFactory(conversation=found)
    services.recompute(found.pk)
    return found


def public_pages(conversation):
    """Every address of conversations that anybody may ask for."""
    one = [conversation.pk]
    said = [[conversation.pk, number] for number in (1, conversation.statements.count())]
    frozen = [[pk] for pk in Frozen.objects.values_list("pk", flat=True)]
    return [
        *(reverse(f"consensus:{name}") for name in ("conversations", "policy", "issues")),
        *(reverse(f"consensus:{name}", args=one) for name in ("conversation", "log", "mine")),
        *(reverse("consensus:results-json", args=one), reverse("consensus:programmes")),
        *(reverse("consensus:statement", args=two) for two in said),
        *(reverse("consensus:paper-form", args=one),),
        *(
            reverse(f"consensus:{name}", args=key)
            for name in ("frozen", "frozen-json", "frozen-file")
            for key in frozen
        ),
        *(f"/api/{name}/" for name in ("conversations", "statements", "results")),
        f"/api/results/{conversation.pk}/",
        *(reverse("consensus:borough", args=[one.slug]) for one in conversation.councils.all()),
        f"{reverse('consensus:issues')}?of=statements",
    ]


def words_of(response):
    """All that an answer says, a zip unpacked."""
    content = b"".join(response) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    return content.decode()


def test_no_public_answer_names_anybody_or_a_key_of_theirs(conversation):
    Conversation.objects.filter(pk=conversation.pk).update(stage=Conversation.Stage.REFLECTION)
    services.freeze_due()
    keys = list(conversation.participants.values_list("key", flat=True))

    answers = {path: Client().get(path) for path in public_pages(conversation)}

    assert {path for path, one in answers.items() if one.status_code != 200} == set()
    told = {path: words_of(one) for path, one in answers.items()}
    secrets = [NAME, ADDRESS, "networkofsomebody", *keys]
    assert {path for path, words in told.items() if any(one in words for one in secrets)} == set()


def test_no_page_changes_by_the_votes_of_four_people(conversation):
    said = list(conversation.statements.all())
    paths = public_pages(conversation)

    before = {path: plain(Client().get(path)) for path in paths}
    for person in join(conversation, 4):
        vote(person, said, [-1] * len(said))
    services.recompute_due()
    after = {path: plain(Client().get(path)) for path in paths}

    assert {path for path in paths if before[path] != after[path]} == set()


def test_no_page_changes_by_where_or_whether_one_person_signs_in(conversation):
    """Other things may have a map made anew: it shows what it showed of who took part."""
    Participant.objects.filter(pk__in=conversation.participants.all()[:24]).update(kind="signed_in")
    said, other = CouncilFactory(), CouncilFactory()
    Background.objects.bulk_create(
        Background(participant=one, borough=said, age="25" if at % 3 else "35")
        for at, one in enumerate(conversation.participants.filter(background=None)[:30])
    )
    OpinionMap.objects.update(stale=True)
    services.recompute_due()
    paths = public_pages(conversation)

    before = {path: plain(Client().get(path)) for path in paths}
    (last,) = conversation.participants.filter(kind="browser").order_by("-pk")[:1]
    Participant.objects.filter(pk=last.pk).update(kind="signed_in")
    Background.objects.create(participant=last, borough=other, age="65")
    OpinionMap.objects.update(stale=True)
    services.recompute_due()
    after = {path: plain(Client().get(path)) for path in paths}

    made = OpinionMap.objects.get().published
    assert made["mix"] == {"age": {"25": 65, "": 35}, "borough": {"": 100}}
    assert made["statements"][1]["signed_in"] is not None
    assert {path for path in paths if before[path] != after[path]} == set()


def test_the_mix_stands_beside_londons(client, conversation):
    people = conversation.participants.filter(background=None)
    for at, one in enumerate(people[:40]):
        Background.objects.create(participant=one, age="25" if at < 30 else "65")
    OpinionMap.objects.update(stale=True, state={})
    services.recompute_due()

    page = " ".join(client.get(conversation.get_absolute_url()).content.decode().split())

    table = re.sub("<[^>]*>", " ", page.partition("Ages, of each hundred")[2])
    words = " ".join(table.split())
    assert words.startswith("Age Of those who said Of London 25 to 34 73 18 65 or over 27 12")
    assert "share of the people who took part and said it" in page


def plain(response):
    """An answer without what differs between two visits: tokens, times, the statement drawn."""
    words = re.sub(r'"at": ?"[^"]+"', "", words_of(response))
    return in_words(words)


def in_words(words):
    words = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words)
    return re.sub(r'(?s)<div id="card">.*?</form>', "", words)


def test_a_map_shows_my_place_to_me_alone(conversation):
    services.recompute(conversation.pk)
    path = reverse("consensus:conversation", args=[conversation.pk])

    words = words_of(Client().get(path))

    assert "Only you see this" not in words


def test_the_author_of_a_statement_is_in_no_answer(conversation):
    statement = conversation.statements.last()

    for path in public_pages(conversation):
        words = words_of(Client().get(path))

        assert f'"author": {statement.author_id}' not in words
        assert str(statement.author.key) not in words
