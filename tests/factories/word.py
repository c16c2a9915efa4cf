"""Word documents, as Word writes them: a package of XML parts."""

import zipfile
from html import escape
from io import BytesIO

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
BASE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
    for name in ("Title", "heading 1", "heading 2", "heading 3", "List Paragraph", "footnote text")
)
NUMBERING = "".join(
    f'<w:abstractNum w:abstractNumId="{n}">'
    + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>' for level in (0, 1))
    + f'</w:abstractNum><w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>'
    for n, form in ((1, "bullet"), (2, "decimal"))
)


def run(text, *, bold=False, italic=False):
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def note(number):
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def link(target, text):
    return f'<w:hyperlink r:id="{target}">{run(text)}</w:hyperlink>'


def paragraph(*runs, style=""):
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def heading(text, level=1):
    return paragraph(text, style=f"heading{level}")


def title(text):
    return paragraph(text, style="Title")


def item(text, *, ordered=False, level=0):
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{2 if ordered else 1}"/></w:numPr>'
    return f'<w:p><w:pPr><w:pStyle w:val="ListParagraph"/>{number}</w:pPr>{run(text)}</w:p>'


def table(*rows):
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def picture():
    return (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        '<a:blip r:embed="rIdPicture"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )


def docx(*body, notes=(), links=None, parts=None) -> bytes:
    """A document of these paragraphs. `notes` are footnotes, numbered from 1; `parts` replace or add parts."""
    footnotes = "".join(
        f'<w:footnote w:id="{n}">{paragraph(text)}</w:footnote>' for n, text in enumerate(notes, 1)
    )
    targets = {
        "rIdPicture": ("image", "media/image1.png"),
        **{name: ("hyperlink", to) for name, to in (links or {}).items()},
    }
    targets |= {name: (name, f"{name}.xml") for name in ("styles", "numbering", "footnotes")}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{BASE}/{kind}" Target="{escape(to)}"'
        f"{' TargetMode="External"' if kind == 'hyperlink' else ''}/>"
        for name, (kind, to) in targets.items()
    )
    written = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {W}>{NUMBERING}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {W}>{footnotes}</w:footnotes>",
        "word/media/image1.png": "not a picture",
        **(parts or {}),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in written.items():
            package.writestr(name, text)
    return packed.getvalue()


SENTENCE = "Massage changes how a tissue feels before it changes anything that an instrument can measure. "


def lesson_docx(words=2_000) -> bytes:
    """A lesson as a therapist would write it: a title, parts, lists, a table, footnotes and a picture."""
    filler = [paragraph(SENTENCE * 5) for _ in range(words // 75)]
    third = len(filler) // 3
    return docx(
        title("What touch changes"),
        paragraph("You notice it ", run("before", bold=True), " the client does", note(1), "."),
        *filler[:third],
        heading("The skin"),
        paragraph("Flow rises for a while", note(2), "."),
        item("at the calf"),
        item("and the foot", level=1),
        item("at the back"),
        *filler[third : 2 * third],
        heading("The muscle"),
        heading("What was measured", 2),
        table(["Place", "Change"], ["Skin", "up"], ["Muscle", "not shown"]),
        picture(),
        item("First ask.", ordered=True),
        item("Then touch.", ordered=True),
        paragraph("See ", link("board", "the board"), "."),
        *filler[2 * third :],
        notes=["A note of my own.", "Hinds T. Med Sci Sports Exerc 2004. doi:10.1249/flow.1"],
        links={"board": "https://board.example/rules"},
    )
