"""The list of blocks shows what each kind will look like."""

import re

import pytest

from accounts.models import Role
from courses.models.blocks import LessonBody
from courses.models.samples import SAMPLES, SampledBlock
from tests.factories.accounts import person_with

pytestmark = pytest.mark.django_db

BLOCKS = LessonBody().child_blocks


def test_every_kind_has_a_sample_and_says_what_it_is():
    assert all(isinstance(block, SampledBlock) for block in BLOCKS.values())
    assert set(SAMPLES) == set(BLOCKS) - {"check"}  # whose question its own app draws
    assert all(block.get_description() for block in BLOCKS.values())


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("text", "<em>skin</em>"),
        ("claim", "Supported"),
        ("callout", "Red flag"),
        ("figure", 'alt="Four strands cross'),
        ("video", "<video"),
        ("audio", "<audio"),
        ("table", '<th scope="row">Skin</th>'),
        ("download", "A page for your wall"),
        ("check", "Check my answer"),
    ],
)
def test_a_sample_is_drawn_as_learners_would_see_it(client, kind, shown):
    client.force_login(person_with(Role.INSTRUCTOR))
    block = BLOCKS[kind]

    page = client.get("/cms/block-preview/", {"id": block.definition_prefix})

    assert (page.status_code, shown in page.content.decode()) == (200, True)
    assert not re.search(r"<script|style=", page.content.decode())
