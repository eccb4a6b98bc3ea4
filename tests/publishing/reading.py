"""What a reader finds, whatever was published."""

from django.http import QueryDict

from briefs.search import EditionFilter, find


def found(query: str = "") -> list[str]:
    """The addresses of the briefs that a list shows, newest first."""
    asked = EditionFilter(QueryDict(query))
    assert asked.is_valid()
    return [publication.slug for publication in find(asked.form.cleaned_data, asked.snapshot).cards]
