"""What a round found out besides: who stands by, and why places stay free."""

from django.db import models
from django.db.models import Q

from councils.models import Role
from secondments.matching.models.rounds import Round
from secondments.models import Expert


class Reserve(models.Model):
    """Another expert who could fill a role, not held, and proposable elsewhere."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="reserves")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="reserves")
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="reserves")
    order = models.PositiveSmallIntegerField()
    fit = models.PositiveSmallIntegerField()
    terms = models.JSONField(help_text="Points by term; they sum to the fit.")

    class Meta:
        ordering = ["role", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "role", "expert"], name="reserve_is_named_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} in reserve for {self.role}"


class Shortfall(models.Model):
    """Places of a role that a round could not fill, and how many people each rule removed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="shortfalls")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="shortfalls")
    places = models.PositiveSmallIntegerField("places not filled")
    removed = models.JSONField(help_text="People removed by each rule, in the order of the rules.")
    eligible = models.PositiveIntegerField("people who could have, but were placed elsewhere")
    near_misses = models.PositiveIntegerField("people who nearly could", default=0)

    class Meta:
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(fields=["round", "role"], name="shortfall_is_told_once"),
            models.CheckConstraint(condition=Q(places__gte=1), name="shortfall_has_places"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.places} not filled"
