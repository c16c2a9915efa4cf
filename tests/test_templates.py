"""Components say what they take, stay small, and are all on the specimen page."""

import re
from pathlib import Path

import pytest
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import include, path
from django.views.generic import View

from config.specimen import CERTAINTIES, ICONS, VERDICTS, LicenceForm, sample_claim, specimen

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
# Not on the specimen page because they are on every page, or because a page around them makes them.
ELSEWHERE = {"site_head", "site_foot", "messages", "error_page"}
# The addresses that the frame of every page names, without what stands behind them.
here = View.as_view()
urlpatterns = [
    path("learn/", include(([path("", here, name="learn")], "courses"))),
    path(
        "certificates/",
        include(([path("mine/", here, name="mine"), path("verify/", here, name="verify")], "certificates")),
    ),
    path("account/", include(([path("", here, name="profile")], "accounts"))),
    path("login/", here, name="account_login"),
    path("logout/", here, name="account_logout"),
    path("policies/", here, name="policies"),
]
INCLUDE = re.compile(r'{% include "components/(\w+)\.html"')


def included(name: str) -> set[str]:
    """The components a template shows, directly or through others."""
    direct = set(INCLUDE.findall((TEMPLATES / name).read_text()))
    return direct.union(*(included(f"components/{component}.html") for component in direct))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_names_its_context_and_is_short(path):
    text = path.read_text()

    assert text.startswith("{# ")
    assert text.count("\n") < 60


def test_the_specimen_shows_every_component():
    shown = set().union(*(included(f"specimen/{path.name}") for path in (TEMPLATES / "specimen").iterdir()))

    assert {path.stem for path in COMPONENTS} - shown - included("specimen.html") == ELSEWHERE


def test_the_specimen_shows_every_icon():
    drawn = re.findall(r'name == "(\w+)"', (TEMPLATES / "components/icon.html").read_text())

    assert sorted(ICONS) == sorted(drawn)


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_hidden_from_screen_readers(name):
    svg = render_to_string("components/icon.html", {"name": name})

    assert re.search(r'aria-hidden="true"[^>]*><(path|circle) ', svg)


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("certainty", CERTAINTIES)
def test_evidence_is_said_in_words(verdict, certainty):
    html = render_to_string("components/evidence.html", {"verdict": verdict, "certainty": certainty})

    assert f"{verdict.capitalize()} · {certainty.replace('-', ' ')} certainty" in html
    assert html.count('class="strand"') == 4


def test_an_inline_claim_leaves_no_space_after_itself():
    html = render_to_string("components/claim_inline.html", {"claim": sample_claim(url="#x")})

    assert html == html.strip()


def test_a_correction_shows_the_old_text_struck_and_the_new_one():
    claim = sample_claim(correction={"on": None, "old": "It <flushes>.", "new": "It doesn't."})

    html = render_to_string("components/claim.html", {"claim": claim})

    assert "It &lt;flushes&gt;.</del>" in html
    assert "It doesn&#x27;t.</ins>" in html


def test_a_fields_help_and_error_are_tied_to_it():
    form = LicenceForm({"number": "MT-1"}, auto_id="id_%s")

    html = render_to_string("components/field.html", {"field": form["number"]})

    assert 'aria-describedby="id_number_helptext id_number_error"' in html
    assert 'id="id_number_helptext"' in html
    assert 'id="id_number_error"' in html
    assert 'for="id_number"' in html


def test_a_group_of_choices_has_a_legend_and_its_errors():
    form = LicenceForm({}, auto_id="id_%s")

    html = render_to_string("components/field.html", {"field": form["setting"]})

    assert '<fieldset class="field" aria-describedby="id_setting_error">' in html
    assert '<legend class="field-label">Where do you mostly work?' in html


def test_a_locked_step_is_no_link_and_says_why():
    step = {"title": "Post-test", "url": "/x/", "state": "locked", "reason": "Opens later."}

    html = render_to_string("components/step.html", {"step": step})

    assert "<a " not in html
    assert "Opens later." in html


def test_the_error_page_needs_nothing_around_it():
    """As Django renders it: no request, no context processor, not even settings."""
    engine = Engine(dirs=[TEMPLATES])

    html = engine.get_template("500.html").render(Context())

    assert "<h1>Something broke on our side</h1>" in html
    assert "name <span" not in html


def test_an_error_page_names_the_request():
    assert "9f2c44d1" in render_to_string("500.html", {"request_id": "9f2c44d1"})


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/certificates/verify/", 'aria-current="page">Verify<'),
        ("/learn/", 'aria-current="page">My learning<'),
        ("/learn/science/circulation/", 'aria-current="true">My learning<'),
        ("/", 'aria-current="page">Courses<'),
    ],
)
def test_the_place_in_the_site_is_marked_once(address, marked):
    html = render_to_string("components/site_head.html", {}, request=RequestFactory().get(address))

    assert marked in html
    assert html.count("aria-current") == 1


@pytest.mark.urls(__name__)
def test_signing_out_is_a_form(admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user

    html = render_to_string("components/site_head.html", {}, request=request)

    assert '<form method="post" action="/logout/"><input type="hidden" name="csrfmiddlewaretoken"' in html
    assert "Sign in" not in html


def test_the_specimen_has_one_main_heading_and_a_unique_id_each():
    html = specimen(RequestFactory().get("/specimen/")).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)

    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert sorted(ids) == sorted(set(ids))
