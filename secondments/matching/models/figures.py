"""What a round came to, borough by borough, and as a file that anybody can check."""

from django.db import models
from django.db.models import F, Q

from councils.models import Council
from secondments.matching.models.rounds import Round


class BoroughFigures(models.Model):
    """What one council asked of a round, what counted, and what it got."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="boroughs")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    asked = models.PositiveIntegerField("free places")
    held = models.PositiveIntegerField("places held already", default=0)
    counted = models.PositiveIntegerField("places that counted for the floor")
    floor = models.PositiveIntegerField("least to be filled of those", null=True, blank=True)
    filled = models.PositiveIntegerField("filled of those that counted", default=0)
    proposed = models.PositiveIntegerField("filled of all", default=0)
    greedy = models.PositiveIntegerField("filled of those, one after another", default=0)

    class Meta:
        verbose_name_plural = "borough figures"
        ordering = ["round", "council"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "council"], name="round_counts_a_borough_once"
            ),
            models.CheckConstraint(
                condition=Q(counted__lte=F("asked"), filled__lte=F("counted"))
                & Q(proposed__lte=F("asked"), greedy__lte=F("counted")),
                name="borough_fills_no_more_than_it_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council}: {self.filled} of {self.counted}"


class RoundFile(models.Model):
    """A round as numbers without names, to be solved again by anybody; and what it left over."""

    round = models.OneToOneField(
        Round, on_delete=models.CASCADE, primary_key=True, related_name="file"
    )
    content = models.BinaryField()
    left_places = models.JSONField(
        default=list, help_text="Role and place of each that nobody was chosen for."
    )
    left_out = models.JSONField(
        default=list, help_text="Roles whose chosen person was gone when it was written."
    )
    left_urgent = models.JSONField(default=list, help_text="Roles of those that were urgent.")
    left_experts = models.JSONField(default=list, help_text="Experts who were not chosen.")

    class Meta:
        ordering = ["-round"]

    def __str__(self) -> str:
        return f"File of {self.round}"
