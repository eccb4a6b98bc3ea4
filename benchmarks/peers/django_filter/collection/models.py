"""A brief and what it names. A database keeps what Django makes of this, and no more."""

from django.db import connection, models

INDEXES: list[models.Index] = [models.Index(fields=["-published_on", "-id"], name="newest_first")]
if connection.vendor == "postgresql":
    from django.contrib.postgres.indexes import GinIndex
    from django.contrib.postgres.search import SearchVectorField

    INDEXES.append(GinIndex(fields=["words"], name="words"))


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


class Tag(Noun):
    """A keyword."""


class Region(Noun):
    """A part of the world."""


class Brief(models.Model):
    """A brief; its topics have all broader ones beside them, kept so when it is saved."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    summary = models.TextField()
    body = models.TextField()
    kind = models.CharField(max_length=50, db_index=True)
    language = models.CharField(max_length=20, db_index=True)
    published_on = models.DateField()
    topics = models.ManyToManyField(Topic)
    actors = models.ManyToManyField(Actor)
    agreements = models.ManyToManyField(Agreement)
    tags = models.ManyToManyField(Tag)
    authors = models.ManyToManyField(Actor, related_name="written")
    regions = models.ManyToManyField(Region)
    if connection.vendor == "postgresql":
        words = SearchVectorField(null=True)

    class Meta:
        indexes = INDEXES
