"""The app's start: database rules that outlive migrations, and their check."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    """Chancery's one app."""

    name = "briefs"
    verbose_name = _("Briefs")

    def ready(self) -> None:
        from briefs.models import triggers

        post_migrate.connect(triggers.install_after_migrate, sender=self)
        checks.register(triggers.check_triggers, checks.Tags.database)
