"""Tag: a free keyword."""

from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from briefs.models.address import address_field
from briefs.models.names import ByKey, Versioned, WordsField, slug_of


class Tag(TagBase, Versioned):  # type: ignore[django-manager-missing]
    """A free keyword (django-taggit), with a key of its own as every noun has."""

    slug = address_field()
    words = WordsField(of=["name"])

    objects = ByKey["Tag"].as_manager()

    natural_key_fields: ClassVar[list[str]] = ["key"]

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])

    def slugify(self, tag: str, i: int | None = None) -> str:
        """A tag of signs alone has an address, too."""
        slug: str = super().slugify(tag if slug_of(tag) else "tag", i)
        return slug
