"""/cms/registrar/audit-log/: who did what, when and why. Searched and filtered, never changed."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from accounts.models import AuditEvent
from reports.policy import keeps_records


class AuditLogFilters(WagtailFilterSet):
    """A word, an act, a kind of thing, days."""

    word = django_filters.CharFilter(label="Word, address, reason or id", method="with_word")
    action = django_filters.AllValuesFilter(label="What was done", empty_label="Anything")
    object_label = django_filters.AllValuesFilter(label="To what", empty_label="Anything")
    at = django_filters.DateFromToRangeFilter(label="When", widget=DateRangePickerWidget)

    class Meta:
        model = AuditEvent
        fields = ("word", "action", "object_label", "at")

    def with_word(self, rows, name, value):
        asked = Q(actor__email__icontains=value) | Q(actor__name__icontains=value)
        asked |= Q(action__icontains=value) | Q(reason__icontains=value)
        return rows.filter(asked | Q(object_id=value) | Q(request_id=value))


class Who(Column):
    """Without anybody, the house itself acted."""

    def get_value(self, instance):
        return str(instance.actor) if instance.actor else "The system"


class Thing(Column):
    """The object by its label and id: it may be of any app, or gone."""

    def get_value(self, instance):
        return f"{instance.object_label} {instance.object_id}"


class Detail(Column):
    """What the act noted beside it: names of fields and ids, never personal data."""

    def get_value(self, instance):
        return ", ".join(f"{name}: {value}" for name, value in instance.detail.items())


class AuditLog(ReportView):
    """Newest first. Without a file to take away: it would leave the house without a trace."""

    model = AuditEvent
    page_title = "Audit log"
    header_icon = "history"
    index_url_name = "audit_log"
    index_results_url_name = "audit_log_results"
    template_name = "wagtailadmin/generic/listing.html"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    filterset_class = AuditLogFilters
    default_ordering = "-at"
    index_url = reverse_lazy("audit_log")
    list_export: tuple[str, ...] = ()
    columns = (
        DateColumn("at", label="When", sort_key="at"),
        Who("actor", label="Who"),
        Column("action", label="What", sort_key="action"),
        Thing("object_label", label="To what"),
        Column("reason", label="Why"),
        Detail("detail", label="Detail"),
    )

    def dispatch(self, request, *args, **kwargs):
        if not keeps_records(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        return AuditEvent.objects.select_related("actor").order_by("-pk")
