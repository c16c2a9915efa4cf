from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("account/", views.profile, name="profile"),
    path("account/confirm/", views.confirm_email, name="confirm_email"),
    path("account/licenses/add/", views.add_licence, name="licences"),
    path("account/licenses/<int:pk>/remove/", views.remove_licence, name="remove_licence"),
]
