"""A Word file becomes the beginning of a lesson, or is refused in words that say what to do."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest

from courses.markdown import words
from courses.prose.word import MOST_TEXT, Refused, read_word
from tests.factories.word import W, docx, heading, item, lesson_docx, link, paragraph, picture, run, title


def test_a_lesson_of_two_thousand_words_keeps_all_it_had():
    draft = read_word(lesson_docx(), {"10.1249/flow.1": "hinds2004"})

    assert draft.title == "What touch changes"
    assert [part.split("\n")[0] for part in draft.parts[1:]] == ["## The skin", "## The muscle", "## Notes"]
    assert draft.parts[0].startswith("You notice it **before** the client does (note 1).\n\nMassage changes")
    assert (
        "Flow rises for a while [@hinds2004].\n\n- at the calf\n    - and the foot\n- at the back"
        in draft.parts[1]
    )
    assert (
        "### What was measured\n\n| Place | Change |\n| --- | --- |\n| Skin | up |\n| Muscle | not shown |\n\n"
        "1. First ask.\n2. Then touch.\n\nSee [the board](https://board.example/rules)."
    ) in draft.parts[2]
    assert draft.parts[3] == "## Notes\n\n1. A note of my own."
    assert 1_900 < sum(words(part) for part in draft.parts) < 2_150
    assert draft.left_out == [
        "One picture was left out. Add each as a figure, with a description and where it comes from."
    ]


def test_several_first_level_headings_are_the_parts():
    draft = read_word(
        docx(heading("One"), paragraph("a"), heading("Two"), heading("Deeper", 3), paragraph("b"))
    )

    assert (draft.title, draft.parts) == ("", ["## One\n\na", "## Two\n\n### Deeper\n\nb"])


def test_what_looks_like_markdown_in_word_is_text():
    draft = read_word(docx(paragraph("# 1 * 2 [@x] <script>alert(1)</script>")))

    assert draft.parts == ["\\# 1 \\* 2 \\[@x] <script>alert(1)</script>"]


def test_a_link_of_another_kind_is_kept_out_of_the_page():
    from courses.markdown import to_html

    draft = read_word(docx(paragraph(link("bad", "here")), links={"bad": "javascript:alert(1)"}))

    assert to_html(draft.parts[0]) == "<p>here</p>"


LAUGHS = (
    "<!DOCTYPE x ["
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    + f"]><w:document {W}><w:body><w:p><w:r><w:t>&a8;</w:t></w:r></w:p></w:body></w:document>"
)
OUTSIDE = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document {W}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'


def lying(size: int) -> bytes:
    """A document whose directory says that its text is short."""
    packed = bytearray(docx(paragraph("x" * 100_000)))
    with zipfile.ZipFile(BytesIO(bytes(packed))) as package:
        info = package.getinfo("word/document.xml")
        start = info.header_offset
    for at, mark in ((start + 22, b"PK\3\4"), (packed.rfind(b"word/document.xml") - 46 + 24, b"PK\1\2")):
        assert packed[at - (22 if mark == b"PK\3\4" else 24) :][:4] == mark
        packed[at : at + 4] = size.to_bytes(4, "little")
    return bytes(packed)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "isn't a Word document"),
        (b"hello", "isn't a Word document"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Save it as .docx"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (docx(parts={"word/document.xml": LAUGHS}), "Copy the text into a new document"),
        (docx(parts={"word/document.xml": OUTSIDE}), "Copy the text into a new document"),
        (docx(parts={"word/document.xml": LAUGHS.encode("utf-16")}), "Copy the text into a new document"),
        (docx(parts={"word/styles.xml": LAUGHS}), "Copy the text into a new document"),
        (docx(parts={"word/document.xml": "<w:document>"}), "damaged"),
        (docx(parts={"word/document.xml": " " * (MOST_TEXT + 1)}), "more text than a lesson holds"),
        (docx(*["<w:sdt><w:sdtContent>"] * 5_000, *["</w:sdtContent></w:sdt>"] * 5_000), "too deep"),
        (docx(parts={f"word/{n}.xml": "" for n in range(2_100)}), "too many parts"),
        (docx(), "There is no text"),
        (lying(10), ""),
    ],
    ids=[
        "empty",
        "text",
        "doc",
        "large",
        "laughs",
        "outside",
        "utf-16",
        "styles",
        "cut",
        "bomb",
        "deep",
        "parts",
        "blank",
        "lying",
    ],
)
def test_what_is_no_lesson_is_refused_with_a_word_on_what_to_do(content, said):
    with pytest.raises(Refused, match=said):
        read_word(content)


def test_a_bomb_in_a_part_that_holds_no_text_is_never_unpacked():
    packed = docx(
        paragraph("Text."),
        parts={"word/media/bomb.bin": b"\0" * 60_000_000, "word/vbaProject.bin": b"\0" * 999},
    )

    tracemalloc.start()
    draft = read_word(packed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert draft.parts == ["Text."]
    assert peak < 10_000_000


def test_pictures_are_counted():
    assert (
        read_word(docx(paragraph("x"), picture(), picture()))
        .left_out[0]
        .startswith("2 pictures were left out")
    )


def test_the_title_may_be_the_only_first_heading():
    draft = read_word(
        docx(heading("All of it"), paragraph("a", run("b", italic=True)), heading("Part", 2), item("c"))
    )

    assert (draft.title, draft.parts) == ("All of it", ["a*b*", "## Part\n\n- c"])


def test_a_document_of_a_title_alone_has_no_text():
    with pytest.raises(Refused):
        read_word(docx(title("Only this")))
