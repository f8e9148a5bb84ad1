"""The paths of the pages."""

from django.urls import path

from mappa.pages import asking, reference, returns

urlpatterns = [
    path("", returns.returns_of_latest_year, name="returns"),
    path("returns/<year:year>/", returns.returns_of_year, name="returns_of_year"),
    path("returns/<year:year>/<slug:area>/", returns.latest_return, name="latest_return"),
    path("compilations/<int:compilation>/", returns.compiled_return, name="compilation"),
    path("requests/", asking.requests, name="requests"),
    path("requests/<int:request_id>/", asking.request_state, name="request"),
    path("reference/", reference.reference, name="reference"),
]
