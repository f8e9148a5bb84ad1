"""Users and memberships; areas, agencies and rule settings come with the migrations."""

from datetime import date

import factory

from agencies.choices import Role
from agencies.models import Agency, Area, Membership, SystemClient, User


def area(code="norfolk"):
    """The area of a code."""
    return Area.objects.get(code=code)


def default_agency(kind="police", code="norfolk"):
    """The default agency of a kind in an area."""
    return Agency.objects.get(kind=kind, services__area=area(code), services__is_default=True)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    agency = factory.LazyFunction(default_agency)
    area = factory.LazyFunction(area)
    role = Role.CO_ORDINATOR
    valid_from = date(2020, 1, 1)

    @factory.post_generation
    def system_client(self, create, extracted, **more):
        """Whoever acts as a system is one, for every category."""
        if self.role == Role.SYSTEM:
            SystemClient.objects.get_or_create(
                user=self.user,
                defaults={
                    "name": self.user.username,
                    "agency": self.agency,
                    "categories": [1, 2, 3, 4],
                },
            )
