"""The app's start: database rules that outlive migrations, their check, and the audit's ears."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    """Chancery's one app."""

    name = "briefs"
    verbose_name = _("Briefs")

    def ready(self) -> None:
        from briefs.editorial import logins
        from briefs.models import triggers

        post_migrate.connect(triggers.install_after_migrate, sender=self)
        logins.connect()
        checks.register(triggers.check_triggers, checks.Tags.database)
