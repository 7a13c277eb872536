"""People whose address is verified."""

import factory
from allauth.account.models import EmailAddress

from corps.accounts.models import User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Sample person {n}")

    @factory.post_generation
    def address(self, create, extracted, **_kwargs):
        if create:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)
