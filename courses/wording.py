"""The glossary's words in the CMS: who may change what one says, where lessons of several courses use it."""

from collections.abc import Iterator

from wagtail.permissions import page_permission_policy

from accounts.models import User

from .models import GlossaryTerm, LessonPage
from .models.drafts import drafted


def lessons_with(term: GlossaryTerm) -> Iterator[LessonPage]:
    """The lessons that use a word, as they are drafted."""
    for page in LessonPage.objects.filter(expired=False).select_related("latest_revision"):
        if ("term", term.key) in drafted(page).notes():
            yield page


def why_not_changed(term: GlossaryTerm, by: User) -> str:
    """Why this person may not change what a word says. Empty: they may.

    Editions keep what they froze; but a word's next meaning is read in every course that uses it.
    """
    theirs = set(
        page_permission_policy.instances_user_has_permission_for(by, "change").values_list("pk", flat=True)
    )
    others = sum(page.pk not in theirs for page in lessons_with(term))
    if not others:
        return ""
    return (
        f"Lessons of other people’s courses use “{term.term}”, so an administrator changes what it says. "
        "You can add a word of your own."
    )


def why_not_deleted(term: GlossaryTerm) -> str:
    """Why a word may not be deleted by anybody. Empty: it may."""
    titles = [page.title for page in lessons_with(term)]
    return f"“{titles[0]}” uses “{term.term}”. Take it out there first." if titles else ""
