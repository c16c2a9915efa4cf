"""What an accreditor asks to see of a course, in the order of its own published rules, and what we don't hold. Pure.

Sources: NCBTMB's administrative requirements and home-study pages; FAC 64B7-28.0096 (Florida); 16 TAC 117.34
(Texas); Louisiana's notes and reminders; ACCME's Standard 3 and its rule on records. No body publishes one list of
everything, so what it doesn't name follows in our own order.
"""

from dataclasses import dataclass

from certificates import accreditors


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the pack. `lacks`: what belongs here and isn't in Fascia, in plain words; empty: nothing."""

    key: str
    title: str
    lacks: str = ""


SECTIONS = {
    section.key: section
    for section in (
        Section("approvals", "Approvals of the course", "The accreditor's own letters of approval."),
        Section("roster", "Roster and attendance"),
        Section("certificates", "Certificates"),
        Section("text", "The text as it was taught"),
        Section("hours", "How the hours came about"),
        Section("objectives", "Objectives, and where each is taught and tested"),
        Section("test", "Post-test, with its key"),
        Section(
            "instructors",
            "Instructors' qualifications",
            "Résumés, diplomas and licenses as documents: what stands here is what the course itself says of "
            "each instructor. Add the documents from the provider's own files.",
        ),
        Section(
            "disclosure",
            "Disclosure, with proof that it was shown",
            "The forms on which each person in control of the content reported their relationships.",
        ),
        Section("evaluations", "What learners thought of it"),
        Section(
            "page",
            "The course's page as published",
            "How the page looked, its price, and any advertisement elsewhere: its words are frozen with each "
            "edition, its looks are not.",
        ),
        Section(
            "policies",
            "Policies",
            "Refunds that were paid, and the texts of the site-wide policies at an earlier time: those of today "
            "are at the provider's address, under /policies/.",
        ),
        Section(
            "complaints",
            "Complaints",
            "Complaints by mail or phone, and how they were settled: Fascia holds only what learners said about "
            "single questions of the test. Add the provider's own file of complaints, or say that there were none.",
        ),
    )
}
# By a state's letters or a design of certificates: what the body names, in its order, and where it says so.
ORDERS: dict[str, tuple[tuple[str, ...], str]] = {
    "ncbtmb": (
        (
            "approvals", "certificates", "roster", "text", "hours", "objectives", "test", "instructors",
            "evaluations", "policies", "page",
        ),
        "NCBTMB: certificates, rosters and attendance are kept for six years; then what it asks of a home study course.",
    ),
    "FL": (
        ("roster", "page", "approvals", "objectives", "text", "hours", "instructors", "certificates"),
        "Florida, 64B7-28.0096(3): attendance with signature and promotional material, kept for four years.",
    ),
    "TX": (
        ("roster", "certificates", "approvals", "policies", "instructors", "text", "objectives"),
        "Texas, 16 TAC 117.34: attendance records, kept for five years, and what its certificates and business plan say.",
    ),
    "LA": (
        ("roster", "certificates", "instructors", "approvals"),
        "Louisiana: attendance records, which the board receives, kept for two years.",
    ),
    "accme": (
        ("roster", "disclosure", "objectives", "text", "evaluations", "test", "instructors"),
        "ACCME: participation, kept for six years, and Standard 3 on relationships and their disclosure.",
    ),
}  # fmt: skip
OURS = "Its published rules name no order that we know of, so this is ours."


@dataclass(frozen=True, slots=True)
class Order:
    """The sections as an accreditor reads them, and by what."""

    sections: tuple[Section, ...]
    source: str


def order(accreditor: str) -> Order:
    """Every section once: those that the body names come first."""
    named, source = ORDERS.get(body_of(accreditor), ((), OURS))
    rest = [key for key in SECTIONS if key not in named]
    return Order(tuple(SECTIONS[key] for key in (*named, *rest)), source)


def body_of(accreditor: str) -> str:
    words = accreditor.casefold()
    if "accme" in words or "joint accreditation" in words or "ancc" in words:
        return "accme"
    known = accreditors.accreditor(accreditor)
    return known.state or known.design
