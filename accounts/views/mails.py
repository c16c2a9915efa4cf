"""What a registrar sees of mail: those that nobody can say arrived."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse_lazy
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from accounts.models import Mail
from accounts.policy import KEEPERS, roles


class UncertainMails(ReportView):
    """Mails that were handed over and never heard of again. We don't send them twice; a person may write."""

    model = Mail
    page_title = "Uncertain mails"
    header_icon = "mail"
    index_url_name = "uncertain_mails"
    index_results_url_name = "uncertain_mails_results"
    template_name = "wagtailadmin/generic/listing.html"
    results_template_name = "wagtailadmin/generic/listing_results.html"
    default_ordering = "-handed_over_at"
    index_url = reverse_lazy("uncertain_mails")
    list_export = ["recipient", "kind", "about", "handed_over_at"]
    columns = [
        Column("recipient", label="To"),
        Column("kind", label="Mail"),
        Column("about", label="About"),
        DateColumn("handed_over_at", label="Handed over", sort_key="handed_over_at"),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not roles(request.user) & KEEPERS:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        return Mail.objects.uncertain().select_related("recipient")
