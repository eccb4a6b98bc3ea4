"""The app's start: the database's rules, their check, and what lower floors are told."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    """Chancery's one app."""

    name = "briefs"
    verbose_name = _("Briefs")

    def ready(self) -> None:
        from briefs.editorial import logins, review
        from briefs.models import triggers
        from briefs.publishing.ready import check_ready

        post_migrate.connect(triggers.install_after_migrate, sender=self)
        logins.connect()
        review.READY.append(check_ready)
        checks.register(triggers.check_triggers, checks.Tags.database)
