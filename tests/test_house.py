"""The house tests itself: what `make check` refuses is planted here, and must be refused."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from bin.templates import faults

HERE = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the house's code, to plant faults in."""
    home = tmp_path_factory.mktemp("house")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "*.py", "*.toml", "*.html", "*.typ"],
        cwd=HERE,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        source = HERE / name
        if name and source.exists():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, home / name)
    (home / ".venv").symlink_to(HERE / ".venv")
    return home


@pytest.fixture
def plant(copy):
    """Write text into a file of the copy for one test, and put the file back."""
    kept: dict[Path, str | None] = {}

    def write(name: str, text: str, *, append: bool = False) -> None:
        path = copy / name
        kept[path] = path.read_text() if path.exists() else None
        path.write_text((kept[path] or "") + text if append else text)

    yield write
    for path, text in kept.items():
        path.unlink() if text is None else path.write_text(text)


def passes(check: str, home: Path) -> bool:
    done = subprocess.run([sys.executable, "bin/check.py", check], cwd=home, capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.parametrize("check", ["imports", "migrations", "inline scripts and styles"])
def test_the_house_as_it_stands_passes(copy, check):
    assert passes(check, copy)


def test_quizzes_may_not_import_certificates(copy, plant):
    plant("quizzes/planted.py", "import certificates.models\n")

    assert not passes("imports", copy)


def test_courses_may_not_import_quizzes(copy, plant):
    plant("courses/planted.py", "from quizzes.models import Attempt\n")

    assert not passes("imports", copy)


@pytest.mark.parametrize(
    "rule",
    [
        "courses/completion.py",
        "courses/hours.py",
        "quizzes/grading.py",
        "quizzes/kinds/single/rule.py",
        "certificates/codes.py",
        "interchange/formats/course_markdown.py",
    ],
)
def test_a_rule_may_not_import_django(copy, plant, rule):
    plant(rule, "\nimport django.db\n", append=True)

    assert not passes("imports", copy)


def test_a_missing_migration_is_refused(copy, plant):
    plant(
        "courses/models/records.py",
        "\n\nclass Planted(models.Model):\n    name = models.CharField(max_length=9)\n",
        append=True,
    )
    plant("courses/models/__init__.py", "\nfrom .records import Planted\n", append=True)

    assert not passes("migrations", copy)


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>",
        '<script type="text/javascript">x()</script>',
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        '<a href="#" onclick="x()">',
        '<a href="javascript:x()">',
    ],
)
def test_a_template_with_an_inline_script_or_style_is_refused(copy, plant, planted):
    plant("templates/planted.html", f"<p>fine</p>\n{planted}\n")

    assert not passes("inline scripts and styles", copy)


@pytest.mark.parametrize(
    "harmless",
    [
        "<script src=\"{% static 'js/reader.js' %}\" defer></script>",
        '<script type="application/json" id="data">{}</script>',
        "{# <script>not sent</script> #}",
        '<p class="style">once = "upon"</p>',
    ],
)
def test_a_template_without_inline_code_is_accepted(harmless):
    assert faults(harmless) == []


def test_a_fault_is_named_by_its_line():
    assert faults('<p>\n\n<b style="x">') == [(3, "inline style")]


def test_every_table_of_ours_is_explained():
    explained = (HERE / "docs" / "data.md").read_text()
    ours = {"accounts", "courses", "quizzes", "certificates", "interchange", "reports"}
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ours
    }

    assert {
        table for table in tables if not re.search(rf"`(\w+_)?{table.split('_', 1)[1]}`", explained)
    } == set()
