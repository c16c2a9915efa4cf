"""A DOI or PMID brings its reference; where no registry answers, the way by paste is named."""

import pytest

from accounts.models import Role
from courses.fetching import Answer, NoAnswer
from interchange import collecting
from interchange.lookup import NotFound, look_up
from tests.factories.accounts import person_with

BIBTEX = (
    b" @article{Hinds_2004, title={Effects of Massage}, volume={36}, DOI={10.1249/01.mss.0000135797.09291.71},"
    b" journal={Med Sci Sports Exerc}, author={Hinds, T and McEwan, I}, year={2004}, pages={1308-1313} }"
)
MEDLINE = (
    b"PMID- 15292740\nTI  - Effects of massage.\nAU  - Hinds T\nDP  - 2004 Aug\nJT  - Med Sci Sports Exerc\n"
)


def answering(status, body=b""):
    def fetch(url, **wanted):
        fetch.asked = (url, wanted["accept"])
        return Answer(status, url, body)

    return fetch


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("10.1249/01.MSS.0000135797.09291.71", "https://doi.org/10.1249/01.MSS.0000135797.09291.71"),
        ("https://doi.org/10.1000/a(b)c", "https://doi.org/10.1000/a(b)c"),
        ("doi: 10.1000/182?x=<y>", "https://doi.org/10.1000/182%3Fx%3D%3Cy%3E"),
        ("PMID: 15292740", "db=pubmed&rettype=medline&retmode=text&id=15292740"),
        ("https://pubmed.ncbi.nlm.nih.gov/15292740/", "id=15292740"),
    ],
)
def test_a_number_is_asked_at_its_registry(named, asked):
    fetch = answering(200, BIBTEX)

    look_up(named, fetch)

    assert asked in fetch.asked[0]


@pytest.mark.parametrize("named", ["Hinds 2004", "http://127.0.0.1/", "10.1249", "123456789"])
def test_anything_else_is_asked_nowhere(named):
    with pytest.raises(NotFound, match="A DOI is like"):
        look_up(named, answering(200))


def test_offline_the_way_by_paste_is_named():
    def offline(url, **wanted):
        raise NoAnswer("doi.org wasn't found.")

    with pytest.raises(
        NotFound, match=r"couldn’t reach the registry just now. Nothing is lost. Paste the reference"
    ):
        look_up("10.1000/182", offline)


@pytest.mark.parametrize(("status", "said"), [(404, "knows no such number"), (503, "Try later")])
def test_a_registry_that_does_not_know_is_told_apart(status, said):
    with pytest.raises(NotFound, match=said):
        look_up("10.1000/182", answering(status))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "body"), [("10.1249/01.mss.0000135797.09291.71", BIBTEX), ("15292740", MEDLINE)]
)
def test_what_the_registry_says_is_looked_at_before_it_is_taken(client, monkeypatch, settings, number, body):
    settings.MAY_ASK_OTHERS = True
    monkeypatch.setattr("courses.fetching.fetch", None)  # nobody is asked by a test
    monkeypatch.setattr(collecting, "look_up", lambda named: look_up(named, answering(200, body)))
    client.force_login(person_with(Role.INSTRUCTOR))

    page = client.post("/cms/references/bring/", {"number": number}).content.decode()

    assert "Effects of" in page
    assert "2004" in page


@pytest.mark.django_db
def test_a_house_that_asks_nobody_says_so_and_still_takes_a_paste(client):
    client.force_login(person_with(Role.INSTRUCTOR))

    refused = client.post("/cms/references/bring/", {"number": "10.1000/182"}).content.decode()
    pasted = client.post(
        "/cms/references/bring/", {"text": "Hinds T. Effects of massage. 2004."}
    ).content.decode()

    assert "Paste the reference below instead." in refused
    assert "Effects of massage" in pasted
