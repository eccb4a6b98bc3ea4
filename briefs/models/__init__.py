"""The nouns of Chancery, one module each.

Code for readers (`views`, `api`, `formats`, `search`) imports from the modules, never from
here: this package names the desk's Brief, too, and import-linter keeps that wall.
"""

from briefs.models.actor import Actor, Position
from briefs.models.actor_name import ActorName
from briefs.models.address import FormerAddress
from briefs.models.agreement import Agreement, Body, Party, Place, Relation
from briefs.models.amendment import Amendment, ImmutableAmendment
from briefs.models.apart import Apart
from briefs.models.attachment import Attachment
from briefs.models.audit import AppendOnly, Entry, Origin
from briefs.models.brief import Brief, BriefAuthor, BriefTag, State
from briefs.models.bulk import BulkJob, BulkRow
from briefs.models.edition import Change, Edition, ImmutableEdition
from briefs.models.event import Event, Participant
from briefs.models.evidence import Assertion, Evidence, FormerAnchor
from briefs.models.identifier import Identifier
from briefs.models.image import Image
from briefs.models.link_check import LinkCheck, LinkUse
from briefs.models.merger import MergedNoun, Merger
from briefs.models.milestone import Milestone
from briefs.models.posting import IndexVersion, Posting, Saying, SearchText, Word
from briefs.models.preview_link import PreviewLink
from briefs.models.publication import Publication, Standing
from briefs.models.recheck import Recheck
from briefs.models.region import Region
from briefs.models.reservation import Reservation
from briefs.models.review import Comment, Decision, Review
from briefs.models.saved_filter import SavedFilter
from briefs.models.source import Source
from briefs.models.succession import Succession
from briefs.models.tag import Tag
from briefs.models.term import Term
from briefs.models.topic import Topic
from briefs.models.version import Version, Way
from briefs.models.worker import Worker

__all__ = [
    "Actor",
    "ActorName",
    "Agreement",
    "Amendment",
    "Apart",
    "AppendOnly",
    "Assertion",
    "Attachment",
    "Body",
    "Brief",
    "BriefAuthor",
    "BriefTag",
    "BulkJob",
    "BulkRow",
    "Change",
    "Comment",
    "Decision",
    "Edition",
    "Entry",
    "Event",
    "Evidence",
    "FormerAddress",
    "FormerAnchor",
    "Identifier",
    "Image",
    "ImmutableAmendment",
    "ImmutableEdition",
    "IndexVersion",
    "LinkCheck",
    "LinkUse",
    "MergedNoun",
    "Merger",
    "Milestone",
    "Origin",
    "Participant",
    "Party",
    "Place",
    "Position",
    "Posting",
    "PreviewLink",
    "Publication",
    "Recheck",
    "Region",
    "Relation",
    "Reservation",
    "Review",
    "SavedFilter",
    "Saying",
    "SearchText",
    "Source",
    "Standing",
    "State",
    "Succession",
    "Tag",
    "Term",
    "Topic",
    "Version",
    "Way",
    "Word",
    "Worker",
]
