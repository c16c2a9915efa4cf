"""One stylesheet is served, and it holds every component."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from config.stylesheets import write_out

STATIC = Path(__file__).resolve().parent.parent / "static"


def served() -> str:
    return Path(finders.find("css/fascia.css")).read_text()


def test_no_import_is_left():
    assert "@import" not in served()


@pytest.mark.parametrize(
    "path", sorted((STATIC / "css/components").glob("*.css")), ids=lambda path: path.stem
)
def test_every_component_is_in_its_layer(path):
    assert f"@layer components {{\n{path.read_text().rstrip()}\n}}" in served()


def test_braces_are_balanced():
    css = re.sub(r"/\*.*?\*/", "", served(), flags=re.DOTALL)

    assert css.count("{") == css.count("}")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_out('@import url("gone.css") layer(base);', tmp_path)


def test_an_address_in_a_subfolder_is_refused(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/a.css").write_text('p { background: url("x.png") }')

    with pytest.raises(ValueError, match=r"deep/a\.css"):
        write_out('@import url("deep/a.css") layer(components);', tmp_path)


def test_a_changed_component_is_served_at_once(tmp_path, settings):
    (tmp_path / "css").mkdir()
    (tmp_path / "css/fascia.css").write_text('@import url("a.css") layer(base);\n')
    (tmp_path / "css/a.css").write_text("p { color: red }\n")
    settings.STATICFILES_DIRS, settings.STYLESHEET_ROOT = [tmp_path], tmp_path / "written"
    finder = finders.import_string("config.stylesheets.StylesheetFinder")()
    first = Path(finder.find("css/fascia.css")).read_text()

    (tmp_path / "css/a.css").write_text("p { color: blue }\n")

    assert first == "@layer base {\np { color: red }\n}\n"
    assert Path(finder.find("css/fascia.css")).read_text() == "@layer base {\np { color: blue }\n}\n"


def test_collected_for_production_each_address_is_hashed(tmp_path, settings):
    """As in production: a missing font or image would fail here."""
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = settings.STATICFILES_FINDERS[
        :2
    ]  # ours only: the admin's take half a minute
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    finders.get_finder.cache_clear()

    call_command("collectstatic", interactive=False, verbosity=0)

    manifest = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    css = (tmp_path / manifest["css/fascia.css"]).read_text()
    assert manifest["fonts/literata-latin.woff2"].removeprefix("fonts/") in css
    assert manifest["img/lattice.svg"].removeprefix("img/") in css
    assert "@import" not in css


def test_vendored_files_are_as_recorded():
    for package in json.loads((STATIC / "vendor.json").read_text()):
        assert (STATIC / package["licence_file"]).exists()
        for name, digest in package["files"].items():
            assert hashlib.sha512((STATIC / name).read_bytes()).hexdigest() == digest


def test_every_font_file_is_recorded_and_used():
    recorded = {
        name
        for package in json.loads((STATIC / "vendor.json").read_text())
        for name in package["files"]
        if name.startswith("fonts/")
    }
    fonts = (STATIC / "css/fonts.css").read_text()

    assert {f"fonts/{path.name}" for path in (STATIC / "fonts").glob("*.woff2")} == recorded
    assert all(f'url("../{name}")' in fonts for name in recorded)
