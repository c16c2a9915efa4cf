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
    assert draft.remarks == [
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
        .remarks[0]
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


def said(draft):
    return " ".join(draft.remarks)


def test_a_comment_is_left_out_and_the_rest_is_read():
    draft = read_word(docx(paragraph("x", '<w:r><w:commentReference w:id="0"/></w:r>')))

    assert draft.parts == ["x"]
    assert draft.remarks == ["One comment was left out. Comments are no part of the text: read them in Word."]


def test_a_formula_that_is_left_out_is_said():
    formula = '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>a</m:t></m:r></m:oMath>'

    assert "One formula was left out." in said(read_word(docx(paragraph("x", formula))))


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def rows(*lines):
    return f"<w:tbl>{''.join(f'<w:tr>{"".join(line)}</w:tr>' for line in lines)}</w:tbl>"


def test_a_cell_over_two_columns_leaves_the_others_under_their_heading():
    table = rows(
        [cell("Place"), cell("Before"), cell("After")],
        [cell("All", '<w:gridSpan w:val="2"/>'), cell("7")],
    )

    assert "| All | | 7 |" in read_word(docx(table)).parts[0]


def test_a_cell_over_two_rows_leaves_the_others_under_their_heading():
    table = rows(
        [cell("Place"), cell("Change")],
        [cell("Skin", '<w:vMerge w:val="restart"/>'), cell("up")],
        [cell("", "<w:vMerge/>"), cell("down")],
    )

    assert "| Skin | up |\n| | down |" in read_word(docx(table)).parts[0]


def test_a_list_in_a_cell_is_parted_by_spaces():
    inside = f"<w:tc>{item('wash')}{item('ask')}</w:tc>"

    assert "| wash ask |" in read_word(docx(rows([cell("Place")], [inside]))).parts[0]


def raised(text, how="superscript"):
    return f'<w:r><w:rPr><w:vertAlign w:val="{how}"/></w:rPr><w:t>{text}</w:t></w:r>'


def test_raised_and_lowered_digits_keep_their_meaning():
    draft = read_word(
        docx(paragraph("10", raised("-3"), " of CO", raised("2", "subscript"), "; the 1", raised("st")))
    )

    assert draft.parts == ["10⁻³ of CO₂; the 1st"]


def test_struck_words_stand_and_are_said():
    draft = read_word(docx(paragraph("a ", "<w:r><w:rPr><w:strike/></w:rPr><w:t>wrong</w:t></w:r>")))

    assert draft.parts == ["a wrong"]
    assert "such as “wrong”" in said(draft)


def test_lines_in_bold_are_the_headings_of_a_document_without_any():
    draft = read_word(
        docx(
            paragraph(run("The skin", bold=True)),
            paragraph("a"),
            paragraph(run("A sentence that somebody stresses.", bold=True)),
            paragraph(run("The muscle", bold=True)),
            paragraph("b"),
        )
    )

    assert [part.split("\n")[0] for part in draft.parts] == ["## The skin", "## The muscle"]
    assert "lines in bold became them" in said(draft)


def test_lines_in_bold_beside_headings_are_bold():
    draft = read_word(docx(heading("One"), *[paragraph(run("Stop", bold=True))] * 2))

    assert draft.parts == ["**Stop**\n\n**Stop**"]
    assert draft.remarks == []


STYLED = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
    for name in ("Quote", "toc 1")
)


def test_a_quotation_stays_one_and_a_table_of_contents_goes():
    draft = read_word(
        docx(
            paragraph("The skin 2", style="toc1"),
            paragraph("It helped.", style="Quote"),
            parts={"word/styles.xml": f"<w:styles {W}>{STYLED}</w:styles>"},
        )
    )

    assert draft.parts == ["> It helped."]


def test_a_link_to_a_program_leaves_its_words():
    draft = read_word(docx(paragraph(link("bad", "here")), links={"bad": "javascript:alert(1)"}))

    assert draft.parts == ["here"]
