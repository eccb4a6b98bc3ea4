"""Posting: which publications have one facet value, as a bitmap in blocks.

The search's own tables. `briefs.search.indexing` and `rebuilding` are the only code that writes
them; whatever else changes what is found (a merger of nouns) raises the index's version.

The index has two *sides*, 0 and 1. Readers read one; on the other the next index is made, when
one is, while publishing keeps both in step. docs/search.md tells more.
"""

from django.db import models

SIDES = (0, 1)
# The way the index is made. Raise it with every change to what is indexed or how, words included
# (a test tells): an index made in an earlier way serves until it is made anew.
MAKING = 4
# A block has 2^n publications. Larger ones where a facet has many values and each few publications:
# that makes fewer rows to read when a process starts.
_BITS = {"day": 20, "actor": 18, "author": 18, "agreement": 18, "tag": 18}


def block_size(facet: str) -> int:
    """How many publications a block of a facet's postings has: a power of two."""
    return 1 << _BITS.get(facet, 16)


class Posting(models.Model):
    """One block of one posting: of so many numbers (`block_size`), the publications that have it.

    `bitmap` is a serialised roaring bitmap (https://roaringbitmap.org) of publication ids;
    `version` the index version that wrote it, by which readers catch up.
    """

    side = models.PositiveSmallIntegerField()
    facet = models.CharField(max_length=12)
    value = models.CharField(max_length=200)
    block = models.PositiveIntegerField()
    bitmap = models.BinaryField()
    version = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["side", "version"], name="posting_by_version")]
        constraints = [
            models.UniqueConstraint(
                fields=["side", "facet", "value", "block"], name="posting_block_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.facet}={self.value}, block {self.block}"


class IndexVersionQuerySet(models.QuerySet["IndexVersion"]):
    """The rows that say how new the index is, and how new the nouns are."""

    def get_by_natural_key(self, name: str) -> "IndexVersion":
        return self.get(name=name)

    def locked(self) -> "IndexVersion":
        """The row, locked until the transaction ends: one writer at a time."""
        self.bulk_create([IndexVersion()], ignore_conflicts=True)
        return self.select_for_update().get(name="postings")

    def advance(self) -> "IndexVersion":
        """Raise the version for a change to come, until the transaction ends: its row, locked.

        Where there is no index yet, it is made from the editions later, this change included.
        """
        row = self.locked()
        if row.version or row.building:
            row.version += bool(row.version)
            # A process of an earlier release, still running, would spoil an index of a later one.
            row.making = min(row.making, MAKING)
            row.building = min(row.building, MAKING)
            row.save(update_fields=["version", "making", "building"])
        return row


class IndexVersion(models.Model):
    """How new the index is: every change raises the version by one.

    A version of 0 says that there is no index: fixtures bring a 0. `side` is the one that readers
    read, `made` the version at which it was made whole, `making` the way in which it was made.
    `building` is the way in which the other side is being made, 0 while none is; it has all
    publications up to the number `reached`. `emptied` says that nothing is left of an old index.

    Three more rows, ``nouns``, ``facts`` and ``shown``, tell that what lists call nouns, that some
    fact, and that anything that readers see is no longer what it was
    (`briefs.models.triggers.notices`).
    """

    name = models.CharField(max_length=10, unique=True, default="postings")
    version = models.PositiveBigIntegerField(default=0)
    side = models.PositiveSmallIntegerField(default=0)
    made = models.PositiveBigIntegerField(default=0)
    making = models.PositiveIntegerField(default=0)
    building = models.PositiveIntegerField(default=0)
    reached = models.PositiveBigIntegerField(default=0)
    emptied = models.BooleanField(default=False)

    objects = IndexVersionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    @property
    def is_current(self) -> bool:
        """Whether there is an index, made as this release or a later one makes it."""
        return self.version > 0 and self.making >= MAKING

    @property
    def other_side(self) -> int:
        """The side that readers don't read."""
        return 1 - self.side

    def sides_of(self, publication: int) -> list[int]:
        """The sides that have what is published under a number, or shall have it."""
        live = [self.side] if self.version else []
        return live + [self.other_side] * (self.building > 0 and publication <= self.reached)


class SearchText(models.Model):
    """A publication's words, normalised, with a space between: phrases are looked for in them.

    On SQLite, triggers keep the FTS5 tables `briefs_fulltext_0` and `_1` in step with the rows of
    either side.
    """

    side = models.PositiveSmallIntegerField()
    # No constraint: its check would lock the publication, and who remakes the index has locked the
    # index's row by then, where publishers lock the publication first.
    publication = models.ForeignKey(
        "Publication", models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    title = models.TextField()
    summary = models.TextField()
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["side", "publication"], name="searchtext_once")
        ]

    def __str__(self) -> str:
        return self.title


class Saying(models.Model):
    """One block of the publications that say a word: of 65,536 numbers, those that do, and how.

    Four bitmaps, as in a posting: whoever says it anywhere; often in the body; in the summary; in
    the title. `stem` is the normalised word in bytes (UTF-8), which both databases order alike.
    """

    side = models.PositiveSmallIntegerField()
    stem = models.BinaryField(max_length=2000)
    block = models.PositiveIntegerField()
    said = models.BinaryField()
    often = models.BinaryField()
    summary = models.BinaryField()
    title = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["side", "stem", "block"], name="saying_block_once")
        ]

    def __str__(self) -> str:
        return f"{bytes(self.stem).decode()}, block {self.block}"


class Word(models.Model):
    """A word of the texts in the index, whole, and its stem, as the index knows it.

    Bytes (UTF-8), because both databases order bytes alike, so that those with one beginning
    stand together. A word may outlive the last text that has it: ask the index before showing it.
    """

    side = models.PositiveSmallIntegerField()
    word = models.BinaryField(max_length=160)
    stem = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["side", "stem"], name="word_by_stem")]
        constraints = [models.UniqueConstraint(fields=["side", "word"], name="word_once")]

    def __str__(self) -> str:
        return bytes(self.word).decode()
