"""Region: a part of the world that briefs are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.address import address_field
from briefs.models.names import ByKey, Versioned, in_readers_language, names_field


class Region(Versioned):
    """A part of the world, such as South Asia."""

    slug = address_field()
    name = models.CharField(_("name"), max_length=200)
    names = names_field()

    objects = ByKey["Region"].as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["name"]
        indexes = [models.Index(fields=["name", "id"], name="region_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self.name, self.names)
