"""Many at once: problems first, nothing stored, three statements a thousand codes, and files told from forgeries."""

import io
import json
import time
import zipfile
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from accounts.models import Role
from certificates import bulk, codes
from certificates.bulk import Asked
from certificates.disclosing import disclose
from certificates.issuing import correct, revoke
from certificates.models import Certificate, MissCount
from certificates.uploading import LARGEST_REQUEST, MOST_FILES
from tests.factories.accounts import LicenceFactory, person_with
from tests.factories.certificates import ApprovalFactory, TaughtEditionFactory, a_token_key_in, issued

from .test_verifying import misspelt, words

pytestmark = pytest.mark.django_db
MANY = "certificates:many"


def approved(name="Nguyễn Thị Ánh"):
    edition = TaughtEditionFactory()
    ApprovalFactory(edition=edition)
    return issued(name, edition=edition)


def holder(certificate):
    return certificate.completion.enrolment.learner


def revoked():
    certificate = approved("Sam Learner")
    revoke(certificate, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="x")
    return certificate


def send(client, *files, **fields):
    return client.post(reverse(MANY), {"papers": list(files), **fields})


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def copies(count: int) -> list[Certificate]:
    """Rows as many as a clinic has, made from one without issuing each. Their seals are of the one."""
    first = approved()
    rows = []
    for n in range(count - 1):
        row = Certificate.objects.get(pk=first.pk)
        row.pk, row.code, row.serial = None, codes.new(), f"COPY-{n}"
        row.public_id, row.supersedes_id = None, None
        rows.append(row)
    return [first, *rows]


def carried(response) -> str:
    return response.context["carried"]


def test_pasted_codes_are_answered_with_problems_first(client):
    good, bad, old = approved(), revoked(), approved("Łukasz Żółć")
    new = correct(old, by=person_with(Role.REGISTRAR), name="Łukasz Żółć-Nowak", reason="married")
    typed = [
        good.code.lower(),
        codes.grouped(bad.code),
        old.code,
        codes.new(),
        misspelt(good.code),
        "what",
        good.code,
    ]

    response = client.post(reverse(MANY), {"codes": "\n".join(typed)})

    check = response.context["check"]
    assert [answer.kind for answer in check.answers] == [
        "valid",
        "revoked",
        "superseded",
        "unknown",
        "typo",
        "typo",
        "repeated",
    ]
    shown = words(response)
    assert shown.startswith("6 of 7 need a look")
    assert shown.index("Revoked") < shown.index("Nguyễn Thị Ánh")
    assert (
        f'href="{reverse("certificates:verified", args=[codes.grouped(new.code)])}"'
        in response.content.decode()
    )
    assert "The same code stands in row 1 of this list." in shown
    assert response["X-Robots-Tag"] == "noindex"


def test_a_spreadsheet_comes_back_with_its_own_columns(client):
    good, bad = approved(), revoked()
    book = Workbook()
    for row in (
        ["Site", "Code", "Family name", "=x"],
        ["North", bad.code, "Learner", 1],
        ["=2", good.code, "Tran", 2],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)

    response = send(client, upload("staff.xlsx", out.getvalue()))

    assert [answer.kind for answer in response.context["check"].answers] == ["revoked", "other-name"]
    made = client.post(reverse("certificates:download"), {"check": carried(response), "form": "xlsx"})
    sheet = load_workbook(io.BytesIO(made.content)).active
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert table[0][:5] == ["Site", "Code", "Family name", None, "Fascia status"]
    assert [row[:2] for row in table[1:]] == [["North", bad.code], [None, good.code]]
    assert table[1][4] == "Revoked"
    assert table[2][6] == "Nguyễn Thị Ánh"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_csv_holds_no_formula(client):
    text = f"Code,Note\n{approved('=cmd()').code},=1+1\n"

    response = send(client, upload("a.csv", text.encode()))

    made = client.post(reverse("certificates:download"), {"check": carried(response), "form": "csv"})
    line = made.content.decode().splitlines()[1]
    assert ",'=1+1," in line
    assert ",'=cmd()," in line


def test_names_and_licenses_of_the_list_open_and_compare(client):
    hidden, shared = approved(), approved("Sam Learner")
    disclose(hidden, by=holder(hidden), confirm_only=True, family_name="Nguyễn")
    licence = LicenceFactory(holder=holder(shared), number="MT104820")
    disclose(shared, by=holder(shared), confirm_only=False, licence=licence)
    text = f"Code,Family name,License\n{hidden.code},Nguyen,\n{shared.code},Learner,mt-104820\n"

    answers = send(client, upload("a.csv", text.encode())).context["check"].answers

    assert [(answer.kind, answer.licence) for answer in answers] == [("valid", ""), ("valid", "matches")]
    assert set(MissCount.objects.values_list("count", flat=True)) == {0, 1}  # one list; no miss
    assert MissCount.objects.filter(count=1).count() == 1


