"""Which part answers under which path."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path, register_converter
from django.views.generic import RedirectView
from django_celery_results.models import GroupResult, TaskResult
from oauth2_provider.models import AccessToken, Grant, IDToken, RefreshToken

from agencies.models import ClientCredential
from mappa.pages.converters import YearConverter

register_converter(YearConverter, "year")

# Permissions follow from memberships, and what tasks did from rows of ours. Second factors are
# reset by a command, there are no addresses to sign in by, and no token is shown or made here.
admin.site.unregister([Authenticator, EmailAddress, Group, GroupResult, TaskResult])
admin.site.unregister([AccessToken, ClientCredential, Grant, IDToken, RefreshToken])
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "mappa.api.faults.answer_fault"
urlpatterns = [
    path("accounts/", include("mappa.signing_in.urls")),
    # One sign-in, and one page on which a password is changed, for the admin too.
    path("admin/password_change/", RedirectView.as_view(pattern_name="change_password")),
    path("admin/", admin.site.urls),
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("", include("mappa.api.urls")),
    path("", include("mappa.pages.urls")),
]
