"""What stands at the address that a file wants, and isn't ours to write over: drafts, and pages of another kind."""

from wagtail.models import Page

from courses.models import CataloguePage, CoursePage

from . import identities
from .formats import sources
from .models import LoadedSource
from .shelving import STEP_PAGES, STEPS

PUBLISH_IT = "Publish it in the CMS and write it with export_course, or delete it there; then load again."
MAKE_WAY = "Give one of the two another address, or delete the page in the CMS; then load again."


class Addresses:
    """All pages by where they stand. The same few queries for any number of them."""

    def __init__(self) -> None:
        pages = {page.pk: page for page in Page.objects.filter(depth__gt=1)}
        self.at = {(_above(page), page.slug): page for page in pages.values()}
        rows = CoursePage.objects.values_list("course__code", "pk")
        self.courses = {code: pages[pk] for code, pk in rows}
        self.steps = {
            (model, key): pages[pk]
            for model in STEP_PAGES.values()
            for key, pk in model.objects.values_list("step_key", "pk")
        }
        catalogue = CataloguePage.objects.first()
        self.catalogue = catalogue.path if catalogue else ""

    def taken(self, source: sources.Source, row: LoadedSource | None) -> str:
        """Why a source can't be written where it belongs, and what to do; "" where it can. `row` says what was loaded."""
        if isinstance(source, sources.Course):
            own = self.courses.get(source.code)
            above = _above(own) if own else self.catalogue
            there = self.at.get((above, source.address or source.code))
        elif isinstance(source, STEPS):
            own, there = self._step(source)
        else:
            return ""
        if there and there != own:
            return f"{_described(there)} stands at its address. {MAKE_WAY}"
        if own and not own.live and not _was_retired(own, row):
            return f"{_described(own)} stands there already. {PUBLISH_IT}"
        return ""

    def _step(self, source: sources.Step) -> tuple[Page | None, Page | None]:
        """The step's page, and what stands at its address. One that was loaded stays where it is."""
        model = STEP_PAGES[type(source)]
        loaded = self.steps.get((model, identities.step_key(source.course, source.id)))
        course = self.courses.get(source.course)
        if loaded or not course:
            return loaded, None
        there = self.at.get((course.path, source.id))
        return (there if there and there.specific_class is model else None), there


def _above(page: Page) -> str:
    return page.path[: -Page.steplen]


def _was_retired(page: Page, row: LoadedSource | None) -> bool:
    """Whether it is unpublished because its file was gone, and nobody wrote in it since."""
    if row is None or row.retired_at is None:
        return False
    return page.latest_revision_created_at is None or page.latest_revision_created_at <= row.retired_at


def _described(page: Page) -> str:
    kind = page.specific_class._meta.verbose_name if page.specific_class else "page"
    state = "published" if page.live else "unpublished" if page.first_published_at else "never published"
    return f"“{page.draft_title or page.title}” ({kind}, {state})"
