"""An edit of a record shows, also when whoever made it rebuilt the chain: the exported checkpoint knows."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from certificates import checkpointing, ledger
from certificates.checkpointing import FORMATS, NEWEST, checkpoint_due, enter_new, faults
from certificates.issuing import correct, reinstate, revoke
from certificates.models import Certificate, CertificateEvent, Checkpoint, LedgerEntry, SigningKey
from tests.factories.accounts import UserFactory, person_with
from tests.factories.certificates import issued

pytestmark = pytest.mark.django_db
EDITS = 100


@pytest.fixture(autouse=True)
def exports(tmp_path, settings):
    settings.LEDGER_EXPORTS = tmp_path / "ledger"
    return settings.LEDGER_EXPORTS


@pytest.fixture
def history():
    """Five certificates that lived through everything, and a signed checkpoint over them."""
    registrar = person_with(Role.REGISTRAR)
    first, second, _third = issued("Sam"), issued("Łukasz"), issued("山田太郎")
    issued("Nguyễn Thị Ánh")
    correct(first, by=registrar, name="Sam Learner", reason="misspelt")
    revoke(second, by=registrar, public_reason="Issued in error", private_reason="the wrong Łukasz")
    reinstate(second, by=registrar, private_reason="it was right")
    return checkpoint_due()


def exported(exports) -> list[dict]:
    return [json.loads(path.read_text()) for path in exports.glob("*.json")]


def changed(field: models.Field, value, other_ids: list[int]):
    """Another value that the column takes."""
    if field.is_relation:
        return next(pk for pk in other_ids if pk != value)
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return value + timedelta(seconds=1)
    if isinstance(field, models.DateField):
        return value + timedelta(days=1)
    if isinstance(field, models.IntegerField):
        return value + 40
    if isinstance(field, models.UUIDField):
        return str(value)[:-1] + ("0" if str(value)[-1] != "0" else "1")
    return (value[:-1] + ("x" if value[-1:] != "x" else "y")) if value else "x"


def edits_of(model, others: dict[str, list[int]]):
    """Each field of each row, changed alone."""
    for row in model.objects.order_by("pk"):
        for field in model._meta.concrete_fields:
            if not field.primary_key:
                value = changed(field, getattr(row, field.attname), others.get(field.name, []))
                yield (
                    f"{model.__name__} {row.pk} {field.name}",
                    lambda pk=row.pk, name=field.attname, value=value: model.objects.filter(pk=pk).update(
                        **{name: value}
                    ),
                )
        yield f"{model.__name__} {row.pk} gone", lambda pk=row.pk: gone(model.objects.get(pk=pk))


def gone(row) -> None:
    if isinstance(row, Certificate):
        row.events.all().delete()
        Certificate.objects.filter(supersedes=row).update(supersedes=None)
    row.delete()


def every_edit() -> list[tuple[str, Callable]]:
    """A hundred and more: of certificates and events each field of each row; of the ledger itself too."""
    people = [UserFactory().pk, UserFactory().pk]
    certificates = list(Certificate.objects.order_by("-pk").values_list("pk", flat=True))
    completions = [issued().completion_id, issued().completion_id]
    others = {
        "by": people,
        "certificate": certificates,
        "supersedes": certificates,
        "completion": completions,
    }
    covered = set(LedgerEntry.objects.values_list("subject", "subject_id"))
    every = [("event", edit) for edit in edits_of(CertificateEvent, others)]
    every += [("certificate", edit) for edit in edits_of(Certificate, others)]
    return [
        edit for subject, edit in every if (subject, int(edit[0].split()[1])) in covered and possible(edit[1])
    ]


def possible(edit: Callable) -> bool:
    """Whether the database takes it at all."""
    try:
        with transaction.atomic():
            edit()
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


def noticed(edit: Callable, known: list[dict], *, rebuild: bool = False) -> bool:
    """Whether the fault is found. Everything is put back afterwards."""
    with transaction.atomic():
        edit()
        if rebuild:
            rebuild_ledger()
        found = list(faults(known))
        transaction.set_rollback(True)
    return bool(found)


def rebuild_ledger() -> None:
    """What a thief with the whole database would do: chain everything anew, and mend the checkpoint's head."""
    LedgerEntry.objects.all().delete()
    last = enter_new()
    Checkpoint.objects.update(size=last.number, head=last.hash, key_id="", signature="")


def test_what_nobody_touched_holds(history, exports):
    assert list(faults(exported(exports))) == []
    assert history.size == LedgerEntry.objects.count() == 5 + 8


def test_a_hundred_of_a_hundred_edits_are_noticed(history, exports):
    known, edits = exported(exports), every_edit()
    assert len(edits) >= EDITS

    missed = [name for name, edit in edits if not noticed(edit, known)]

    assert missed == []


def test_so_are_those_whose_maker_rebuilt_the_ledger(history, exports):
    known = exported(exports)

    missed = [name for name, edit in every_edit() if not noticed(edit, known, rebuild=True)]

    assert missed == []


def test_without_the_exported_checkpoint_a_rebuilt_ledger_passes(history):
    """The planted fault: it is the copy outside the database that proves the edit."""
    name, edit = every_edit()[0]

    assert not noticed(edit, [], rebuild=True), name


@pytest.mark.parametrize("model", [LedgerEntry, Checkpoint])
def test_edits_of_the_ledger_itself_are_noticed(history, exports, model):
    """But for a checkpoint's day, which only orders them: what is signed is its moment."""
    known = exported(exports)

    missed = [name for name, edit in edits_of(model, {}) if not noticed(edit, known)]

    assert [name for name in missed if not name.endswith((" day", " gone"))] == []


def test_every_field_of_a_record_is_covered():
    for model, subject in ((Certificate, "certificate"), (CertificateEvent, "event")):
        fields = {field.attname for field in model._meta.concrete_fields} - {"id"}
        assert fields <= set(FORMATS[NEWEST][subject]), "a new field needs a new format of the ledger"


def test_a_day_has_one_checkpoint_and_the_next_stands_on_it(history, exports, time_machine):
    assert checkpoint_due() is None
    issued()
    time_machine.move_to(timezone.now() + timedelta(days=1))

    second = checkpoint_due()

    assert second.size == history.size + 2
    assert len(exported(exports)) == 2
    assert list(faults(exported(exports))) == []


def test_nothing_issued_nothing_signed(exports):
    assert checkpoint_due() is None
    assert not exports.exists()


def test_what_came_after_the_checkpoint_is_no_fault(history, exports):
    issued()

    assert list(faults(exported(exports))) == []


def test_the_signature_is_checked_by_whoever_keeps_a_copy(history, exports):
    [kept] = exported(exports)
    keys = {key.key_id: bytes.fromhex(key.public_key) for key in SigningKey.objects.all()}

    assert ledger.signed_well(kept, keys)
    assert not ledger.signed_well(kept | {"size": kept["size"] + 1}, keys)
    assert not ledger.signed_well(kept, {})


def test_anybody_may_download_the_checkpoints(client, history):
    response = client.get(reverse("certificates:checkpoints"))

    assert response.json() == {"checkpoints": [checkpointing.as_document(history)]}
    assert "public" in response["Cache-Control"]


def test_the_command_says_what_was_edited(history):
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert out.getvalue().startswith("13 entries and 1 exported checkpoints hold")
    certificate = Certificate.objects.first()
    Certificate.objects.filter(pk=certificate.pk).update(serial="FSC-1")
    err = StringIO()

    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_ledger", stderr=err)

    assert err.getvalue() == f"certificate {certificate.pk} was edited\n"
