from config.urls import handler500, urlpatterns

from . import items, references

__all__ = ["handler500", "urlpatterns"]

# Before Wagtail's, which takes every address that is left.
urlpatterns = [*references.urlpatterns, *items.urlpatterns, *urlpatterns]
