"""Tag: a free keyword."""

import re
from collections.abc import Iterable
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from briefs.models.address import address_field
from briefs.models.names import ByKey, Versioned, WordsField, slug_of
from briefs.paths import path_of

# A tag between commas, the Urdu one too; in quotes it may have commas itself.
_PIECE = re.compile(r'\s*"((?:[^"]|"")*+)"\s*(?=[,،]|\Z)|([^,،]+)')
_QUOTED = re.compile('[,،]|^"')


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
        return path_of("tag", self.slug)

    def slugify(self, tag: str, i: int | None = None) -> str:
        """A tag of signs alone has an address, too."""
        slug: str = super().slugify(tag if slug_of(tag) else "tag", i)
        return slug


def tags_in(text: str) -> list[str]:
    """The tags that a text names, separated by commas alone: taggit's own parts words."""
    pieces = (quoted.replace('""', '"') or plain for quoted, plain in _PIECE.findall(text or ""))
    return sorted({tag for piece in pieces if (tag := piece.strip())})


def text_of_tags(tags: Iterable[Tag]) -> str:
    """Tags as they are typed; quotes only around one that would be read otherwise."""
    return ", ".join(sorted(_quoted(tag.name) for tag in tags))


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""')) if _QUOTED.search(name) else name
