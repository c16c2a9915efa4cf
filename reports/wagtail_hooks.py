"""What registrars see of reports in the CMS."""

from django.urls import path, reverse
from wagtail import hooks

from accounts.cms_menu import RolesMenuItem
from accounts.policy import KEEPERS

from .views import audit_log, organisations, provider_packs, registrar, rosters, rules


class ForKeepers(RolesMenuItem):
    who = KEEPERS


@hooks.register("register_admin_urls")
def roster_urls():
    return [
        path("registrar/", registrar.dashboard, name="registrar"),
        path("registrar/people/", registrar.people, name="registrar_people"),
        path("registrar/people/<int:pk>/", registrar.person, name="registrar_person"),
        path("registrar/enroll/", registrar.enrol, name="registrar_enrol"),
        path("registrar/enroll/list/", registrar.enrol_list, name="registrar_enrol_list"),
        path("registrar/organizations/", organisations.organisations, name="registrar_organisations"),
        path("registrar/organizations/<int:pk>/", organisations.organisation, name="registrar_organisation"),
        path("registrar/speakers/<int:pk>/end/", organisations.end_speaker, name="registrar_end_speaker"),
        path("registrar/keys/<int:pk>/withdraw/", organisations.withdraw_key, name="registrar_withdraw_key"),
        path("registrar/approvals/", registrar.approvals, name="registrar_approvals"),
        path("registrar/rules/", rules.rules, name="registrar_rules"),
        path("registrar/rules/<int:pk>/", rules.body_rules, name="registrar_body_rules"),
        path("registrar/rules/<int:pk>/new/", rules.new_rule, name="registrar_new_rule"),
        path("registrar/evaluations/", registrar.evaluations_page, name="registrar_evaluations"),
        path("registrar/audit-log/", audit_log.AuditLog.as_view(), name="audit_log"),
        path(
            "registrar/audit-log/results/",
            audit_log.AuditLog.as_view(results_only=True),
            name="audit_log_results",
        ),
        path("provider-pack/", provider_packs.provider_pack, name="provider_pack"),
        path("rosters/", rosters.rosters_page, name="rosters"),
        path("rosters/<int:pk>/", rosters.roster, name="roster"),
        path("rosters/<int:pk>/roster.<slug:kind>", rosters.roster_file, name="roster_file"),
    ]


@hooks.register("register_admin_menu_item")
def registrar_menu_item():
    return ForKeepers("Registrar", reverse("registrar"), icon_name="home", order=215)


@hooks.register("register_admin_menu_item")
def rosters_menu_item():
    return ForKeepers("Rosters for boards", reverse("rosters"), icon_name="table", order=225)


@hooks.register("register_admin_menu_item")
def provider_pack_menu_item():
    return ForKeepers("Packs for audits", reverse("provider_pack"), icon_name="download", order=227)
