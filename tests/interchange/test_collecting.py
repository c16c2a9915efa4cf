"""Bringing references into the library, as an instructor does it."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from courses.models import Reference
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import ReferenceFactory

from .test_citing import NBIB, RIS, TITLE

pytestmark = pytest.mark.django_db
ADDRESS = "/cms/references/bring/"


@pytest.fixture(autouse=True)
def instructor(client):
    person = person_with(Role.INSTRUCTOR)
    client.force_login(person)
    return person


def text_of(response):
    return " ".join(response.content.decode().split())


def posted(response, **changes):
    """The form as it was drawn, with changes, as a browser posts it."""
    rows = response.context["rows"]
    data = {"r-TOTAL_FORMS": str(len(rows.forms)), "r-INITIAL_FORMS": str(len(rows.forms))}
    for row in rows.forms:
        for bound in row:
            value = bound.value()
            if bound.name == "take":
                data |= {bound.html_name: "on"} if value else {}
            else:
                data[bound.html_name] = value
    return {name: value for name, value in (data | changes).items() if value is not None}


def test_what_was_brought_is_looked_at_and_then_in_the_library(client):
    looked_at = client.post(ADDRESS, {"file": SimpleUploadedFile("export.ris", RIS.encode())})
    assert "2 new" in text_of(looked_at)
    assert not Reference.objects.exists()

    done = client.post(ADDRESS, posted(looked_at), follow=True)

    assert "2 references added. Cite them as @hinds2004, @oze2019" in text_of(done)
    kept = Reference.objects.get(key="hinds2004")
    assert (kept.title, kept.doi) == (TITLE, "10.1249/01.MSS.0000135789.47716.DB")


def test_what_the_library_has_is_said_and_left(client):
    there = ReferenceFactory(key="flow", doi="10.1249/01.mss.0000135789.47716.db")

    looked_at = client.post(ADDRESS, {"text": NBIB})

    assert "1 new, 1 already in the library" in text_of(looked_at)
    assert f"@{there.key}" in text_of(looked_at)
    client.post(ADDRESS, posted(looked_at))
    assert sorted(Reference.objects.values_list("key", flat=True)) == ["flow", "oz1999"]


def test_a_key_that_is_taken_gets_a_letter(client):
    ReferenceFactory(key="hinds2004", title="Another paper of that year")

    looked_at = client.post(ADDRESS, {"text": RIS})
    client.post(ADDRESS, posted(looked_at))

    assert Reference.objects.filter(key="hinds2004b", title=TITLE).exists()


def test_one_without_a_title_is_not_ticked_and_ticked_asks_for_it(client):
    looked_at = client.post(ADDRESS, {"text": "10.1016/j.jbmt.2010.06.001"})
    assert "No title yet" in text_of(looked_at)
    assert "You took none" in text_of(client.post(ADDRESS, posted(looked_at), follow=True))

    again = client.post(ADDRESS, posted(looked_at, **{"r-0-take": "on"}))
    assert again.status_code == 400
    assert "This field is required" in text_of(again)
    mended = {"r-0-take": "on", "r-0-title": "Does massage reduce cortisol?", "r-0-authors": "Moyer CA"}
    client.post(ADDRESS, posted(again, **mended))
    assert Reference.objects.get().title == "Does massage reduce cortisol?"


def test_two_rows_with_one_key_add_nothing(client):
    looked_at = client.post(ADDRESS, {"text": RIS})

    again = client.post(ADDRESS, posted(looked_at, **{"r-1-key": "hinds2004"}))

    assert again.status_code == 400
    assert "Another row has this key." in text_of(again)
    assert not Reference.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": " "}, "Name a DOI or PMID, paste your references, or choose a file."),
        ({"file": SimpleUploadedFile("x.ris", b"\x00\x01")}, "This is no text."),
    ],
)
def test_what_cannot_be_read_says_what_to_do(client, sent, said):
    assert said in text_of(client.post(ADDRESS, sent))


def test_markup_in_a_title_is_shown_as_text(client):
    text = text_of(client.post(ADDRESS, {"text": "Evil A. <script>alert(1)</script>. J. 2001."}))

    assert "<script>alert(1)" not in text
    assert re.search("&lt;script&gt;alert\\(1\\)", text)


@pytest.mark.parametrize("count", [1, 40])
def test_looking_costs_the_same_for_one_and_for_forty(client, count, django_assert_max_num_queries):
    text = "\n".join(f"Author{n} A. Finding number {n}. J Finds. 2001." for n in range(count))

    with django_assert_max_num_queries(34):
        client.post(ADDRESS, {"text": text})


def test_whoever_may_not_write_references_is_refused(client):
    client.force_login(UserFactory())
    assert client.post(ADDRESS, {"text": RIS}).status_code in (302, 403)
    client.force_login(person_with(Role.AUDITOR))
    assert client.get(ADDRESS).status_code in (302, 403)


def test_the_library_leads_here(client):
    assert ADDRESS in client.get("/cms/snippets/courses/reference/").content.decode()


TWICE = (
    "Able A. Title one. J Test. 2004. doi:10.1000/xyz\nBaker B. Other words. J Test. 2005. doi:10.1000/XYZ"
)


def test_one_that_stands_twice_in_the_list_is_said_and_taken_once(client):
    looked_at = client.post(ADDRESS, {"text": TWICE})

    assert text_of(looked_at).count("The same as number 1 of this list, it seems.") == 1
    both = client.post(ADDRESS, posted(looked_at, **{"r-1-take": "on"}))
    assert (both.status_code, Reference.objects.count()) == (400, 0)
    assert "Another row has this DOI. Take one of them." in text_of(both)

    client.post(ADDRESS, posted(looked_at))
    assert Reference.objects.get().doi == "10.1000/xyz"


def test_what_the_library_has_is_not_added_a_second_time(client):
    ReferenceFactory(key="flow", doi="10.1000/xyz")
    looked_at = client.post(ADDRESS, {"text": TWICE.partition("\n")[0]})

    answer = client.post(ADDRESS, posted(looked_at, **{"r-0-take": "on", "r-0-key": "flow2"}))

    assert "The library has this source as @flow. Cite that one." in text_of(answer)
    assert Reference.objects.count() == 1


ADD = "/cms/snippets/courses/reference/add/"
SAID = {
    "key": "able2004",
    "authors": "Able A",
    "title": "One",
    "year": "2004",
    "doi": "10.1000/x",
    "pmid": "",
}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"key": "Able_2004"}, "Use small letters, digits and hyphens, such as hinds2004."),
        ({"doi": "10.1000"}, "A DOI is like 10.1000/xyz."),
        ({"pmid": "PMC12"}, "A PMID is a number."),
        ({"year": "in press"}, "A year is like 2004, or n.d."),
        ({"doi": "https://doi.org/10.1000/There"}, "The library has this source as @there. Cite that one."),
    ],
)
def test_a_source_that_is_typed_in_is_looked_at(client, said, answer):
    ReferenceFactory(key="there", doi="10.1000/there")

    page = client.post(ADD, SAID | said)

    assert answer in text_of(page)
    assert Reference.objects.count() == 1


def test_a_number_is_kept_without_its_address(client):
    client.post(ADD, SAID | {"doi": "https://doi.org/10.1000/x", "pmid": "PMID: 123"})

    found = Reference.objects.get()
    assert (found.doi, found.pmid) == ("10.1000/x", "123")


def test_the_key_by_which_texts_cite_a_source_stays(client):
    there = ReferenceFactory(key="there")
    edit = f"/cms/snippets/courses/reference/edit/{there.pk}/"

    assert "Texts cite it as @there, so its key stays." in text_of(client.post(edit, SAID))
    client.post(edit, SAID | {"key": "there"})
    assert Reference.objects.get().title == "One"


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_says_where_each_is_used_in_one_click_and_its_flags(
    client, count, django_assert_max_num_queries
):
    made = ReferenceFactory.create_batch(count, retracted_on=date(2026, 5, 1), review_by=date(2027, 1, 2))
    client.get("/cms/snippets/courses/reference/")  # the caches of the first page

    with django_assert_max_num_queries(21):
        page = text_of(client.get("/cms/snippets/courses/reference/"))

    for each in made:
        assert (
            f'<a href="/cms/references/{each.pk}/uses/">Where used<span class="w-sr-only"> is @{each.key}</span></a>'
            in page
        )
    assert page.count("Retracted May 1, 2026") == page.count("Look again by Jan 2, 2027") == count
