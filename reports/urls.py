from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("learn/<slug:code>/edition.pdf", views.booklet, name="booklet"),
    path("transcript/", views.transcript, name="transcript"),
    path("transcript.csv", views.transcript_csv, name="transcript_csv"),
    path("transcript.pdf", views.transcript_file, name="transcript_pdf"),
    path("audit-pack/", views.audit_pack, name="audit_pack"),
    path("my-data/", views.my_data, name="my_data"),
    path("my-data/erase/", views.erase, name="erase"),
    path("renewals/", views.renewals, name="renewals"),
    path("renewals/reminders/", views.reminders, name="reminders"),
    path("renewals/reminders/stop/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("renewals/calendar/<str:key>.ics", views.calendar, name="calendar"),
    path("renewals/<int:pk>/cycle/", views.set_cycle, name="cycle"),
    path("credits/add/", views.add_external, name="add_external"),
    path("credits/<uuid:public_id>/remove/", views.remove_external, name="remove_external"),
    path("credits/<uuid:public_id>/evidence/", views.evidence, name="evidence"),
    path("teams/", views.teams, name="teams"),
    path("teams/<uuid:public_id>/", views.board, name="board"),
    path("teams/<uuid:public_id>/board.csv", views.board_csv, name="board_csv"),
    path("teams/<uuid:public_id>/board.xlsx", views.board_xlsx, name="board_xlsx"),
    path("teams/<uuid:public_id>/verify/", views.verify_team, name="verify_team"),
    path("teams/reports/<uuid:public_id>/report.pdf", views.team_check, name="team_check"),
    path("teams/<uuid:public_id>/invite/", views.invite, name="invite"),
    path("teams/<uuid:public_id>/import/", views.import_staff, name="import_staff"),
    path("teams/<uuid:public_id>/remind/", views.remind, name="remind"),
    path("teams/staff/<uuid:public_id>/remove/", views.remove_staff, name="remove_staff"),
    path("teams/<uuid:public_id>/courses/", views.ask_for_course, name="ask_for_course"),
    path("teams/courses/<uuid:public_id>/withdraw/", views.withdraw_assignment, name="withdraw_assignment"),
    path("sharing/", views.sharing, name="sharing"),
    path("sharing/<uuid:public_id>/", views.share, name="share"),
]
