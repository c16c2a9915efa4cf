import datetime

import wagtail.fields
from django.db import migrations

import courses.models.claims


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0014_count_recordings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lessonpage",
            name="body",
            field=wagtail.fields.StreamField(
                [
                    ("text", 2),
                    ("claim", 12),
                    ("callout", 15),
                    ("figure", 22),
                    ("video", 30),
                    ("audio", 31),
                    ("table", 34),
                    ("download", 38),
                    ("check", 40),
                ],
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"max_length": 60, "required": False}),
                    1: ("wagtail.blocks.TextBlock", (), {}),
                    2: ("wagtail.blocks.StructBlock", [[("key", 0), ("text", 1)]], {}),
                    3: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "One sentence that can be true or false, as a learner might repeat it to a client. For example: “Massage lowers blood pressure for an hour.”",
                            "label": "What is claimed?",
                        },
                    ),
                    4: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                (
                                    "supported",
                                    "Supported: most studies found it. Example: massage eases anxiety for a while",
                                ),
                                (
                                    "mixed",
                                    "Mixed: some studies found it, about as many didn’t. Example: massage and sleep",
                                ),
                                ("contested", "Contested: experts read the same studies differently"),
                                (
                                    "contradicted",
                                    "Contradicted: studies looked and found otherwise. Example: massage flushes lactate",
                                ),
                                (
                                    "hypothesis",
                                    "Hypothesis: plausible, but nobody has tested it in people yet",
                                ),
                            ],
                            "label": "What do the studies say?",
                        },
                    ),
                    5: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                (
                                    "high",
                                    "High: a new study would hardly change it. Several large, careful trials agree",
                                ),
                                ("moderate", "Moderate: a new study might change the size of it"),
                                ("low", "Low: a new study is likely to change it. Few or small trials"),
                                (
                                    "very-low",
                                    "Very low: anything could come out. Case reports, lab work or expert opinion",
                                ),
                            ],
                            "label": "How sure can we be?",
                        },
                    ),
                    6: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "In whom, how, and how much it changed. “In 13 people, flow at the skin rose by a third.”",
                            "label": "What was measured?",
                            "required": False,
                        },
                    ),
                    7: ("wagtail.snippets.blocks.SnippetChooserBlock", ("courses.Reference",), {}),
                    8: (
                        "wagtail.blocks.ListBlock",
                        (7,),
                        {"label": "Which sources is that from?", "min_num": 1},
                    ),
                    9: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("block", "As a block"), ("inline", "Behind a sentence")],
                            "help_text": "Behind a sentence: mark the sentence in the text with the Claim button.",
                            "label": "Where does a learner meet it?",
                        },
                    ),
                    10: (
                        "wagtail.blocks.DateBlock",
                        (),
                        {"default": datetime.date.today, "label": "When did you last check it?"},
                    ),
                    11: (
                        "wagtail.blocks.DateBlock",
                        (),
                        {
                            "default": courses.models.claims.in_three_years,
                            "help_text": "Three years is usual; sooner where new trials are under way.",
                            "label": "When is it due for another look?",
                        },
                    ),
                    12: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("key", 0),
                                ("statement", 3),
                                ("verdict", 4),
                                ("certainty", 5),
                                ("measured", 6),
                                ("citations", 8),
                                ("placement", 9),
                                ("reviewed", 10),
                                ("review_by", 11),
                            ]
                        ],
                        {},
                    ),
                    13: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("pearl", "Clinical pearl"),
                                ("caution", "Caution"),
                                ("contraindication", "Contraindication"),
                                ("red-flag", "Red flag"),
                            ],
                            "help_text": "Pearl: worth knowing. Caution: adapt. Contraindication: don’t, for now. Red flag: send on today.",
                        },
                    ),
                    14: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Readable by itself, such as “New heaviness in the arm”.",
                            "max_length": 120,
                        },
                    ),
                    15: (
                        "wagtail.blocks.StructBlock",
                        [[("key", 0), ("kind", 13), ("title", 14), ("text", 1)]],
                        {},
                    ),
                    16: ("wagtail.images.blocks.ImageChooserBlock", (), {}),
                    17: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "For learners who can’t see it. Say what the picture teaches, not that it is a picture.",
                            "label": "What does it show?",
                            "max_length": 300,
                        },
                    ),
                    18: ("wagtail.blocks.TextBlock", (), {"required": False}),
                    19: ("wagtail.blocks.TextBlock", (), {"label": "Long description", "required": False}),
                    20: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Left empty: as with the image.",
                            "label": "Who made it?",
                            "max_length": 200,
                            "required": False,
                        },
                    ),
                    21: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Such as “CC BY 4.0”, “own work” or “with permission”. Left empty: as with the image.",
                            "label": "What allows you to use it?",
                            "max_length": 80,
                            "required": False,
                        },
                    ),
                    22: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("key", 0),
                                ("image", 16),
                                ("alt", 17),
                                ("caption", 18),
                                ("description", 19),
                                ("credit", 20),
                                ("licence", 21),
                            ]
                        ],
                        {},
                    ),
                    23: ("wagtail.documents.blocks.DocumentChooserBlock", (), {"label": "Which file?"}),
                    24: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "What it shows, such as “Finding the pulse behind the knee”.",
                            "max_length": 120,
                        },
                    ),
                    25: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "For learners who can’t hear it. Write each line with the time at which it begins, such as “0:05 Look at the calf.” Or choose a file of captions (.vtt or .srt).",
                            "label": "What is said, line by line",
                            "required": False,
                        },
                    ),
                    26: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "All that is said, and what is seen that matters. It stands below, and is what prints.",
                            "label": "Transcript",
                            "required": False,
                        },
                    ),
                    27: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Who made it?", "max_length": 200, "required": False},
                    ),
                    28: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Such as “CC BY 4.0”, “own work” or “with permission”.",
                            "label": "What allows you to use it?",
                            "max_length": 80,
                            "required": False,
                        },
                    ),
                    29: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "help_text": "A learner who can’t see the picture must be able to follow.",
                            "label": "All that matters is said aloud, too",
                            "required": False,
                        },
                    ),
                    30: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("key", 0),
                                ("recording", 23),
                                ("title", 24),
                                ("captions", 25),
                                ("transcript", 26),
                                ("credit", 27),
                                ("licence", 28),
                                ("described", 29),
                            ]
                        ],
                        {},
                    ),
                    31: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("key", 0),
                                ("recording", 23),
                                ("title", 24),
                                ("captions", 25),
                                ("transcript", 26),
                                ("credit", 27),
                                ("licence", 28),
                            ]
                        ],
                        {},
                    ),
                    32: ("wagtail.blocks.CharBlock", (), {"max_length": 300}),
                    33: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {"label": "The first column names the rows", "required": False},
                    ),
                    34: (
                        "wagtail.blocks.StructBlock",
                        [[("key", 0), ("caption", 32), ("table", 1), ("row_headers", 33)]],
                        {},
                    ),
                    35: ("wagtail.documents.blocks.DocumentChooserBlock", (), {}),
                    36: ("wagtail.blocks.CharBlock", (), {"max_length": 120}),
                    37: ("wagtail.blocks.TextBlock", (), {"label": "What it is for", "required": False}),
                    38: (
                        "wagtail.blocks.StructBlock",
                        [[("key", 0), ("document", 35), ("title", 36), ("text", 37)]],
                        {},
                    ),
                    39: (
                        "courses.models.checks.QuestionBlock",
                        (),
                        {
                            "help_text": "An approved question of this course. It can't be in the post-test as well."
                        },
                    ),
                    40: ("wagtail.blocks.StructBlock", [[("key", 0), ("question", 39)]], {}),
                },
            ),
        ),
    ]
