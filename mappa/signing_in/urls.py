"""The paths of a sign-in. Of django-allauth these three views; its other paths do not exist."""

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from mappa.signing_in import views

urlpatterns = [
    path("", views.account, name="account"),
    path("login/", LoginView.as_view(template_name="mappa/login.html"), name="account_login"),
    path(
        "login/code/",
        AuthenticateView.as_view(template_name="mappa/code.html"),
        name="mfa_authenticate",
    ),
    path("login/enrol/", views.EnrolView.as_view(), name="enrol"),
    path(
        "logout/",
        # Also for who has given a password only, and begins again.
        login_not_required(LogoutView.as_view(http_method_names=["post", "options"])),
        name="account_logout",
    ),
    path("password/", views.PasswordView.as_view(), name="change_password"),
    path("recovery-codes/", views.recovery_codes_page, name="recovery_codes"),
]
