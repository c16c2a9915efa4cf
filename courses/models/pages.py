import uuid
from collections.abc import Callable, Container
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from courses.canonical import sha256
from courses.hours import Workload
from courses.markdown import words
from courses.panels import AdvicePanel, CourseAdvicePanel
from courses.rendering import drafted_address, frozen_address, lesson_html, library_address

from .assets import Asset
from .blocks import LessonBody
from .evidence import Reference
from .glossary import GlossaryTerm
from .guards import CoursePermissions, FrozenRevisionsMixin, StepPermissions
from .lesson_forms import LessonForm


class CataloguePage(Page):
    """The public list of courses. The site's front page."""

    introduction = models.TextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    subpage_types = ["courses.CoursePage"]
    max_count = 1
    template = "courses/catalogue.html"


class CoursePage(FrozenRevisionsMixin, Page):
    """What a course is about, in public. Learners are taught by its editions."""

    class Mode(models.TextChoices):
        HOME_STUDY = "home-study", "Home study"
        LIVE = "live", "Live"
        WEBINAR = "webinar", "Webinar"

    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="pages")
    promise = models.CharField(max_length=200)
    description = models.TextField()
    audience = models.TextField(blank=True)
    prerequisites = models.TextField(blank=True)
    requires = ParentalManyToManyField(
        "courses.Course", blank=True, related_name="required_by", verbose_name="courses to complete first"
    )
    medium = models.CharField(max_length=200)
    mode = models.CharField(max_length=20, choices=Mode, default=Mode.HOME_STUDY)
    price = models.CharField(max_length=40, default="Free")
    reviewed_on = models.DateField("content last reviewed on")
    review_by = models.DateField()
    disclosure = models.TextField(help_text="Who controls the content, and their financial relationships.")
    asks_to_acknowledge = models.BooleanField(
        "ask learners to acknowledge the disclosure",
        default=True,
        help_text="Before the first lesson, once. The exact text and the time go on the record.",
    )
    refund_policy = models.TextField()
    cancellation_policy = models.TextField()
    grievance_policy = models.TextField()
    accessibility_policy = models.TextField()

    content_panels = [
        *Page.content_panels,
        CourseAdvicePanel(heading="Before release"),
        FieldPanel("course", help_text="Whose editions and certificates these pages make. Choose it once."),
        FieldPanel("promise", help_text="One line for the catalog: what the learner gains."),
        FieldPanel("description", help_text="What the course is about. The course page shows it."),
        InlinePanel("instructors", label="Instructor"),
        MultiFieldPanel(
            [
                FieldPanel("audience", help_text="Who it is written for."),
                FieldPanel("prerequisites", help_text="What a learner must know or hold. Say so if nothing."),
                FieldPanel(
                    "requires",
                    help_text="Learners can enroll once they have completed these. Usually none.",
                    widget=CheckboxSelectMultiple,
                ),
                FieldPanel("medium", help_text="How it is taught, such as “Text lessons read online”."),
                FieldPanel("mode"),
                FieldPanel("price", help_text="“Free”, or the amount with its currency."),
            ],
            heading="Before enrolling",
        ),
        MultiFieldPanel(
            [
                FieldPanel("reviewed_on"),
                FieldPanel(
                    "review_by",
                    help_text="After this day the course can't be released until its content was reviewed again.",
                ),
            ],
            heading="Review",
        ),
        MultiFieldPanel(
            [
                FieldPanel("disclosure"),
                FieldPanel("asks_to_acknowledge"),
                FieldPanel("refund_policy"),
                FieldPanel("cancellation_policy"),
                FieldPanel("grievance_policy"),
                FieldPanel("accessibility_policy"),
            ],
            heading="Policies",
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("promise"),
        index.SearchField("description"),
    ]
    parent_page_types = ["courses.CataloguePage"]
    template = "courses/course.html"
    admin_default_ordering = "ord"

    def permissions_for_user(self, user):
        return CoursePermissions(user, self)

    def clean(self):
        super().clean()
        if self.pk and CoursePage.objects.exclude(course=self.course_id).filter(pk=self.pk).exists():
            raise ValidationError({"course": "A page stays with its course. Start another course instead."})
        if circle := self.circle():
            raise ValidationError({"requires": circle})

    def circle(self) -> str:
        """Why nobody could ever enrol: the courses to complete first lead back to this one. Empty: they don't."""
        pages = CoursePage.objects.exclude(pk=self.pk).filter(requires__isnull=False)
        needs: dict[int, set[int]] = {}
        for course, required in pages.values_list("course_id", "requires"):
            needs.setdefault(course, set()).add(required)
        waiting, seen = [course.pk for course in self.requires.all()], set()
        while waiting:
            course = waiting.pop()
            if course == self.course_id:
                return "Courses to complete first can't lead back to this one: nobody could ever begin."
            if course not in seen:
                seen.add(course)
                waiting += needs.get(course, ())
        return ""

    def steps(self) -> "list[StepPage]":
        """Its steps in order, published or not, as they are stored and not as they are drafted.

        A step that was taken out of the course for good is kept in the tree, unpublished and expired.
        """
        kept = self.get_children().filter(expired=False).specific()
        return [page for page in kept if isinstance(page, StepPage)]


class CourseInstructor(Orderable):
    """Who teaches: shown on the course page and frozen into the edition."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="instructors")
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=120, blank=True)
    biography = models.TextField(blank=True)

    panels = [FieldPanel("name"), FieldPanel("credentials"), FieldPanel("biography")]

    def __str__(self) -> str:
        return self.name


class StepPage(FrozenRevisionsMixin, Page):
    """A page a learner finishes. A course is its steps in order.

    A kind of step answers `freeze`, `problems`, `workload` and `covers`, and names in `opens` the URL
    that the reader sends learners to; so that courses never know what a quiz is.
    """

    step_key = models.UUIDField(default=uuid.uuid4, editable=False)
    required = models.BooleanField(default=True)

    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["step_key"]
    settings_panels = [*Page.settings_panels, FieldPanel("required")]

    kind = ""  # as it is named in an edition
    opens = ""  # a URL name that takes the course's code and the step's slug
    judged_at = ""  # a URL name that takes a reviewer's link: where what the step asks is judged
    is_creatable = False

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return StepPermissions(user, self)

    def freeze(self, salt: bytes) -> dict:
        """The step as plain JSON. `salt` goes into the digest of whatever must not be guessed from it."""
        raise NotImplementedError

    def render(self, body: dict) -> str:
        """The HTML of a frozen body, where it has any. Made once, at release."""
        return ""

    def render_draft(self, body: dict, played_at: Callable[[Asset], str] = library_address) -> str:
        """The HTML of a body that is not released: a preview. `played_at` says where recordings are."""
        return self.render(body)

    def problems(self) -> list[str]:
        """Why it may not be released, a sentence each."""
        return []

    def workload(self) -> Workload:
        return Workload()

    def covers(self) -> frozenset[uuid.UUID]:
        """Public ids of the objectives that this step teaches or tests."""
        return frozenset()

    def items(self) -> list[tuple[str, uuid.UUID, str]]:
        """(kind, id, version) of every claim, question and reference in it."""
        return []

    def assets(self) -> list[Asset]:
        """The files that it shows. A release keeps their bytes."""
        return []

    def serve(self, request, *args, **kwargs):
        """Learners read editions; a step's own address leads to its course."""
        return redirect(self.get_parent().get_url(request))

    def serve_preview(self, request, mode_name):
        """The draft, frozen and rendered as a release would do it."""
        body = self.freeze(b"")
        shown = {"step": self, "summary": body.get("summary", ""), "html": self.render_draft(body)}
        return TemplateResponse(request, "courses/preview.html", shown)

    def get_sitemap_urls(self, request=None):
        return []


class LessonPage(StepPage):
    """A lesson: flat blocks of text, claims, callouts, figures, tables and documents."""

    summary = models.CharField(max_length=300, blank=True)
    objectives = ParentalManyToManyField("courses.Objective", blank=True, related_name="lessons")
    body = StreamField(LessonBody())

    content_panels = [
        *Page.content_panels,
        AdvicePanel(heading="Before release"),
        FieldPanel("summary", help_text="One or two sentences. They stand above the lesson."),
        FieldPanel(
            "objectives",
            help_text="What this lesson teaches. Every objective needs a lesson and a question.",
            widget=CheckboxSelectMultiple,
        ),
        FieldPanel(
            "body",
            help_text="Build the lesson from blocks. Learners read it once it is approved and released.",
        ),
    ]
    base_form_class = LessonForm
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    kind = "lesson"
    opens = "courses:read"
    is_creatable = True

    def freeze(self, salt: bytes) -> dict:
        return {
            "summary": self.summary,
            "objectives": sorted(str(public_id) for public_id in self.covers()),
            "blocks": [
                {"id": str(block.id), "type": block.block_type, **block.value.freeze()} for block in self.body
            ],
            "references": [reference.freeze() for reference in self.references()],
            "terms": [term.freeze() for term in self.terms()],
        }

    def references(self) -> list[Reference]:
        """What the lesson cites, in order of first citation. The first is number 1."""
        library = Reference.objects.in_bulk(self.cites(), field_name="key")
        return [library[key] for key in self.cites() if key in library]

    def cites(self) -> list[str]:
        return list(dict.fromkeys(key for block in self.body for key in block.value.cites()))

    def notes(self) -> set[tuple[str, str]]:
        """The claims and terms that its text points to: ("claim" or "term", key)."""
        return {note for block in self.body for note in block.value.notes()}

    def terms(self) -> list[GlossaryTerm]:
        """The words of the glossary that it uses, by the alphabet."""
        keys = [key for kind, key in self.notes() if kind == "term"]
        terms = GlossaryTerm.objects.filter(key__in=keys) if keys else ()
        return sorted(terms, key=lambda term: term.term.casefold())

    def assets(self) -> list[Asset]:
        return [asset for block in self.body for asset in block.value.assets()]

    def render(self, body: dict) -> str:
        return self._render(body, frozen_address)

    def render_draft(self, body: dict, played_at: Callable[[Asset], str] = library_address) -> str:
        """Files that are not kept yet go into the page itself, but for recordings."""
        drafted = {asset.sha256: asset for asset in self.assets()}
        return self._render(body, lambda frozen: drafted_address(drafted[frozen["sha256"]], played_at))

    def _render(self, body: dict, address: Callable[[dict], str]) -> str:
        parent = self.get_parent()
        steps = set(parent.get_children().values_list("slug", flat=True))
        return lesson_html(body, code=parent.specific.course.code, steps=steps, address=address)

    def problems(self) -> list[str]:
        known = {reference.key for reference in self.references()}
        unknown = [
            f"It cites [@{key}], which isn't in the library." for key in self.cites() if key not in known
        ]
        unknown += [
            f"It cites [@{reference.key}], which was retracted on {reference.retracted_on:%Y-%m-%d}."
            for reference in self.references()
            if reference.retracted_on
        ]
        today = timezone.localdate()
        of_blocks = [problem for block in self.body for problem in block.value.problems(today)]
        return unknown + self._loose_ends() + of_blocks

    def _loose_ends(self) -> list[str]:
        """Sentences that point to a claim or a term that is not there, and claims that no sentence carries."""
        pointed = self.notes()
        claims = {claim.value["key"]: claim.value for claim in self.claims()}
        terms = {term.key for term in self.terms()}
        return [
            *(
                f"A sentence points to the claim “{k}”, which isn't here."
                for k in _missing(pointed, "claim", claims)
            ),
            *(f"“{k}” isn't in the glossary." for k in _missing(pointed, "term", terms)),
            *(
                f"No sentence carries the claim “{value['statement']}”."
                for key, value in claims.items()
                if value.is_inline and ("claim", key) not in pointed
            ),
        ]

    def claims(self) -> list:
        return [block for block in self.body if block.block_type == "claim"]

    def workload(self) -> Workload:
        seconds = sum((block.value.seconds() for block in self.body), Decimal())
        return Workload(
            words=sum(words(text) for block in self.body for text in block.value.reads()),
            media_minutes=(seconds / 60).quantize(Decimal("0.1"), ROUND_DOWN),
        )

    def covers(self) -> frozenset[uuid.UUID]:
        return frozenset(objective.public_id for objective in self.objectives.all())

    def items(self) -> list[tuple[str, uuid.UUID, str]]:
        claims = [("claim", uuid.UUID(block.id), sha256(block.value.freeze())) for block in self.claims()]
        sources = [
            ("reference", reference.public_id, sha256(reference.freeze())) for reference in self.references()
        ]
        terms = [("term", term.public_id, sha256(term.freeze())) for term in self.terms()]
        return claims + sources + terms


def _missing(pointed: set[tuple[str, str]], kind: str, there: Container[str]) -> list[str]:
    return sorted(key for named, key in pointed if named == kind and key not in there)


class AttestationPage(StepPage):
    """The last step: the learner confirms the name as on the licence and a statement."""

    statement = models.TextField(help_text="The exact text that the learner attests to.")

    content_panels = [*Page.content_panels, FieldPanel("statement")]

    kind = "attestation"
    opens = "courses:attest"
    is_creatable = True

    def freeze(self, salt: bytes) -> dict:
        return {"statement": self.statement}
