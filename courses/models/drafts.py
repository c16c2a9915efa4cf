from typing import Any


def drafted(page: Any) -> Any:
    """The page as its editor last saved it, published or not."""
    return page.get_latest_revision_as_object() if page.has_unpublished_changes else page
