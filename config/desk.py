"""The admin app with our own site in the place of Django's."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """`django.contrib.admin`, serving the desk."""

    default_site = "briefs.admin.site.Desk"

    def ready(self) -> None:
        super().ready()
        import_module("briefs.admin.registry")
