"""That somebody else approved what a page says: kept by the digest of all of it, whatever publishes it."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Page

from accounts.auditing import audit
from accounts.models import User

from .models import OutsideVerdict, PageReview

# What changes without anybody writing anything.
VOLATILE = frozenset(
    {
        "pk", "path", "depth", "numchild", "url_path", "draft_title", "live", "locked", "locked_at", "locked_by",
        "has_unpublished_changes", "latest_revision", "latest_revision_created_at", "live_revision",
        "first_published_at", "last_published_at", "go_live_at", "expire_at", "expired", "owner",
        "wagtail_admin_comments", "latest_revision_id", "page", "alias_of", "translation_key", "locale",
        "content_type", "index_entries",
    }
)  # fmt: skip


def content_sha256(page: Page) -> str:
    """The digest of what a page says: one that was just fetched, or a revision as an object."""
    said = _said(page.specific.serializable_data())
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
    return sha256(text.encode()).hexdigest()


def _said(value: Any) -> Any:
    """Without the volatile names, at any depth: rows below a page lose their keys when they are published."""
    if isinstance(value, dict):
        return {name: _said(each) for name, each in value.items() if name not in VOLATILE}
    return [_said(each) for each in value] if isinstance(value, list) else value


def approve(page: Page, *, by: User, revision_id: int | None = None) -> PageReview:
    """Record that a person approved this content. They wrote none of it: see `reviewing`."""
    return _keep(page, source=PageReview.Source.APPROVED, approved_by=by, revision_id=revision_id)


def approve_published(page: Page, *, by: User, revision_id: int | None = None) -> PageReview:
    """The same of what is published now, as it is stored."""
    return approve(Page.objects.get(pk=page.pk), by=by, revision_id=revision_id)


def approve_outside(page: Page, *, verdict: OutsideVerdict, revision_id: int | None) -> PageReview:
    """Record that somebody from outside approved this content: see `outside`."""
    return _keep(page, source=PageReview.Source.OUTSIDE, outside=verdict, revision_id=revision_id)


def vouch_for_loaded(page: Page, origin: str) -> PageReview:
    """Record that what is published is what reviewed files say."""
    revision_id = page.live_revision_id
    return _keep(
        Page.objects.get(pk=page.pk), source=PageReview.Source.LOADED, origin=origin, revision_id=revision_id
    )


def _keep(page: Page, **fields: Any) -> PageReview:
    review, made = PageReview.objects.get_or_create(
        page_id=page.pk, sha256=content_sha256(page), defaults=fields
    )
    if made:
        audit(fields.get("approved_by"), "content approved", review, page=page.pk, sha256=review.sha256)
    return review


def unapproved(pages: Sequence[Page]) -> list[Page]:
    """The published ones among pages whose content nobody but its writers has approved."""
    ids = [page.pk for page in pages if page.live]
    approved = set(PageReview.objects.filter(page_id__in=ids).values_list("page_id", "sha256"))
    # As they are stored: a page that was looked into holds defaults that nobody wrote.
    stored = {page.pk: content_sha256(page) for page in Page.objects.filter(pk__in=ids).specific()}
    return [page for page in pages if page.live and (page.pk, stored[page.pk]) not in approved]


def last_approved_revision(page_ids: Iterable[int]) -> dict[int, int]:
    """The newest approved draft of each page. Pages that were never approved are left out."""
    reviews = PageReview.objects.filter(page_id__in=page_ids, revision_id__isnull=False).order_by("pk")
    return {review.page_id: review.revision_id or 0 for review in reviews}
