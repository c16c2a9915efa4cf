import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.rulebooks import Body, from_json


class CreditBodyQuerySet(models.QuerySet["CreditBody"]):
    def with_rules(self) -> "list[CreditBody]":
        """Each with its `current_rules`, oldest first. Two statements, however many there are."""
        current = RenewalRuleRow.objects.current().order_by(F("effective_from").asc(nulls_first=True), "key")
        return list(self.prefetch_related(models.Prefetch("rules", current, to_attr="current_rules")))


class CreditBody(models.Model):
    """A board, council or association that asks for continuing education. See `rulebooks.Body`."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=60)
    license_check = models.URLField()
    unit = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField(help_text="Length of one unit.")
    shape = models.CharField(max_length=80, help_text="Regular expression of a whole license number.")
    like = models.CharField(max_length=40, help_text="An example of a number.")
    shape_confidence = models.CharField(max_length=12)

    current_rules: "list[RenewalRuleRow]"  # what `with_rules` adds

    objects = CreditBodyQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        verbose_name_plural = "credit bodies"

    def __str__(self) -> str:
        return self.name

    def as_body(self) -> Body:
        """The plain value, with the rules that `with_rules` fetched."""
        names = ("code", "name", "place", "license_check", "unit", "minutes", "shape", "like")
        rules = tuple(from_json(row.terms) for row in self.current_rules)
        values = {name: getattr(self, name) for name in names}
        return Body(**values, shape_confidence=self.shape_confidence, rules=rules)  # type: ignore[arg-type]


class RenewalRuleQuerySet(models.QuerySet["RenewalRuleRow"]):
    def current(self):
        """The latest revision of each rule, of those that were not withdrawn."""
        newer = RenewalRuleRow.objects.filter(
            key=models.OuterRef("key"), revision__gt=models.OuterRef("revision")
        )
        return self.filter(~models.Exists(newer), withdrawn=False)


class RenewalRuleRow(models.Model):
    """One revision of a renewal rule. Appended, never edited: a correction is the next revision.

    `terms` is the whole rule (`rulebooks.as_json`); the other fields repeat parts of it for queries.
    A revision that is `withdrawn` says that the rule holds no more, and never did.
    """

    body = models.ForeignKey(CreditBody, on_delete=models.PROTECT, related_name="rules")
    key = models.SlugField(max_length=60)
    revision = models.PositiveSmallIntegerField()
    effective_from = models.DateField(null=True)
    effective_to = models.DateField(null=True)
    confidence = models.CharField(max_length=12)
    terms = models.JSONField()
    withdrawn = models.BooleanField(default=False)
    changed = models.CharField(
        max_length=300, blank=True, help_text="What a registrar says that changed; empty for what was loaded."
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = RenewalRuleQuerySet.as_manager()

    class Meta:
        ordering = ["key", "revision"]
        verbose_name = "renewal rule"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "revision"], name="revisions_of_a_renewal_rule_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(effective_from=None)
                | Q(effective_to=None)
                | Q(effective_to__gte=F("effective_from")),
                name="a_renewal_rule_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}, revision {self.revision}"


class ExternalCreditQuerySet(models.QuerySet["ExternalCredit"]):
    def visible_to(self, user):
        """One's own. Nobody else reads what a person brought from elsewhere."""
        return self.filter(holder_id=user.pk) if user.is_authenticated else self.none()


class ExternalCredit(models.Model):
    """Hours that a person says they earned elsewhere, with their evidence. We list them; we do not check them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="external_credits"
    )
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=120)
    accreditor = models.CharField(max_length=12, blank=True, help_text="Code of the body that approved it.")
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    category = models.CharField(max_length=40, default="general")
    mode = models.CharField(max_length=20, default="home-study")
    earned_on = models.DateField()
    evidence = models.BinaryField(null=True, blank=True)
    evidence_name = models.CharField(max_length=120, blank=True)
    evidence_type = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ExternalCreditQuerySet.as_manager()

    class Meta:
        ordering = ["-earned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=200), name="an_external_credit_has_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.title
