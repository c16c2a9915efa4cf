"""The public answer: always true, complete, and nothing for whoever guesses."""

import io
import json
import random
import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Role
from certificates import codes, printing
from certificates.disclosing import disclose
from certificates.issuing import correct, reinstate, revoke
from certificates.models import Certificate, SigningKey
from certificates.signing import make_key
from certificates.verifying import FIELDS, Status, look_up, verdict
from tests.factories.accounts import person_with
from tests.factories.certificates import ApprovalFactory, TaughtEditionFactory, issued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def certificate():
    return issued()


def approved() -> Certificate:
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition)
    return issued(edition=edition)


def page(certificate: Certificate) -> str:
    return reverse("certificates:verified", args=[certificate.code])


def words(response) -> str:
    """The text of a page as it is read."""
    main = response.content.decode().split('<main id="main" tabindex="-1">')[1].split("</main>")[0]
    text = re.sub(r"<[^>]+>", " ", main).replace("&#x27;", "'").replace("&amp;", "&")
    return " ".join(text.split())


def test_the_page_shows_every_printed_fact(client):
    certificate = approved()
    facts = json.loads(certificate.facts)

    shown = words(client.get(page(certificate)))

    today = printing.us_date(timezone.now().date())
    assert shown.startswith(f"Valid Issued to Nguyễn Thị Ánh on {today} for 1 CE hour. Nguyễn Thị Ánh")
    assert "Provider approved on the completion date Yes, by NCBTMB" in shown
    assert f"Status Valid, since {today}" in shown
    for line in printing.lines(facts):
        assert f"{line.term} {line.value}" in shown
    for text in (facts["name"], facts["course"]["title"], "1 CE", *facts["objectives"]):
        assert text in shown
    assert codes.grouped(certificate.code) in shown
    assert certificate.sha256 in shown
    assert certificate.key_id in shown
    assert "The signature matches the text." in shown


def test_the_page_shows_nothing_else_of_the_holder(client, certificate):
    learner = certificate.completion.enrolment.learner

    shown = client.get(page(certificate)).content.decode()

    assert learner.email not in shown
    assert str(learner.public_id) not in shown
    assert str(certificate.public_id) not in shown


def test_a_sample_says_so_first(client, certificate):
    shown = words(client.get(page(certificate)))

    assert shown.startswith("Sample: not approved by any board Issued to Nguyễn Thị Ánh on")
    assert "The record is genuine, but it counts toward no license." in shown
    assert "Provider approved on the completion date No" in shown


