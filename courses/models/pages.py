import uuid

from django.core.exceptions import PermissionDenied
from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from .blocks import LessonBody


class FrozenRevisionsMixin:
    """Refuse to rewrite a revision that was published, is scheduled, or was sent to review.

    Autosave names the revision that it overwrites. Wagtail would let an author without the right to
    publish rewrite the very revision that a reviewer has approved.
    """

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        if overwrite_revision is not None and (
            overwrite_revision.pk == self.live_revision_id
            or overwrite_revision.approved_go_live_at
            or overwrite_revision.task_states.exists()
        ):
            raise PermissionDenied(
                "This version was published or sent to review. Reload the page to start a new one."
            )
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)


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
    medium = models.CharField(max_length=200)
    mode = models.CharField(max_length=20, choices=Mode, default=Mode.HOME_STUDY)
    price = models.CharField(max_length=40, default="Free")
    reviewed_on = models.DateField("content last reviewed on")
    review_by = models.DateField()
    disclosure = models.TextField(help_text="Who controls the content, and their financial relationships.")
    refund_policy = models.TextField()
    cancellation_policy = models.TextField()
    grievance_policy = models.TextField()
    accessibility_policy = models.TextField()

    content_panels = [
        *Page.content_panels,
        FieldPanel("course"),
        FieldPanel("promise"),
        FieldPanel("description"),
        InlinePanel("instructors", label="Instructor"),
        MultiFieldPanel(
            [
                FieldPanel("audience"),
                FieldPanel("prerequisites"),
                FieldPanel("medium"),
                FieldPanel("mode"),
                FieldPanel("price"),
            ],
            heading="Before enrolling",
        ),
        MultiFieldPanel([FieldPanel("reviewed_on"), FieldPanel("review_by")], heading="Review"),
        MultiFieldPanel(
            [
                FieldPanel("disclosure"),
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
    is_creatable = False

    class Meta:
        abstract = True


class LessonPage(StepPage):
    """A lesson: flat blocks of text, claims and callouts."""

    summary = models.CharField(max_length=300, blank=True)
    objectives = ParentalManyToManyField("courses.Objective", blank=True, related_name="lessons")
    body = StreamField(LessonBody())

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("objectives"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    kind = "lesson"
    opens = "courses:read"
    is_creatable = True


class AttestationPage(StepPage):
    """The last step: the learner confirms the name as on the licence and a statement."""

    statement = models.TextField(help_text="The exact text that the learner attests to.")

    content_panels = [*Page.content_panels, FieldPanel("statement")]

    kind = "attestation"
    opens = "courses:attest"
    is_creatable = True
