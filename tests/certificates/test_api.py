"""What software is told is what the page says, by key, and as the OpenAPI document describes it."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import resolve, reverse
from jsonschema import Draft202012Validator

from accounts.models import AuditEvent, Role
from certificates import codes, receipts
from certificates.api_keys import MOST, TooManyKeys, key_of, make_api_key, withdraw_api_key
from certificates.archiving import keyring
from certificates.bulk import Answer
from certificates.disclosing import disclose
from certificates.issuing import correct, revoke
from certificates.limiting import CALLS_MINUTE, CODE_HOUR
from certificates.models import ApiKey, Certificate
from certificates.openapi import STATUSES, description
from certificates.verifying import look_up
from tests.factories.accounts import OrganisationFactory, UserFactory, person_with
from tests.factories.certificates import ApprovalFactory, TaughtEditionFactory, issued
from tests.factories.teams import leader_of

pytestmark = pytest.mark.django_db
ONE, MANY = reverse("certificates:api_one"), reverse("certificates:api_many")


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Riverside Bodywork")


@pytest.fixture
def leader(organisation):
    return leader_of(organisation)


@pytest.fixture
def text(organisation, leader):
    return make_api_key(organisation, by=leader, name="Scheduling", scope="many")[1]


@pytest.fixture
def ask(client, text):
    """Ask as software does. Every answer is held against the OpenAPI document."""

    def asked(path, said, *, key=text, kind="application/json"):
        body = said if isinstance(said, str | bytes) else json.dumps(said)
        response = client.post(path, body, content_type=kind, headers={"Authorization": f"Bearer {key}"})
        described(path, response)
        return response

    return asked


def described(path, response) -> None:
    """Raises jsonschema.ValidationError for an answer that our own document doesn't describe."""
    document = description("https://fascia.example")
    expected = document["paths"][path]["post"]["responses"][str(response.status_code)]["content"]
    kind = response["Content-Type"].partition(";")[0]
    schema = {**expected[kind]["schema"], "components": document["components"]}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(response.json())


def approved(name="Nguyễn Thị Ánh"):
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition)
    return issued(name, edition=edition)


def hidden(certificate):
    disclose(certificate, by=certificate.completion.enrolment.learner, confirm_only=True, family_name="Ánh")
    return certificate


def test_it_says_what_the_page_says(ask):
    certificate = approved()

    said = ask(ONE, {"code": codes.grouped(certificate.code).lower()}).json()

    page = look_up(certificate.code)
    answer = said["answer"]
    assert (answer["status"], answer["word"], answer["sentence"]) == ("valid", page.word, page.sentence)
    assert answer["needs_a_look"] is False
    assert answer["page"].endswith(f"/verify/{certificate.code}/")
    assert said["certificate"]["facts"] == json.loads(certificate.facts)
    assert said["certificate"]["proof"]["signature"] == certificate.signature


def every_case() -> dict[str, dict[str, str]]:
    """A question for every status there is, but for those that only a list can have."""
    registrar = person_with(Role.REGISTRAR)
    revoked, old = approved(), approved("Sam Lerner")
    revoke(revoked, by=registrar, public_reason="Issued in error", private_reason="the wrong Sam")
    correct(old, by=registrar, name="Sam Learner", reason="misspelt")
    altered = approved()
    Certificate.objects.filter(pk=altered.pk).update(sha256="0" * 64)
    good = approved()
    typo = good.code[:-1] + ("0" if good.code[-1] != "0" else "1")
    return {
        "valid": {"code": good.code, "family_name": "Nguyen"},
        "sample": {"code": issued().code},
        "superseded": {"code": old.code},
        "revoked": {"code": revoked.code},
        "other_name": {"code": good.code, "family_name": "Smith"},
        "altered": {"code": altered.code},
        "unknown": {"code": codes.new()},
        "typo": {"code": typo},
        "empty": {"code": " "},
    }


def test_every_status_alone_and_in_a_list(ask):
    cases = every_case()

    alone = {status: ask(ONE, question).json() for status, question in cases.items()}
    together = ask(MANY, {"certificates": list(cases.values())}).json()

    assert {status: said["answer"]["status"] for status, said in alone.items()} == {s: s for s in cases}
    assert set(cases) | {"repeated", "wait"} == set(STATUSES)
    # The third row names the same code again, as a list does not.
    statuses = [answer["status"] for answer in together["answers"]]
    assert statuses == ["repeated" if status == "other_name" else status for status in cases]
    shown = {status for status, said in alone.items() if said["certificate"]}
    assert shown == {"valid", "sample", "superseded", "revoked", "other_name"}
    assert "the wrong Sam" not in json.dumps(alone)


