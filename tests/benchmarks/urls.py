"""What the bench serves, without the views that need its own table."""

from benchmarks import items
from config.urls import handler500, urlpatterns

__all__ = ["handler500", "urlpatterns"]

urlpatterns = [*items.urlpatterns, *urlpatterns]
