"""Which part answers under which path."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path, register_converter
from django_celery_results.models import GroupResult, TaskResult

from mappa.pages.converters import YearConverter

register_converter(YearConverter, "year")

# Permissions follow from memberships, and what tasks did from rows of ours.
admin.site.unregister([Group, GroupResult, TaskResult])
admin.site.site_header = "mappa administration"
admin.site.site_title = "mappa"
admin.site.index_title = "Reference data, users and the log"

urlpatterns = [
    path("accounts/login/", LoginView.as_view(template_name="mappa/login.html"), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("", include("mappa.pages.urls")),
]
