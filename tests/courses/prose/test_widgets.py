"""What the editor posts becomes Markdown; what nobody touched stays as it was."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.http import QueryDict

from courses.models import LessonPage
from courses.models.blocks import LessonBody, named
from courses.prose.blocks import MOST_CHARACTERS, MarkdownBlock
from courses.prose.documents import node
from courses.prose.reading import read
from courses.prose.widgets import MarkdownInput, markdown_of, short_label
from tests.factories.courses import ReferenceFactory


def posted(document, source=""):
    return json.dumps({"fascia": 1, "source": source, "doc": document})


def typed(text):
    return node("doc", node("paragraph", {"type": "text", "text": text}))


def test_what_is_typed_becomes_markdown():
    assert markdown_of(posted(typed("2 * 3 is [six]"))) == "2 \\* 3 is \\[six]"


@pytest.mark.parametrize(
    "source", ["__Bold__ the other way\n* a list\n* too", "Setext\n======", "a\r\nb", "<b>html</b>"]
)
def test_a_text_that_nobody_touched_comes_back_byte_for_byte(source):
    assert markdown_of(posted(read(source.replace("\r\n", "\n")), source)) == source


def test_a_long_text_is_never_emptied():
    source = "\n\n".join(["Short."] * 20_000)

    assert markdown_of(posted(read(source), source)) == source


def test_a_text_that_is_too_long_is_refused_with_what_to_do():
    with pytest.raises(ValidationError, match="Move some of it into a part of its own"):
        MarkdownBlock().clean("x" * (MOST_CHARACTERS + 1))


def test_a_text_that_was_changed_is_written_the_usual_way():
    assert markdown_of(posted(typed("Bold"), "__Bold__")) == "Bold"


def test_markdown_that_no_editor_posted_is_taken_as_it_is():
    assert markdown_of("A [link](https://a.example).\r\nMore.") == "A [link](https://a.example).\nMore."


@pytest.mark.parametrize(
    "made_up",
    [
        '{"fascia": 1',
        '{"fascia": 1, "doc": 5}',
        '{"fascia": 1, "doc": {"type": "script"}}',
        '{"fascia": 1, "doc": ' + '{"type": "blockquote", "content": [' * 3_000 + "]}" * 3_000 + "}",
        '{"fascia": 1, "doc": ' + "[" * 100_000,
        '{"fascia": 1, "doc": {"type": "doc", "content": [{"type": "heading", "attrs": {"level": {}}}]}}',
    ],
)
def test_a_document_that_no_editor_made_is_no_error(made_up):
    assert markdown_of(made_up) == ""


@pytest.mark.parametrize(
    ("href", "stored"),
    [
        ("javascript:alert(1)", "[x](javascript:alert%281%29)"),
        ('https://a.example/" onclick="alert(1)', "[x](https://a.example/%22%20onclick=%22alert%281%29)"),
    ],
)
def test_an_address_is_written_so_that_it_stays_one(href, stored):
    link = {"type": "text", "text": "x", "marks": [{"type": "link", "attrs": {"href": href}}]}

    assert markdown_of(posted(node("doc", node("paragraph", link)))) == stored


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_names_of_cited_sources_take_one_query(count, django_assert_num_queries):
    keys = [ReferenceFactory(authors="Hinds T, McEwan I").key for _ in range(count)]
    source = "Shown " + " ".join(f"[@{key}]" for key in keys)

    with django_assert_num_queries(1):
        value = json.loads(MarkdownInput().format_value(source))

    assert value["labels"] == dict.fromkeys(keys, "Hinds 2004")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("authors", "label"),
    [
        ("Hinds T, McEwan I", "Hinds 2004"),
        ("van der Windt D", "van der Windt 2004"),
        ("WHO", "WHO 2004"),
        ("", "Massage and blood flow 2004"),
    ],
)
def test_a_source_is_called_by_its_first_author(authors, label):
    assert short_label(ReferenceFactory(authors=authors)) == label


def body(*blocks):
    """The fields of a body in the editor's form: (type, id, value) of each block."""
    data = QueryDict(mutable=True)
    data["body-count"] = str(len(blocks))
    for index, (kind, identity, value) in enumerate(blocks):
        prefix = f"body-{index}"
        data.update(
            {
                f"{prefix}-type": kind,
                f"{prefix}-id": identity,
                f"{prefix}-order": str(index),
                f"{prefix}-deleted": "",
            }
        )
        for name, each in value.items():
            data[f"{prefix}-value-{name}"] = each
    return LessonBody().value_from_datadict(data, {}, "body")


def test_a_block_gets_its_key_from_its_id_and_keeps_it():
    identity = "0f4a2f6e-7c2a-4f2e-9b52-0b6b7f0a1c2d"
    first = body(("text", identity, {"key": "", "text": "## Skin\n\nText."}))
    again = body(("text", identity, {"key": "", "text": "## Another heading\n\nText."}))

    assert first[0].value["key"] == again[0].value["key"] == "b0f4a2f6e7c"
    assert first[0].value["text"] == "## Skin {#b0f4a2f6e7c}\n\nText."


def test_a_key_that_is_there_stays_and_goes_to_one_block_only():
    blocks = body(
        ("text", "", {"key": "skin", "text": "## Skin {#skin}\n\nText."}),
        ("text", "", {"key": "skin", "text": "## Skin {#skin}\n\nA copy."}),
    )

    assert [block.value["key"] == "skin" for block in blocks] == [True, False]
    assert f"{{#{blocks[1].value['key']}}}" in blocks[1].value["text"]


@pytest.mark.django_db
def test_opening_and_saving_a_lesson_changes_nothing():
    call_command("load_content", apply=True, verbosity=0)

    for lesson in LessonPage.objects.all():
        block = lesson.body.stream_block
        assert all(child.value is not None for child in lesson.body)  # read it all before it is compared
        before = block.get_prep_value(lesson.body)
        for child in named(lesson.body):
            for name, field in child.block.child_blocks.items():
                if isinstance(getattr(field, "field", None) and field.field.widget, MarkdownInput):
                    shown = field.get_form_state(child.value[name])
                    child.value[name] = field.value_from_datadict({"text": shown}, {}, "text")

        assert block.get_prep_value(lesson.body) == before, lesson.title
    assert LessonPage.objects.count() > 15


def test_a_crafted_key_is_replaced():
    [block] = body(("text", "", {"key": 'k" onclick="canary()', "text": "Text."}))

    assert block.value["key"].startswith("b")
