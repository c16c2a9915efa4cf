"""A correction changes what the studies are said to say of a claim: old and new stand beside the unchanged text."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import Role
from courses import correcting, telling
from courses.models import Correction, LessonPage
from courses.releasing import release
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory, enrolled, finish, publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db
WAS, NOW = ("contested", "low"), ("contradicted", "moderate")
WORDS = "Contested · low certainty → Contradicted · moderate certainty"


@pytest.fixture
def pages():
    return course_pages(2)


@pytest.fixture
def edition(pages):
    return release(pages.course, by=None)


@pytest.fixture
def author(edition):
    return person_with(Role.INSTRUCTOR, scope=f"course:{edition.course.public_id}")


@pytest.fixture
def colleague(edition):
    return person_with(Role.REVIEWER, scope=f"course:{edition.course.public_id}")


def rerated(edition, author, **said) -> Correction:
    one = correcting.taught(edition.course)[0]
    values = {"kind": "claim", "item": one.item, "old": one.text, "new": one.text, "severity": "safety"}
    return correcting.propose(edition.course, by=author, **(values | {"was": WAS, "now": NOW} | said))


def lesson(edition) -> str:
    return f"/learn/{edition.course.code}/{edition.steps.get(position=1).slug}/"


def test_both_ratings_stand_beside_the_text_and_on_the_evidence_page(client, edition, author, colleague):
    correcting.publish(rerated(edition, author), by=colleague)

    visitor = client.get(lesson(edition)).content.decode()
    client.force_login(enrolled(edition).learner)
    learner = client.get(lesson(edition)).content.decode()
    evidence = client.get(f"/evidence/{edition.course.code}/").content.decode()
    for page in (visitor, learner, evidence):
        strip = page[page.index('<dl class="correction-rating">') :].partition("</dl>")[0]
        assert strip.index("Contested · low certainty") < strip.index("Contradicted · moderate certainty")
    assert "<del>" not in learner  # the words stay
    assert edition.steps.get(position=1).body["blocks"][1]["verdict"] == "contested"


def test_the_mail_says_both(edition, author, colleague):
    enrolment = enrolled(edition)
    finish(enrolment, *edition.steps.values_list("slug", flat=True))
    correcting.publish(rerated(edition, author), by=colleague)

    telling.tell_of_safety()

    said = mail.outbox[-1]
    assert WORDS in said.body
    assert "The words stay." in said.body
    assert WORDS in said.alternatives[0].content


def test_only_editions_that_rated_it_so_are_corrected(pages, edition, author, colleague):
    page = LessonPage.objects.get(pk=pages.lessons[0].pk)
    for block in page.body:
        if block.block_type == "claim":
            block.value["verdict"] = "contradicted"
    publish(page)
    release(pages.course, by=None)

    assert [each.verdict for each in correcting.taught(edition.course)] == ["contradicted", "contested"]
    rating = rerated(edition, author)
    words = rerated(edition, author, new="It is not so.", was=("", ""), now=("", ""))
    assert [place.step.edition.number for place in correcting.preview(rating)] == ["1.0"]
    assert [place.step.edition.number for place in correcting.preview(words)] == ["2.0", "1.0"]


@pytest.mark.parametrize(
    "said",
    [{"severity": "typo"}, {"now": ("contradicted", "")}, {"now": WAS}, {"was": ("", ""), "now": ("", "")}],
)
def test_the_database_refuses_half_a_rating_none_and_a_typo(edition, author, said):
    with pytest.raises(IntegrityError), transaction.atomic():
        rerated(edition, author, **said)


def test_the_form_takes_the_rating_alone(client, edition, author):
    client.force_login(author)
    page = edition.course.pages.get().pk
    text = correcting.taught(edition.course)[0].text
    said = {"said": "0", "new": text, "verdict": "contradicted", "source": ReferenceFactory().pk}

    typo = client.post(f"/cms/courses/{page}/correct/", said | {"severity": "typo"}).content.decode()
    seen = client.post(f"/cms/courses/{page}/correct/", said | {"severity": "clarification"}, follow=True)

    assert "more than a typing mistake" in typo
    assert Correction.objects.get().rerated == "Contested · low certainty → Contradicted · low certainty"
    assert "Contradicted · low certainty" in seen.content.decode()
