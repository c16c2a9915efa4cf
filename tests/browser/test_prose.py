"""The editor of running text: a toolbar, no Markdown, and whatever Word put on the clipboard."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Role
from courses.models import LessonPage
from tests.browser.signing_in import sign_in
from tests.factories.accounts import person_with
from tests.factories.courses import ReferenceFactory, lesson_page
from tests.factories.released import course_pages


@pytest.fixture
def course():
    return course_pages()


@pytest.fixture
def lesson(course):
    return lesson_page(course.course, "Skin", slug="skin")


@pytest.fixture
def editor(open_window, lesson):
    page = open_window(height=1200)
    sign_in(page, person_with(Role.INSTRUCTOR))
    page.goto(f"/cms/pages/{lesson.pk}/edit/")
    page.locator(".prose-text").first.wait_for()
    return page


def saved(page, lesson) -> str:
    page.locator("[data-edit-form] button[type=submit]").first.click(force=True)
    page.locator(".messages .success, .messages [role=status]").first.wait_for()
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().body[0].value["text"]


def type_over(page, text):
    page.locator(".prose-text").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_text_is_written_with_the_toolbar_and_stored_as_markdown(editor, lesson):
    ReferenceFactory(key="hinds2004", authors="Hinds T", title="Flow in the skin")
    type_over(editor, "Flow ")
    editor.get_by_role("button", name="Bold").first.click()
    editor.keyboard.type("rises")
    editor.get_by_role("button", name="Bold").first.click()
    editor.get_by_role("button", name="Cite a source").first.click()
    editor.get_by_label("Author, year or words of the title").fill("hinds flow")
    editor.get_by_text("Hinds 2004").click()
    editor.get_by_role("button", name="Cite", exact=True).click()
    editor.keyboard.type(".")
    editor.keyboard.press("Enter")
    editor.get_by_role("button", name="Bulleted list").first.click()
    editor.keyboard.type("one * star")

    assert saved(editor, lesson) == "Flow **rises** [@hinds2004].\n\n- one \\* star"


def test_a_link_that_runs_a_script_is_refused_with_a_word_on_what_to_do(editor, lesson):
    type_over(editor, "here")
    editor.keyboard.press("Control+a")
    editor.get_by_role("button", name="Link to a page").first.click()
    editor.get_by_label("Address").fill("javascript:alert(1)")
    editor.get_by_role("button", name="Insert", exact=True).click()

    expect(editor.get_by_role("alert").first).to_contain_text("It begins with https://", use_inner_text=True)

    editor.get_by_label("Address").fill("example.com/page")
    editor.get_by_role("button", name="Insert", exact=True).click()
    assert saved(editor, lesson) == "[here](https://example.com/page)"


def test_no_key_and_no_markdown_is_seen(editor, lesson):
    expect(editor.locator("[data-contentpath=key]:visible")).to_have_count(0)
    expect(editor.locator("main")).not_to_contain_text("{#", use_inner_text=True)


def test_a_block_is_listed_by_its_words_and_not_by_its_key(editor, lesson):
    listed = editor.locator(".w-minimap__collapse-all ~ *, .w-minimap")

    expect(listed.get_by_text("The text of Skin.")).to_be_attached()
    expect(editor.locator("[data-streamfield-child]").first).not_to_contain_text(
        "opening", use_inner_text=True
    )
    expect(listed.first).not_to_contain_text("opening", use_inner_text=True)


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body>
<!--StartFragment-->
<p class=MsoTitle>Skin flow</p>
<h1>What was measured<o:p></o:p></h1>
<p class=MsoNormal>In <b style='mso-bidi-font-weight:normal'>thirteen</b> people<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>&middot;<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>skin<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>of the calf</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>&middot; </span><![endif]>muscle</p>
<table class=MsoTableGrid border=1><tr><td width=200><p class=MsoNormal>Place</p></td><td><p class=MsoNormal>Change</p></td></tr>
<tr><td><p class=MsoNormal>Skin</p></td><td><p class=MsoNormal>up</p></td></tr></table>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]>first</p>
<script>window.parent.hacked = 1</script><img src=x onerror="window.hacked = 1">
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1"><span class=MsoFootnoteReference>[1]</span></a> Hinds and others, 2004.</p></div></div>
<!--EndFragment--></body></html>"""

FROM_WORD = """## Skin flow {#KEY}

## What was measured {#MEASURED}

In **thirteen** people (note 1).

- skin
    - of the calf
- muscle

| Place | Change |
| --- | --- |
| Skin | up |

1. first

### Notes

1. Hinds and others, 2004."""


def paste(page, html):
    page.locator(".prose-text").first.click()
    page.keyboard.press("Control+a")
    page.evaluate(
        """html => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )


def test_what_word_puts_on_the_clipboard_keeps_its_shape(editor, lesson):
    paste(editor, WORD)

    text = saved(editor, lesson)

    first, second = re.findall(r"{#([^}]+)}", text)
    assert text == FROM_WORD.replace("KEY", first).replace("MEASURED", second)
    assert editor.evaluate("window.hacked") is None


MERGED = """<p>10<sup>-3</sup> of CO<sub>2</sub></p><table>
<tr><td>Place</td><td>Before</td><td>After</td></tr>
<tr><td rowspan=2>Skin</td><td colspan=2>up</td></tr>
<tr><td>1</td><td>2</td></tr></table>"""


def test_pasted_numbers_keep_their_place(editor, lesson):
    paste(editor, MERGED)

    assert saved(editor, lesson) == (
        "10⁻³ of CO₂\n\n| Place | Before | After |\n| --- | --- | --- |\n| Skin | up | |\n| | 1 | 2 |"
    )
