"""The filters of a list that are in use, said in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from briefs.search.facets import label_of
from briefs.search.filters import PAGING, EditionFilter

DATES = ("published_after", "published_before")
_NO_FILTERS = {"sort", "page_size", *PAGING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A value of a filter: parameter, what it is called, the value in the address and in words."""

    name: str
    label: str
    value: str
    text: str

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"


def chosen(asked: EditionFilter) -> Iterator[Chosen]:
    """What is chosen, in the order of the page; of a filter set whose `is_valid` was asked."""
    for name, value in asked.form.cleaned_data.items():
        if name in _NO_FILTERS or not value:
            continue
        label = str(asked.filters[name].label)
        for written, text in _values(asked, name, value):
            yield Chosen(name=name, label=label, value=written, text=text)


def _values(asked: EditionFilter, name: str, value: Any) -> Iterator[tuple[str, str]]:
    if name in ("q", *DATES):
        written = asked.data.get(name, "")
        yield written, written.strip()
    elif name in ("kind", "language"):
        for one in value:
            yield one, label_of(name, one)
    else:
        for row in value:
            yield row.slug, row.label
