"""A correction changes what the studies are said to say of a claim: old and new stand beside the unchanged text."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from accounts.models import Role
from courses import correcting, telling
from courses.models import Correction, LessonPage
from courses.releasing import release
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory, enrolled, finish, publish
from tests.factories.released import course_pages

pytestmark = pytest.mark.django_db
WAS, NOW = ("contested", "low"), ("contradicted", "moderate")
QUERIES = {"evidence": 4, "source": 3}
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
    for page in (visitor, learner):
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


def evidence(client, edition):
    return client.get(f"/evidence/{edition.course.code}/")


def test_the_evidence_page_counts_the_new_verdict_and_shows_the_day_and_the_old_one(
    client, edition, author, colleague
):
    before = evidence(client, edition)
    published = correcting.publish(rerated(edition, author, reason="A larger trial."), by=colleague)
    frozen = edition.steps.get(position=1).body["blocks"][1]["verdict"]

    after = evidence(client, edition)

    assert before.context["summary"] == "1 claim: 1 contested."
    assert after.context["summary"] == "1 claim: 1 contradicted. 1 corrected since the release."
    [group] = after.context["groups"]
    [claim] = group.claims
    assert (group.verdict, claim.verdict, claim.certainty) == ("contradicted", *NOW)
    assert (claim.was, claim.corrected_on) == (
        "Contested · low certainty",
        localdate(published.published_at),
    )
    assert frozen == edition.steps.get(position=1).body["blocks"][1]["verdict"] == "contested"
    page = after.content.decode()
    day = f"{published.published_at:%b} {localdate(published.published_at).day}, {published.published_at:%Y}"
    cloth, table = page.split('<h2 id="claims">')
    assert f"Corrected {day}; the edition says: Contested · low certainty" in cloth
    assert cloth.count("corrected-mark") == 2  # at the claim, and in the key
    row = table[table.index('<tr id="claim-1-1">') :].partition("</tr>")[0]
    assert row.index("Contradicted · moderate certainty") < row.index(
        "The edition says: Contested · low certainty"
    )
    assert row.count("Contested · low certainty") == 1
    assert "A larger trial." in row
    assert row.count(claim.statement) == 1


def test_the_last_correction_counts_and_the_one_before_stays_readable(client, edition, author, colleague):
    correcting.publish(rerated(edition, author, now=("mixed", "low"), reason="First."), by=colleague)
    correcting.publish(rerated(edition, author, new="It is not so.", reason="Second."), by=colleague)

    response = evidence(client, edition)

    [claim] = response.context["claims"]
    assert (claim.verdict, claim.certainty, claim.says) == (*NOW, "It is not so.")
    row = response.content.decode().partition('<tr id="claim-1-1">')[2].partition("</tr>")[0]
    assert row.index("Mixed · low certainty") < row.index("Contradicted · moderate certainty")
    assert row.index("First.") < row.index("Second.")


def test_a_correction_of_words_alone_leaves_the_verdict(client, edition, author, colleague):
    correcting.publish(
        rerated(edition, author, new="It is not so.", was=("", ""), now=("", "")), by=colleague
    )

    response = evidence(client, edition)

    assert response.context["summary"] == "1 claim: 1 contested."
    assert (response.context["claims"][0].was, response.context["claims"][0].says) == ("", "It is not so.")
    assert "corrected-mark" not in response.content.decode()


def test_a_newer_edition_that_says_it_itself_is_not_marked(client, pages, edition, author, colleague):
    correcting.publish(rerated(edition, author), by=colleague)
    page = LessonPage.objects.get(pk=pages.lessons[0].pk)
    for block in page.body:
        if block.block_type == "claim":
            block.value["verdict"], block.value["certainty"] = NOW
    publish(page)
    release(pages.course, by=None)

    response = evidence(client, edition)

    assert response.context["summary"] == "1 claim: 1 contradicted."
    assert "corrected-mark" not in response.content.decode()


def test_the_page_of_a_source_shows_the_new_verdict_beside_the_old(client, pages, edition, author, colleague):
    correcting.publish(rerated(edition, author), by=colleague)

    page = client.get(f"/references/{pages.reference.key}/").content.decode()

    assert page.index("Contradicted · moderate certainty") < page.index(
        "The edition says: Contested · low certainty"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_corrections_cost_the_same_however_many(
    client, edition, author, colleague, count, pages, django_assert_num_queries
):
    evidence(client, edition)
    for number in range(count):
        correcting.publish(rerated(edition, author, reason=str(number)), by=colleague)

    with django_assert_num_queries(QUERIES["evidence"]):
        evidence(client, edition)
    with django_assert_num_queries(QUERIES["source"]):
        client.get(f"/references/{pages.reference.key}/")