def test_unknown_and_unconfirmed_answer_alike_to_the_byte(ask, time_machine):
    time_machine.move_to("2027-01-15T12:00:01Z", tick=False)
    certificate, nobodys = hidden(approved()), codes.new()

    for more in ({}, {"family_name": "Smith"}):
        theirs = ask(ONE, {"code": certificate.code, **more}).content
        none = ask(ONE, {"code": nobodys, **more}).content
        assert theirs.replace(codes.grouped(certificate.code).encode(), b"") == none.replace(
            codes.grouped(nobodys).encode(), b""
        )
    assert ask(ONE, {"code": certificate.code, "family_name": "anh"}).json()["certificate"]


def test_names_cannot_be_guessed_by_key_either(ask):
    certificate = hidden(approved())

    said = [
        ask(ONE, {"code": certificate.code, "family_name": f"Smith{n}"}).json()["answer"]["status"]
        for n in range(CODE_HOUR.most + 2)
    ]

    assert said == ["unknown"] * CODE_HOUR.most + ["wait"] * 2


def test_a_license_is_compared_and_never_shown(ask):
    certificate = approved()
    learner = certificate.completion.enrolment.learner
    licence = learner.licences.create(jurisdiction="TX", number="MT012345")
    disclose(certificate, by=learner, confirm_only=False, licence=licence)

    right = ask(ONE, {"code": certificate.code, "license": "mt 012345"})
    wrong = ask(ONE, {"code": certificate.code, "license": "MT999999"})

    assert (right.json()["answer"]["license"], wrong.json()["answer"]["license"]) == ("matches", "no_match")
    assert b"012345" not in right.content


def test_a_list_keeps_its_order_and_brings_a_receipt(ask):
    asked = [approved().code, codes.new(), approved("Sam Learner").code]

    said = ask(MANY, {"certificates": [{"code": code} for code in asked], "receipt": True}).json()

    assert [answer["code"] for answer in said["answers"]] == [codes.grouped(code) for code in asked]
    assert said["summary"] == [{"word": "Not confirmed", "count": 1}, {"word": "Valid", "count": 2}]
    raw = receipts.as_bytes(said["receipt"])
    keys = {key_id: key.raw for key_id, key in keyring().items()}
    assert receipts.opened(raw, keys, unsigned_is_allowed=False)["rows"][0]["word"] == "Valid"


def test_a_thousand_codes_cost_three_statements_beside_the_key(ask, django_assert_max_num_queries):
    asked = [{"code": codes.new()} for _ in range(1000)]
    ask(ONE, {"code": codes.new()})  # notes the day

    with django_assert_max_num_queries(2 + 3):  # the key, its count
        ask(MANY, {"certificates": asked})


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        (ONE, " ", "no JSON"),
        (ONE, b"\xff\xfe", "no JSON"),
        (ONE, DEEP, "no JSON"),
        (ONE, [], "must be an object"),
        (ONE, {}, "“code” is missing"),
        (ONE, {"code": "x", "licence": "x"}, "“licence” is no field of ours"),
        (ONE, {"code": ["x"]}, "“code” must be text"),
        (ONE, {"code": "x" * 501}, "at most 500"),
        (MANY, {"certificates": []}, "at least one"),
        (MANY, {"certificates": {}}, "must be a list"),
        (MANY, {"certificates": [{"code": "x"}, "y"]}, "“certificates[1]” must be an object"),
        (MANY, {"certificates": [{"code": "x"}] * 5001}, "up to 5,000"),
        (MANY, {"certificates": [{"code": "x"}], "receipt": "yes"}, "true or false"),
    ],
)
def test_what_we_do_not_understand_is_refused_in_plain_words(ask, path, body, says):
    response = ask(path, body)

    assert response.status_code == 400
    assert says in response.json()["detail"]


def test_the_size_and_the_kind_are_looked_at_first(ask):
    assert ask(ONE, "code=x", kind="application/x-www-form-urlencoded").status_code == 415
    assert ask(MANY, " " * (2 * 1024 * 1024 + 1)).status_code == 413


def test_without_a_live_key_there_is_no_answer(ask, text, organisation, leader):
    other = make_api_key(organisation, by=leader, name="Other", scope="many")[1]
    withdraw_api_key(key_of(f"Bearer {other}"), by=leader)

    for key in ("", "x", text[:-1], text[:-1] + "U", text.replace("fascia", "other"), other):
        assert ask(ONE, {"code": codes.new()}, key=key).status_code == 401, key
    assert ask(ONE, {"code": codes.new()}).status_code == 200


def test_a_cookie_is_no_key(client, leader):
    client.force_login(leader)

    assert client.post(ONE, '{"code": "x"}', content_type="application/json").status_code == 401


