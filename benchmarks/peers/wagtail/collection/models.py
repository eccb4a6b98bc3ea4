"""A brief is a page; what it names are snippets and tags."""

from typing import Any

from django.db import models
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.models import Page
from wagtail.search import index


class Noun(models.Model):
    """What briefs name."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Topic(Noun):
    """A subject."""

    parent = models.ForeignKey("self", models.PROTECT, null=True)


class Actor(Noun):
    """Whom briefs are about, and who writes them."""


class Agreement(Noun):
    """A treaty."""


class Region(Noun):
    """A part of the world."""


class BriefTag(TaggedItemBase):  # type: ignore[misc]
    """A tag on a page, as Wagtail's documentation has it."""

    content_object = ParentalKey("BriefPage", on_delete=models.CASCADE, related_name="tagged_items")


def _of_noun(name: str) -> Any:
    return index.RelatedFields(name, [index.FilterField("id"), index.FilterField("slug")])


class BriefPage(Page):  # type: ignore[misc]
    """A brief; its topics have all broader ones beside them."""

    summary = models.TextField()
    body = models.TextField()
    kind = models.CharField(max_length=50, db_index=True)
    language = models.CharField(max_length=20, db_index=True)
    published_on = models.DateField(db_index=True)
    topics = ParentalManyToManyField(Topic)
    actors = ParentalManyToManyField(Actor)
    agreements = ParentalManyToManyField(Agreement)
    authors = ParentalManyToManyField(Actor, related_name="written")
    regions = ParentalManyToManyField(Region)
    tags = ClusterTaggableManager(through=BriefTag)

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("language"),
        index.FilterField("published_on"),
        *map(_of_noun, ("topics", "actors", "agreements", "authors", "regions", "tags")),
    ]
