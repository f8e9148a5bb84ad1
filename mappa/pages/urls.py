"""The paths of the pages."""

from django.urls import path

from mappa.pages import asking, caseloads, counted, findings, live, reference, returns
from mappa.pages.charts import view

urlpatterns = [
    path("returns/", returns.returns_of_latest_year, name="returns"),
    path("returns/<year:year>/", returns.returns_of_year, name="returns_of_year"),
    path("returns/<year:year>/<slug:area>/", returns.latest_return, name="latest_return"),
    path("returns/<year:year>/<slug:area>/charts/", view.charts, name="charts"),
    path("returns/<year:year>/<slug:area>/now/", live.live_return, name="live_return"),
    path(
        "returns/<year:year>/<slug:area>/now/<str:cell>/",
        live.people_of_live_return,
        name="people_of_live_return",
    ),
    path("compilations/<int:compilation>/", returns.compiled_return, name="compilation"),
    path(
        "compilations/<int:compilation>/cells/<str:cell>/",
        counted.people_of_compilation,
        name="people_of_compilation",
    ),
    path(
        "compilations/<int:compilation>/findings/<str:check>/",
        findings.people_of_finding,
        name="people_of_finding",
    ),
    path("requests/", asking.requests, name="requests"),
    path("requests/<int:request_id>/", asking.request_state, name="request"),
    path("imports/", caseloads.imports, name="imports"),
    path("imports/<uuid:key>/", caseloads.import_state, name="caseload_import"),
    path("reference/", reference.reference, name="reference"),
]