def test_a_hit_costs_one_statement(client, certificate, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert "Sample" in words(client.get(page(certificate)))


def test_no_index_keeps_it_and_no_cache_either(client, certificate):
    response = client.get(page(certificate))

    assert response["X-Robots-Tag"] == "noindex"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, no-store"


def test_revoked_is_an_answer_and_shows_at_once(client, certificate):
    by = person_with(Role.REGISTRAR)
    revoke(certificate, by=by, public_reason="Issued in error", private_reason="the wrong Sam")

    response = client.get(page(certificate))

    today = printing.us_date(timezone.now().date())
    assert response.status_code == 200
    issued_to = f"Revoked Issued to Nguyễn Thị Ánh on {today} for 0.5 CE hours, and revoked on {today}."
    assert words(response).startswith(f"{issued_to} It no longer counts. Reason: issued in error.")
    assert "the wrong Sam" not in response.content.decode()
    reinstate(certificate, by=by, private_reason="it was right")
    assert words(client.get(page(certificate))).startswith("Sample")


def test_a_replaced_one_and_the_one_that_counts_link_to_each_other(client, certificate):
    new = correct(certificate, by=person_with(Role.REGISTRAR), name="Nguyễn Thị Anh", reason="misspelt")

    old_page, new_page = client.get(page(certificate)), client.get(page(new))

    assert words(old_page).startswith("Replaced Issued to Nguyễn Thị Ánh on")
    assert "A new certificate took its place on" in words(old_page)
    assert f'href="{page(new)}"' in old_page.content.decode()
    assert "Nguyễn Thị Ánh" in words(old_page)
    assert words(new_page).startswith("Sample")
    assert f'href="{page(certificate)}"' in new_page.content.decode()


def test_after_two_rotations_old_certificates_still_verify(keys, certificate):
    for name in ("2027-01-01", "2028-01-01"):
        make_key(keys, name)
        assert look_up(issued().code).status == Status.VALID

    assert look_up(certificate.code).status == Status.VALID
    assert SigningKey.objects.count() == 3


def test_what_a_stolen_key_signed_is_not_confirmed(certificate):
    SigningKey.objects.update(compromised_at=certificate.issued_at)

    assert look_up(certificate.code).status == Status.ALTERED


def test_what_was_signed_before_the_theft_is(certificate):
    SigningKey.objects.update(compromised_at=timezone.now() + timedelta(hours=1))

    assert look_up(certificate.code).status == Status.VALID


def mutants(certificate: Certificate, count: int):
    """The stored row with one byte of its facts or its signature changed."""
    chance = random.Random(20261124)  # noqa: S311  the same mutants each time
    row = dict(Certificate.objects.with_status().values(*FIELDS).get(pk=certificate.pk))
    for _ in range(count):
        field = chance.choice(["facts", "facts", "facts", "signature", "sha256", "key_id"])
        text = row[field]
        place = chance.randrange(len(text))
        other = chance.choice([symbol for symbol in '"09aAzZ{},: é' if symbol != text[place]])
        yield {**row, field: text[:place] + other + text[place + 1 :]}


def test_no_changed_byte_verifies(certificate):
    survivors = [mutant for mutant in mutants(certificate, 2_000) if verdict(mutant).status == Status.VALID]

    assert survivors == []


def test_no_changed_byte_verifies_even_with_its_digest_made_to_fit(certificate):
    for mutant in mutants(certificate, 1_000):
        mutant["sha256"] = sha256(mutant["facts"].encode()).hexdigest()
        if mutant["facts"] == certificate.facts and mutant["signature"] == certificate.signature:
            continue  # only the digest had been changed, and now fits again
        assert verdict(mutant).status == Status.ALTERED


def test_a_removed_signature_is_no_signature(certificate):
    row = Certificate.objects.with_status().values(*FIELDS).get(pk=certificate.pk)

    assert verdict({**row, "key_id": "", "signature": ""}).status == Status.ALTERED


def test_another_certificates_facts_do_not_pass_under_this_code(certificate):
    other = Certificate.objects.with_status().values(*FIELDS).get(pk=issued("Other").pk)

    assert verdict(other).status == Status.VALID
    assert verdict({**other, "code": certificate.code}).status == Status.ALTERED


def test_an_altered_record_is_not_repeated(client, certificate):
    forged = certificate.facts.replace('"value":"0.5"', '"value":"9.5"')
    Certificate.objects.filter(pk=certificate.pk).update(facts=forged)

    response = client.get(page(certificate))

    assert words(response).startswith("Can't be confirmed Don't rely on this certificate.")
    assert "9.5" not in words(response)
    assert "Nguyễn" not in words(response)
    assert client.get(reverse("certificates:facts", args=[certificate.code])).url == page(certificate)


@pytest.mark.parametrize("typed", [str.lower, codes.grouped, lambda code: f" {code.lower()} "])
def test_another_way_to_write_it_leads_to_the_one_address(client, certificate, typed):
    by_form = client.get(reverse("certificates:verify"), {"code": typed(certificate.code)})
    by_address = client.get(reverse("certificates:verified", args=[typed(certificate.code)]))

    assert (by_form.status_code, by_form.url) == (302, page(certificate))
    assert (by_address.status_code, by_address.url) == (302, page(certificate))


def misspelt(code: str) -> str:
    return code[:3] + ("2" if code[3] == "7" else "7") + code[4:]


@pytest.mark.parametrize("address", ["form", "page", "facts"])
def test_a_typing_mistake_is_said_at_once(client, certificate, address, django_assert_num_queries):
    wrong = misspelt(certificate.code)
    with django_assert_num_queries(0):
        if address == "form":
            response = client.get(reverse("certificates:verify"), {"code": wrong})
        else:
            name = "certificates:verified" if address == "page" else "certificates:facts"
            response = client.get(reverse(name, args=[wrong]))

    assert response.status_code == 400
    assert "This code has a typing mistake. Compare each group of four with the paper." in words(response)
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Type the code"),
        ("ABC", "this one has 3"),
        ("U" * 24, "never the letter U"),
        ("<script>", "letters and digits only"),
        ("A" * 5000, "at most 500 characters"),
        ("\x00", "Null characters"),
    ],
)
def test_what_is_no_code_is_refused_in_plain_words(client, typed, message):
    response = client.get(reverse("certificates:verify"), {"code": typed})

    assert response.status_code == 400
    assert message in words(response)


@pytest.mark.parametrize(
    ("method", "name"),
    [
        *((method, name) for method in ("put", "delete") for name in ("verify", "verified", "facts", "keys")),
        ("post", "verify"),
        ("post", "keys"),
    ],
)
def test_nothing_can_be_written_here(client, certificate, method, name):
    arguments = [certificate.code] if name in ("verified", "facts") else []

    assert getattr(client, method)(reverse(f"certificates:{name}", args=arguments)).status_code == 405


def test_the_keys_may_be_kept_by_anybody(client, certificate):
    response = client.get(reverse("certificates:keys"))

    assert "public" in response["Cache-Control"]
    assert [key["id"] for key in response.json()["keys"]] == [certificate.key_id]


def meta(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', page))


def test_a_shared_link_shows_a_card_that_names_nobody(client, certificate, settings):
    settings.PUBLIC_URL = "https://fascia.example"
    page = client.get(reverse("certificates:verified", args=[certificate.code])).content.decode()

    shown = meta(page)

    assert shown["og:image"] == f"https://fascia.example/verify/{certificate.code}/card.png"
    assert shown["og:title"].endswith("The Science of Medical Massage")
    assert not any("Nguyễn" in value for value in shown.values())
    card = client.get(shown["og:image"].removeprefix("https://fascia.example"))
    assert card["Content-Type"] == "image/png"
    assert card["X-Robots-Tag"] == "noindex"
    with Image.open(io.BytesIO(card.content)) as picture:
        assert (picture.width, picture.height) == (1200, 630)


def test_a_certificate_behind_its_name_has_no_card(client, certificate):
    learner = certificate.completion.enrolment.learner
    disclose(certificate, by=learner, confirm_only=True, family_name="Ánh")
    address = reverse("certificates:verified", args=[certificate.code])

    assert meta(client.post(address, {"family_name": "Ánh"}).content.decode()) == {}
    hidden = client.get(reverse("certificates:card", args=[certificate.code]))
    nobodys = codes.new()
    never = client.get(reverse("certificates:card", args=[nobodys]))
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert masked(hidden, certificate.code) == masked(never, nobodys)


def masked(response, code: str) -> str:
    text = response.content.decode()
    for form in (code, codes.grouped(code)):
        text = text.replace(form, "CODE")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
