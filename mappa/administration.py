"""Has Django's admin use our site, whose first page is Today."""

from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    """Django's admin under its own name, with our site."""

    default_site = "mappa.pages.site.Site"
