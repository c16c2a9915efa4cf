"""The specimen: every component in every state, on one page, with words as they would really stand.

Numbers and names here are samples of length and shape; nothing on this page is a record.
"""

from datetime import date

import segno
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.safestring import SafeString as Html
from django.views.decorators.http import require_safe

from .specimen_changes import sample_changes
from .specimen_kinds import sample_kinds

CODE = "7QKM-4T2X-9HWB-C6RN-PD3V"
VERDICTS = ["supported", "mixed", "contested", "contradicted", "hypothesis"]
CERTAINTIES = ["high", "moderate", "low", "very-low"]
ICONS = [
    "check",
    "cross",
    "caution",
    "octagon",
    "flag",
    "pearl",
    "info",
    "lock",
    "clock",
    "next",
    "back",
    "external",
    "print",
    "download",
    "verify",
    "superseded",
    "revoked",
    "offline",
    "bookmark",
    "person",
    "search",
    "book",
    "mail",
    "key",
    "plus",
    "edit",
]
COLOURS = [
    "paper",
    "surface",
    "sunk",
    "line",
    "edge",
    "ink",
    "soft",
    "accent",
    "fill",
    "wash",
    "good",
    "warn",
    "bad",
    "info",
    "good-wash",
    "warn-wash",
    "bad-wash",
    "info-wash",
    "focus",
    "highlight",
]