def test_without_the_name_a_hidden_one_is_as_if_it_never_was(client):
    hidden = approved()
    disclose(hidden, by=holder(hidden), confirm_only=True, family_name="Nguyễn")
    nobody = codes.new()

    for name in ("", "Tran"):
        one, other = bulk.check([Asked(hidden.code, name), Asked(nobody, name)], "10.0.0.1")
        assert replace(one, code="") == replace(other, code="")
        assert (one.kind, one.says) == (other.kind, other.says) == ("unknown", bulk.UNKNOWN)


def test_lists_are_no_way_to_try_out_names(client):
    hidden = approved()
    disclose(hidden, by=holder(hidden), confirm_only=True, family_name="Nguyễn")

    kinds = [bulk.check([Asked(hidden.code, f"Name{n}")], f"10.0.0.{n}")[0].kind for n in range(11)]

    assert kinds == ["unknown"] * 10 + ["wait"]
    assert bulk.check([Asked(hidden.code, "Nguyễn")], "10.1.1.1")[0].kind == "wait"


@pytest.mark.parametrize("count", [10, 1000, 2001])
def test_a_thousand_codes_cost_three_statements_at_most(count):
    rows = copies(3)
    for row in rows[1:]:
        row.supersedes = None
    hidden = rows[0]
    licence = LicenceFactory(holder=holder(hidden))
    disclose(hidden, by=holder(hidden), confirm_only=True, family_name="Nguyễn", licence=licence)
    asked = [Asked(hidden.code, "Nguyen", licence.number)]
    asked += [Asked(codes.new(), "Nobody") for _ in range(count - 1)]

    with CaptureQueriesContext(connection) as captured:
        answers = bulk.check(asked, "10.0.0.1")

    assert answers[0].kind == "valid"
    assert len(captured) <= 3 * -(-count // 1000)


def test_five_thousand_and_one_codes_are_refused(client):
    begun = time.process_time()

    response = client.post(reverse(MANY), {"codes": "\n".join(codes.new() for _ in range(20)) + "\nX" * 4981})

    assert response.status_code == 400
    assert "That's 5,001 codes. One check takes up to 5,000" in words(response)
    assert time.process_time() - begun < 1


def test_nothing_sent_is_said_so(client):
    response = client.post(reverse(MANY), {})

    assert response.status_code == 400
    assert "Paste codes or choose a file first." in words(response)


def test_the_receipt_is_signed_and_shows_what_changed_next_quarter(client):
    good, later = approved(), approved("Sam Learner")
    first = client.post(reverse(MANY), {"codes": f"{good.code}\n{later.code}"})
    receipt = client.post(reverse("certificates:download"), {"check": carried(first), "form": "json"}).content
    revoke(later, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="x")

    again = client.post(
        reverse(MANY), {"codes": f"{good.code}\n{later.code}", "receipt": upload("receipt.json", receipt)}
    )

    [change] = again.context["changes"]
    assert (change.code, change.was, change.now) == (codes.grouped(later.code), "Valid", "Revoked")
    assert "1 changed since the earlier check" in words(again)
    only_receipt = client.post(reverse(MANY), {"receipt": upload("receipt.json", receipt)})
    assert len(only_receipt.context["changes"]) == 1


@pytest.mark.parametrize(
    "forge",
    [
        lambda receipt: receipt.replace(b'"Valid"', b'"Revoked"'),
        lambda receipt: b"{}",
        lambda receipt: b"[" * 100_000,
        lambda receipt: json.dumps(
            {
                "receipt": {"format": "fascia-receipt/1", "key_id": ""},
                "proof": {"key_id": "", "signature": ""},
            }
        ).encode(),
    ],
    ids=["changed", "empty", "deep", "unsigned"],
)
def test_a_receipt_that_we_did_not_sign_is_refused(client, forge):
    first = client.post(reverse(MANY), {"codes": approved().code})
    receipt = client.post(reverse("certificates:download"), {"check": carried(first), "form": "json"}).content

    response = client.post(reverse(MANY), {"receipt": upload("receipt.json", forge(receipt))})

    assert response.status_code == 400
    assert "receipt" in words(response)


def test_the_receipt_as_a_pdf_holds_the_signed_one(client):
    first = client.post(reverse(MANY), {"codes": f"{approved().code}\n{codes.new()}"})

    made = client.post(reverse("certificates:download"), {"check": carried(first), "form": "pdf"})

    reader = PdfReader(io.BytesIO(made.content))
    assert "Receipt of a check" in reader.pages[0].extract_text()
    [attached] = reader.attachments["receipt.json"]
    assert json.loads(attached)["receipt"]["rows"][0]["name"] == "Nguyễn Thị Ánh"


def test_the_results_of_another_cannot_be_made_up(client):
    response = client.post(reverse("certificates:download"), {"check": "made-up", "form": "json"})

    assert response.status_code == 400
    assert "more than a day old" in words(response)


def paper(client, certificate) -> bytes:
    client.force_login(holder(certificate))
    made = client.get(reverse("certificates:pdf", args=[certificate.public_id])).content
    client.logout()
    return made


def test_a_dropped_pdf_is_ours_only_byte_by_byte(client):
    raw = paper(client, approved())

    ours, altered = (
        send(client, upload("a.pdf", content)).context["check"].answers[0]
        for content in (raw, raw + b"\n% x")
    )

    assert (ours.kind, ours.name) == ("valid", "Nguyễn Thị Ánh")
    assert altered.kind == "altered-file"
    assert altered.says.startswith("The credential inside is genuine, but this file was altered")


def test_a_dropped_pdf_says_that_it_was_revoked_since(client):
    certificate = approved()
    raw = paper(client, certificate)
    revoke(certificate, by=person_with(Role.REGISTRAR), public_reason="Issued in error", private_reason="x")

    assert send(client, upload("a.pdf", raw)).context["check"].answers[0].kind == "revoked"


@pytest.mark.parametrize("door", ["badge", "credential", "token"])
def test_what_a_wallet_holds_can_be_dropped_too(client, door, keys):
    a_token_key_in(keys)
    certificate = approved()
    client.force_login(holder(certificate))
    raw = client.get(reverse(f"certificates:{door}", args=[certificate.public_id])).content

    answer = send(client, upload("wallet", raw)).context["check"].answers[0]

    assert (answer.kind, answer.name) == ("valid", "Nguyễn Thị Ánh")


def test_the_signed_facts_can_be_dropped_and_forged_ones_are_refused(client):
    facts = client.get(reverse("certificates:facts", args=[approved().code])).content

    good, forged = (
        send(client, upload("facts.json", content)).context["check"].answers[0]
        for content in (facts, facts.replace(b'"1"', b'"9"'))
    )

    assert (good.kind, forged.kind) == ("valid", "not-ours")


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_zip_of_pdfs_is_answered_file_by_file(client):
    one, two = paper(client, approved()), paper(client, approved("Sam Learner"))
    files = {"staff/a.pdf": one, "staff/b.pdf": two, "__MACOSX/._a.pdf": b"x", "notes.txt": b"hello"}

    response = send(client, upload("staff.zip", zipped(files)))

    found = {title: answer.kind for _, answer, title in response.context["check"].listed}
    assert found == {"a.pdf": "valid", "b.pdf": "valid", "notes.txt": "not-ours"}


BAD_FILES = {
    "zip bomb": lambda: (
        "a.zip",
        zipped({f"{n}.pdf": bytes(30 * 2**20) for n in range(4)}),
        "more than 100 MB",
    ),
    "many in a zip": lambda: (
        "a.zip",
        zipped({f"{n}.pdf": b"x" for n in range(MOST_FILES + 1)}),
        "501 files",
    ),
    "torn zip": lambda: ("a.zip", b"PK\x03\x04torn", "damaged"),
    "deep json": lambda: ("a.json", b'{"facts":' + b"[" * 10_000, "no readable JSON"),
    "no picture": lambda: ("a.png", b"\x89PNG\r\n\x1a\n", "cut off"),
    "large member": lambda: ("a.zip", zipped({"a.pdf": bytes(6 * 2**20)}), "larger than any certificate"),
    "jwt without a signature": lambda: ("a.json", b"eyJhbGciOiJub25lIn0.e30.", "signed"),
}


@pytest.mark.parametrize("bad", BAD_FILES)
def test_bad_files_are_refused_at_once_and_in_plain_words(client, bad):
    name, content, says = BAD_FILES[bad]()
    begun = time.process_time()

    response = send(client, upload(name, content))

    assert time.process_time() - begun < 1
    assert says in words(response)


def test_two_hundred_megabytes_are_refused_before_they_are_read(client):
    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, buffer):
            raise AssertionError("the body was read")

    begun = time.process_time()
    response = client.generic(
        "POST", reverse(MANY), b"", CONTENT_LENGTH=str(200 * 2**20), **{"wsgi.input": Endless()}
    )

    assert response.status_code == 413
    assert "That's more than 48 MB." in words(response)
    assert time.process_time() - begun < 1


def test_a_body_that_lies_about_its_length_is_cut_off(client, monkeypatch):
    monkeypatch.setattr("certificates.uploading.LARGEST_REQUEST", 1000)

    response = send(client, upload("a.pdf", bytes(200_000)))

    assert response.status_code == 413
    assert LARGEST_REQUEST > 1000


def test_more_files_than_five_hundred_are_refused(client):
    response = send(client, *(upload(f"{n}.pdf", b"x") for n in range(MOST_FILES + 2)))

    assert response.status_code == 413
    assert "That's more than 500 files." in words(response)


def test_no_file_touches_a_disk(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a file was written")

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", refuse)

    assert send(client, upload("a.csv", b"Code\n" + b"x\n" * 2_000_000)).status_code == 400


def test_another_site_cannot_send_for_somebody():
    assert Client(enforce_csrf_checks=True).post(reverse(MANY), {"codes": "x"}).status_code == 403
