"""All that we keep about a person, as one file that they take away. Every table is either in it or says why not.

A test follows the foreign keys: a new table that points at people, or at what is theirs, is decided here first.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Field, Model
from django.utils import timezone

from accounts.auditing import audit
from accounts.models import User
from courses.models import ExternalCredit

# By table, the way from a row to the person whose it is.
EXPORTED: dict[str, str] = {
    "accounts.User": "pk",
    "accounts.Accommodation": "person",
    "accounts.AuditEvent": "actor",
    "accounts.Consent": "invitation__person",
    "accounts.Grant": "person",
    "accounts.Invitation": "person",
    "accounts.LicenceCycle": "licence__holder",
    "accounts.Look": "consent__invitation__person",
    "accounts.Mail": "recipient",
    "accounts.Membership": "person",
    "accounts.ProfessionalLicence": "holder",
    "account.EmailAddress": "user",
    "certificates.Certificate": "completion__enrolment__learner",
    "certificates.CertificateEvent": "certificate__completion__enrolment__learner",
    "certificates.Disclosure": "certificate__completion__enrolment__learner",
    "certificates.LinkLook": "link__holder",
    "certificates.ShareLink": "holder",
    "certificates.SharedCertificate": "link__holder",
    "courses.Acknowledgement": "enrolment__learner",
    "courses.Attestation": "enrolment__learner",
    "courses.Bookmark": "learner",
    "courses.Completion": "enrolment__learner",
    "courses.CorrectionNotice": "learner",
    "courses.CorrectionsOff": "person",
    "courses.Enrolment": "learner",
    "courses.EnrolmentEdition": "enrolment__learner",
    "courses.Evaluation": "enrolment__learner",
    "courses.EvaluationAnswer": "evaluation__enrolment__learner",
    "courses.ExternalCredit": "holder",
    "courses.Inquiry": "enrolment__learner",
    "courses.Note": "learner",
    "courses.Place": "learner",
    "courses.Reply": "inquiry__enrolment__learner",
    "courses.StepRecord": "enrolment__learner",
    "quizzes.Answer": "attempt__enrolment__learner",
    "quizzes.Attempt": "enrolment__learner",
    "quizzes.AttemptResult": "attempt__enrolment__learner",
    "quizzes.Dispute": "item__attempt__enrolment__learner",
    "quizzes.Flag": "item__attempt__enrolment__learner",
    "quizzes.LateAnswer": "attempt__enrolment__learner",
    "reports.Assignment": "invitation__person",
    "reports.CalendarFeed": "person",
    "reports.LineAnswer": "completion__enrolment__learner",
    "reports.RemindersOff": "person",
    "reports.ReportLine": "completion__enrolment__learner",
    "usersessions.UserSession": "user",
}
KEYS_IN_USE = "It would tell the keys of questions that are still asked."
A_SECRET = "It holds a secret that opens the account."  # noqa: S105  a reason
AT_WORK = "What a person did for the house or an employer; the audit log in this file names it."
LEFT_OUT: dict[str, str] = {
    "accounts.InvitationMail": "When an employer's invitation was mailed: it repeats the invitation.",
    "certificates.ApiKey": A_SECRET,
    "certificates.IssuingSwitch": AT_WORK,
    "certificates.Paper": "The PDFs of your certificates: take them along on the page Certificates.",
    "courses.Approval": AT_WORK,
    "courses.Correction": AT_WORK,
    "courses.Edition": AT_WORK,
    "courses.HoursDecision": AT_WORK,
    "courses.OutsideInvitation": AT_WORK,
    "courses.PageReview": AT_WORK,
    "courses.RenewalRuleRow": AT_WORK,
    "mfa.Authenticator": A_SECRET,
    "quizzes.AttemptItem": KEYS_IN_USE,
    "quizzes.ItemGrade": KEYS_IN_USE,
    "quizzes.Mark": KEYS_IN_USE,
    "quizzes.QuestionVersion": AT_WORK,
    "quizzes.Regrade": AT_WORK,
    "reports.Report": AT_WORK,
    "reports.TeamCheck": AT_WORK,
}
# Columns that hold secrets, or what a file of its own holds.
HIDDEN = {
    "accounts.User": {"password"},
    "certificates.ShareLink": {"token"},
    "reports.CalendarFeed": {"key"},
    "usersessions.UserSession": {"session_key"},
}
README = """All that Fascia keeps about you, made {at}.

data.json has a list for each of our tables, with its rows that are about you.
evidence/ has the files that you added to hours from elsewhere.

Not in here, and why:
{left_out}

Questions? Answer any of our mails.
"""


def export(person: User) -> bytes:
    """The file, made now. What was exported is in the audit log, and so in the next one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", readme())
        text = json.dumps(tables(person), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        archive.writestr("data.json", text)
        for credit in ExternalCredit.objects.visible_to(person).exclude(evidence=None):
            archive.writestr(f"evidence/{credit.public_id}-{credit.evidence_name}", bytes(credit.evidence))
    audit(person, "personal data exported", person)
    return out.getvalue()


def readme() -> str:
    named: dict[str, list[str]] = {}
    for label, reason in LEFT_OUT.items():
        named.setdefault(reason, []).append(apps.get_model(label)._meta.verbose_name_plural)
    left_out = "\n".join(f"- {', '.join(map(str, names))}: {reason}" for reason, names in named.items())
    return README.format(at=f"{timezone.now():%Y-%m-%d %H:%M} UTC", left_out=left_out)


def tables(person: User) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person, by table. One statement a table."""
    return {label: list(rows(label, path, person)) for label, path in EXPORTED.items()}


def rows(label: str, path: str, person: User) -> Iterator[dict[str, Any]]:
    model = apps.get_model(label)
    columns = [field.attname for field in shown(model)]
    yield from model._base_manager.filter(**{path: person.pk}).order_by("pk").values(*columns)


def shown(model: type[Model]) -> list[Field]:
    hidden = HIDDEN.get(model._meta.label, set())
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in hidden and not isinstance(field, BinaryField)
    ]
