"""Posting: which publications have one facet value, as a bitmap in blocks.

The search's own tables. `briefs.search.postings` is the only code that writes them; whatever
else changes what is found (a merger of nouns) raises the index's version.
"""

from django.db import models

# The way the index is made. Raise it with every change to what is indexed or how, words included
# (a test tells): an index made in an earlier way is made anew at the next look.
MAKING = 3


class Posting(models.Model):
    """One block of one posting: the publications of 65,536 numbers that have the value.

    `bitmap` is a serialised roaring bitmap (https://roaringbitmap.org) of publication ids;
    `version` the index version that wrote it, by which readers catch up.
    """

    facet = models.CharField(max_length=12)
    value = models.CharField(max_length=200)
    block = models.PositiveIntegerField()
    bitmap = models.BinaryField()
    version = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facet", "value", "block"], name="posting_block_once")
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

    def advance(self) -> bool:
        """Raise the version for a change to come; False where there is no index yet to change.

        (It is made from the editions at the next look, this change included.)
        """
        row = self.locked()
        if not row.is_made:
            return False
        row.version += 1
        # A process of an earlier release, still running, would spoil an index of a later one.
        row.making = MAKING
        row.save(update_fields=["version", "making"])
        return True


class IndexVersion(models.Model):
    """How new the index is: every change raises the version by one.

    `made` is the version at which the whole index was last made anew. A version of 0 says
    that it has to be: fixtures bring a 0, so the first reader after `loaddata` makes it. `making`
    is the way in which it was made.

    A second row, ``nouns``, says how new the names of nouns are: triggers raise it.
    """

    name = models.CharField(max_length=10, unique=True, default="postings")
    version = models.PositiveBigIntegerField(default=0)
    made = models.PositiveBigIntegerField(default=0)
    making = models.PositiveIntegerField(default=0)

    objects = IndexVersionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def natural_key(self) -> tuple[str]:
        return (self.name,)

    @property
    def is_made(self) -> bool:
        """Whether there is an index, made as this release or a later one makes it."""
        return self.version > 0 and self.making >= MAKING


class SearchText(models.Model):
    """A publication's words, normalised, with a space between: phrases are looked for in them.

    On SQLite, triggers keep the FTS5 table `briefs_fulltext` in step with these rows.
    """

    publication = models.OneToOneField(
        "Publication", models.CASCADE, primary_key=True, related_name="+"
    )
    title = models.TextField()
    summary = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return self.title


class Saying(models.Model):
    """One block of the publications that say a word: of 65,536 numbers, those that do, and how.

    Four bitmaps, as in a posting: whoever says it anywhere; often in the body; in the summary; in
    the title. `stem` is the normalised word in bytes (UTF-8), which both databases order alike.
    """

    stem = models.BinaryField(max_length=2000)
    block = models.PositiveIntegerField()
    said = models.BinaryField()
    often = models.BinaryField()
    summary = models.BinaryField()
    title = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stem", "block"], name="saying_block_once")]

    def __str__(self) -> str:
        return f"{bytes(self.stem).decode()}, block {self.block}"


class Word(models.Model):
    """A word of the texts in the index, whole, and its stem, as the index knows it.

    Bytes (UTF-8), because both databases order bytes alike, so that those with one beginning
    stand together. A word may outlive the last text that has it: ask the index before showing it.
    """

    word = models.BinaryField(max_length=160, unique=True)
    stem = models.CharField(max_length=40, db_index=True)

    def __str__(self) -> str:
        return bytes(self.word).decode()