@require_safe
def specimen(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    context = (
        sample_foundations()
        | sample_lesson()
        | sample_changes()
        | sample_quiz()
        | sample_kinds()
        | sample_records()
        | sample_lists()
    )
    return render(request, "specimen.html", context)


class LicenceForm(forms.Form):
    name = forms.CharField(label="Name as on your license", help_text="Boards compare it letter for letter.")
    state = forms.ChoiceField(label="State", choices=[("TX", "Texas"), ("FL", "Florida"), ("NY", "New York")])
    number = forms.CharField(label="License number", help_text="Digits only, as printed on the license.")
    setting = forms.ChoiceField(
        label="Where do you mostly work?",
        widget=forms.RadioSelect,
        choices=[("clinic", "Clinic or hospital"), ("spa", "Spa"), ("own", "Own practice")],
    )
    note = forms.CharField(label="Anything we should know", widget=forms.Textarea, required=False)
    reminders = forms.BooleanField(
        label="Remind me before my license expires", required=False, help_text="One mail, 60 days before."
    )

    def clean_number(self):
        if not self.cleaned_data["number"].isdigit():
            raise forms.ValidationError("This has letters in it. A Texas license number is digits only.")
        return self.cleaned_data["number"]


def sample_foundations() -> dict:
    filled = {"name": "Nguyễn Thị Thu Hà", "state": "TX", "number": "MT-10482", "setting": "clinic"}
    return {
        "colours": COLOURS,
        "icons": ICONS,
        "verdicts": VERDICTS,
        "certainties": CERTAINTIES,
        "form": LicenceForm(auto_id="empty_%s"),
        "form_with_errors": LicenceForm(filled, auto_id="wrong_%s"),
    }


def sample_claim(**changes) -> dict:
    return {
        "key": "muscle-flow",
        "statement": "Massage has not been shown to raise arterial blood flow to the muscle beneath the hands.",
        "verdict": "contested",
        "certainty": "low",
        "studies": 3,
        "reviewed": date(2026, 8, 14),
        "measured": Html(
            "<p>Doppler ultrasound of the femoral and brachial arteries during effleurage and pétrissage, "
            "in healthy adults at rest. Limb flow did not change; skin temperature did.</p>"
        ),
        "citations": [Html("Shoemaker et al., 1997"), Html("Hinds et al., 2004")],
    } | changes


def sample_lesson() -> dict:
    correction = {
        "on": date(2026, 9, 3),
        "old": "Massage flushes lactate out of tired muscle.",
        "new": "Massage does not clear lactate from tired muscle.",
        "reason": "The measurement behind the first text was misread. Everyone who finished that edition was told.",
        "is_safety": True,
        "rating": {
            "was": {"verdict": "supported", "certainty": "low"},
            "now": {"verdict": "contradicted", "certainty": "moderate"},
        },
        "source": {
            "text": "Hinds et al., 2004.",
            "url": "#ref-hinds2004",
            "url_label": "doi:10.1249/example",
        },
    }
    return {
        "claim": sample_claim(),
        "corrected": sample_claim(
            key="lactate", verdict="contradicted", certainty="moderate", studies=1, correction=correction
        ),
        "inline_claim": {
            "statement": "skin blood flow rises under the hands",
            "verdict": "supported",
            "certainty": "moderate",
            "url": "#muscle-flow",
        },
        "note": sample_claim(
            key="note", marks=Html('<sup class="cite"><a href="#ref-hinds2004">1</a></sup>')
        ),
        "term": {"url": "#term-effleurage", "words": "effleurage", "id": "at-term-effleurage"},
        "term_note": {
            "key": "effleurage",
            "term": "effleurage",
            "definition": Html("<p>Long gliding strokes along a limb or the back.</p>"),
        },
        "figure": {
            "key": "figure",
            "url": static("img/favicon.svg"),
            "width": 64,
            "height": 64,
            "alt": "Four strands cross and hold one lozenge.",
            "caption": Html("<p>Our mark, as a figure.</p>"),
            "description": Html("<p>Four strands, two each way, hold a lozenge in the middle.</p>"),
            "credit": "Drawn for this house.",
            "licence": "CC BY 4.0",
        },
        "table": {
            "key": "table",
            "table": Html(
                '<div class="table-scroll" role="group" tabindex="0" aria-label="Table"><table><caption>What was '
                'measured</caption><thead><tr><th scope="col">Vessel</th><th scope="col">Result</th></tr></thead>'
                '<tbody><tr><th scope="row">Skin</th><td>Up</td></tr></tbody></table></div>'
            ),
        },
        "video": {
            "type": "video",
            "key": "video",
            "url": "",
            "media_type": "video/mp4",
            "captions": "",
            "length": "4:05",
            "title": "Finding the pulse behind the knee",
            "transcript": Html("<p>Bend the knee a little, and let your fingers sink in behind it.</p>"),
            "credit": "Filmed for this house.",
            "licence": "CC BY 4.0",
        },
        "audio": {
            "type": "audio",
            "key": "audio",
            "url": "",
            "media_type": "audio/mpeg",
            "captions": "",
            "length": "12:30",
            "title": "A rheumatologist on what she refers",
            "transcript": Html("<p>I send on whoever is stiff for more than an hour in the morning.</p>"),
            "credit": "Recorded for this house.",
            "licence": "CC BY 4.0",
        },
        "download": {
            "key": "download",
            "url": "#download",
            "title": "A page for your wall",
            "text": Html("<p>Five questions to ask of a study.</p>"),
            "bytes": 48_200,
        },
        "callout_text": Html(
            "<p>One calf that is warm, swollen and tender: don't massage the leg. "
            "Ask the client to be seen by a physician today.</p>"
        ),
        "reference": {
            "key": "hinds2004",
            "text": "Hinds et al. Effects of massage on limb and skin blood flow after quadriceps exercise. 2004.",
            "url": "#ref-hinds2004",
        },
        "steps": sample_steps(),
        "previous_step": {"title": "Circulation", "url": "#previous"},
        "next_step": {"title": "Stress hormones and mood", "url": "#next"},
    }


def sample_steps() -> list[dict]:
    return [
        {"title": "Circulation", "url": "#1", "state": "done", "note": "12 min"},
        {
            "title": "The nervous system and pain",
            "url": "#2",
            "state": "half",
            "note": "14 min left",
            "current": True,
        },
        {"title": "Stress hormones and mood", "url": "#3", "state": "open", "note": "11 min"},
        {"title": "Post-test", "state": "locked", "reason": "Opens when you've read all six lessons."},
        {
            "title": "Confirm your name",
            "state": "locked",
            "reason": "Opens when you've passed the post-test.",
        },
    ]


OPTIONS = [
    "Blood flow in the femoral artery",
    "Blood flow in the skin",
    "Cardiac output at rest, over the hour that follows the session",
    "Lactate clearance",
]


def sample_item(name: str, kind: str, chosen: set[int], **changes) -> dict:
    options = [
        {"id": f"{name}-{n}", "name": name, "value": n, "text": text, "type": kind, "checked": n in chosen}
        for n, text in enumerate(OPTIONS)
    ]
    return {
        "id": name,
        "number": 7,
        "total": 25,
        "stem": "Which of these has been shown to rise while a healthy adult's thigh is massaged?",
        "options": options,
    } | changes


def sample_written() -> dict:
    item = {"id": "written", "name": "written", "number": 8, "total": 25}
    item |= {
        "stem": "How far does a healthy elbow bend, in degrees?",
        "hint": "Write a number, such as 12 or 3.5.",
    }
    verdict = {"verdict": "wrong", "verdict_word": "Not the full answer", "answer": "145 ± 10"}
    graded = {
        "id": "written-graded",
        "hint": "",
        "value": "90",
        "disabled": True,
        "feedback": "That is a right angle.",
    }
    return {"written": item | {"value": "145"}, "written_graded": item | graded | verdict}


def sample_placing() -> dict:
    """A matching; an ordering looks the same, with positions to choose from."""
    texts = [
        "A calf that is warm, swollen and tender on one side only",
        "Soreness on the day after a long walk",
    ]
    choices = ["Refer today", "Massage lightly, with the client's consent", "Massage as planned"]
    rows = [
        {
            "id": f"placing-{n}",
            "name": f"placing-{n}",
            "text": text,
            "is_blank": n == 1,
            "choices": [
                {"value": at, "text": word, "selected": n == at == 0} for at, word in enumerate(choices)
            ],
        }
        for n, text in enumerate(texts)
    ]
    item = {"number": 9, "total": 25, "stem": "What do you do?"}
    verdicts = [
        {"chosen": choices[0], "verdict": "right", "verdict_word": "Right"},
        {"chosen": "Left blank", "verdict": "wrong", "verdict_word": "Not right", "answer": choices[2]},
    ]
    graded = [row | verdict for row, verdict in zip(rows, verdicts, strict=True)]
    return {
        "placing": item | {"id": "placing", "hint": "Choose an answer for each.", "rows": rows},
        "placing_graded": item | {"id": "placing-graded", "graded": True, "rows": graded},
    }


def sample_quiz() -> dict:
    graded = sample_item("graded", "radio", {0})
    for option in graded["options"]:
        option["disabled"] = True
    graded["options"][0] |= {
        "verdict": "wrong",
        "verdict_word": "Your answer, not correct",
        "feedback": "Doppler studies found no change in the artery.",
    }
    graded["options"][1] |= {
        "verdict": "right",
        "verdict_word": "Correct",
        "feedback": "Skin flow and warmth rise.",
    }
    bars = [
        ("Explain which vessel beds massage was shown to affect", 5, 6, ""),
        ("Tell a red flag from a reason to adapt the session", 6, 6, ""),
        ("Describe what is known of massage and cortisol", 3, 6, "Stress hormones, section 3"),
    ]
    return (
        sample_written()
        | sample_placing()
        | {
            "item": sample_item("single", "radio", {1}),
            "item_many": sample_item("many", "checkbox", {1, 3}, hint="Choose all that apply."),
            "item_graded": graded,
            "squares": [
                {"number": n, "url": f"#q{n}", "answered": n < 7, "flagged": n == 4, "current": n == 7}
                for n in range(1, 13)
            ],
            "bars": [
                {
                    "id": n,
                    "label": label,
                    "right": right,
                    "total": total,
                    "again": [{"url": "#again", "label": again}] if again else [],
                }
                for n, (label, right, total, again) in enumerate(bars)
            ],
        }
    )


def sample_records() -> dict:
    facts = [
        {"term": "Number", "value": "SAMPLE-2026-000184"},
        {"term": "Completed", "value": "Nov 22, 2026"},
        {"term": "Hours", "value": "1 CE", "note": "By word count: 9,050 words, 25 questions."},
        {"term": "Format", "value": "Home study, text"},
        {"term": "License", "value": "Texas MT 104820"},
        {"term": "Provider", "value": "Fascia (sample provider)"},
    ]
    return {
        "facts": facts,
        "certificate": {
            "title": "Certificate of Completion",
            "name": "Nguyễn Thị Thu Hà",
            "intro": "has completed the course",
            "course": "The Science of Medical Massage",
            "facts": [{"term": fact["term"], "value": fact["value"]} for fact in facts],
            "signatures": [
                {"name": "Sample Instructor, LMT", "role": "Instructor"},
                {"name": "Sample Registrar", "role": "Registrar"},
            ],
            "code": CODE,
            "qr": Html(segno.make(f"/verify/{CODE}", micro=False).svg_inline(border=2, omitsize=True)),
            "sample": True,
        },
        "people": [
            ("Łucja Wójcik", "Texas", "overdue", "Overdue since Oct 1, 2026", 4),
            ("Aoife Ní Bhriain", "Florida", "due", "Due in 30 days", 8),
            ("Marcus Bell", "New York", "current", "Current", 12),
            ("Hoàng Minh Đức", "Texas", "awaiting", "Awaiting consent", 0),
        ],
    }


def sample_lists() -> dict:
    return {
        "courses": [
            {
                "title": "The Science of Medical Massage",
                "url": "#course-1",
                "promise": "What massage changes in the body, what it doesn't, and how we know.",
                "facts": ["1 CE", "about 60 min", "home study", "Free"],
                "counts_for": "Counts for your Texas license",
            },
            {
                "title": "Chronic Low Back Pain: Reading the Trials",
                "url": "#course-2",
                "promise": "Six trials, read slowly, and what they let you promise a client.",
                "facts": ["0 CE", "about 25 min", "home study", "Free"],
                "sample": True,
            },
        ],
        "page": Paginator(range(60), 20).page(2),
        "crumbs": [{"title": "Courses", "url": "/"}, {"title": "The Science of Medical Massage"}],
    }
