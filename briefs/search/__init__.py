"""Search: filters, facets and full text over what is published, and nothing else.

For readers: `EditionFilter` validates what is asked, `find` answers. For publishing:
`indexing.put` and `indexing.drop`, in the transaction that changes what readers see.
"""

from briefs.search.cards import Card
from briefs.search.facets import Choice, Facet
from briefs.search.filters import EditionFilter
from briefs.search.find import Found, find
from briefs.search.highlight import Highlighter, Piece
from briefs.search.matches import Matches
from briefs.search.names import Named, named
from briefs.search.newest import Newest, counts, newest, topic_counts, topic_tree
from briefs.search.paging import NoSuchPage, Page, number_of, page_of
from briefs.search.topics import TopicTree
from briefs.search.values import Values, values
from briefs.search.ways_out import Correction, WayOut
from briefs.search.within import within

__all__ = [
    "Card",
    "Choice",
    "Correction",
    "EditionFilter",
    "Facet",
    "Found",
    "Highlighter",
    "Matches",
    "Named",
    "Newest",
    "NoSuchPage",
    "Page",
    "Piece",
    "TopicTree",
    "Values",
    "WayOut",
    "counts",
    "find",
    "named",
    "newest",
    "number_of",
    "page_of",
    "topic_counts",
    "topic_tree",
    "values",
    "within",
]
