"""Notes, complaints and looks, each the least that is valid."""

from datetime import timedelta

import factory
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from corps.casework.models import Complaint, Look, LookedAt, Note
from tests.factories.accounts import UserFactory


class NoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Note
        exclude = ("row",)

    row = factory.SubFactory(UserFactory)
    about_type = factory.LazyAttribute(lambda o: ContentType.objects.get_for_model(o.row))
    about_id = factory.SelfAttribute("row.pk")
    by = factory.SubFactory(UserFactory, is_staff=True)
    text = "Sample note"


class ComplaintFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Complaint

    by = factory.SubFactory(UserFactory)
    subject = factory.Sequence(lambda n: f"Sample complaint {n}")
    text = "Nobody answered."
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))


class LookFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Look

    by = factory.SubFactory(UserFactory, is_staff=True)
    of = factory.SubFactory(UserFactory)
    reason = "They cannot see their sample project."
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=30))


class LookedAtFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LookedAt

    look = factory.SubFactory(LookFactory)
    path = "/"