def test_a_key_for_one_asks_for_one(ask, organisation, leader):
    one = make_api_key(organisation, by=leader, name="Front desk", scope="one")[1]

    assert ask(ONE, {"code": codes.new()}, key=one).status_code == 200
    assert ask(MANY, {"certificates": [{"code": codes.new()}]}, key=one).status_code == 403


def test_each_key_may_ask_so_often(ask, organisation, leader, time_machine):
    time_machine.move_to("2027-01-15T12:00:01Z", tick=False)
    other = make_api_key(organisation, by=leader, name="Other", scope="one")[1]
    for _ in range(CALLS_MINUTE.most):
        assert ask(ONE, {"code": "x"}).status_code == 200

    late = ask(ONE, {"code": "x"})

    assert (late.status_code, late["Retry-After"]) == (429, "60")
    assert ask(ONE, {"code": "x"}, key=other).status_code == 200
    time_machine.shift(timedelta(minutes=1))
    assert ask(ONE, {"code": "x"}).status_code == 200


def test_we_keep_a_digest_and_not_the_key(text):
    stored = ApiKey.objects.values().get()

    secret = text.rpartition("_")[2]
    assert all(secret not in str(value) for value in stored.values())
    assert all(secret not in str(event) for event in AuditEvent.objects.values())


def test_the_day_of_its_last_use_is_written_once(ask, django_assert_num_queries):
    ask(ONE, {"code": "x"})
    key = ApiKey.objects.get()

    assert key.last_used_on is not None
    with django_assert_num_queries(2):  # the key, its count
        ask(ONE, {"code": "x"})


def test_those_who_speak_for_it_alone_make_and_withdraw_keys(organisation, text):
    key = key_of(f"Bearer {text}")

    for stranger in (UserFactory(), leader_of(OrganisationFactory()), person_with(Role.INSTRUCTOR)):
        with pytest.raises(PermissionDenied):
            make_api_key(organisation, by=stranger, name="x", scope="one")
        with pytest.raises(PermissionDenied):
            withdraw_api_key(key, by=stranger)


def test_an_organisation_has_a_bounded_number_of_keys(organisation, leader):
    for number in range(MOST):
        make_api_key(organisation, by=leader, name=str(number), scope="one")

    with pytest.raises(TooManyKeys):
        make_api_key(organisation, by=leader, name="one more", scope="one")


def test_a_key_is_made_shown_once_and_withdrawn_on_pages(client, organisation, leader):
    client.force_login(leader)
    address = reverse("certificates:api_keys", args=[organisation.public_id])

    made = client.post(address, {"name": "Scheduling", "scope": "one"})
    key = ApiKey.objects.get()
    shown = f"fascia_{key.prefix}_"

    assert made.content.decode().count(shown) == 1
    assert "no-store" in made["Cache-Control"]
    again = client.get(address).content.decode()
    assert shown not in again
    assert f"fascia_{key.prefix}" in again
    end = reverse("certificates:api_key", args=[organisation.public_id, key.prefix])
    assert "Withdraw the key of Scheduling?" in client.get(end).content.decode()
    client.post(end)
    key.refresh_from_db()
    assert (key.withdrawn_by, key.withdrawn_at is None) == (leader, False)
    assert "Withdrawn on" in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_keys_costs_the_same(client, organisation, leader, count, django_assert_num_queries):
    for number in range(count):
        make_api_key(organisation, by=leader, name=str(number), scope="one")
    client.force_login(leader)

    with django_assert_num_queries(QUERIES):
        client.get(reverse("certificates:api_keys", args=[organisation.public_id]))


QUERIES = 5


def test_the_keys_of_others_are_not_there(client, organisation, text):
    client.force_login(leader_of(OrganisationFactory()))
    key = ApiKey.objects.get()

    for name, args in (("api_keys", ()), ("api_key", (key.prefix,))):
        path = reverse(f"certificates:{name}", args=[organisation.public_id, *args])
        assert client.post(path, {"name": "x", "scope": "one"}).status_code == 404
    assert ApiKey.objects.live().count() == 1


def test_the_document_describes_what_there_is(client):
    document = client.get(reverse("certificates:openapi")).json()

    assert document["openapi"] == "3.1.0"
    for path in document["paths"]:
        assert resolve(path).view_name.startswith("certificates:api_")
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    fields = set(document["components"]["schemas"]["Answer"]["properties"])
    assert len(fields) == len(Answer.__dataclass_fields__) + 1  # the page

    page = client.get(reverse("certificates:api")).content.decode()
    assert all(f"<code>{status}</code>" in page for status in STATUSES)
