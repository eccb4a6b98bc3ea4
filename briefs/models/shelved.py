"""What stands on the shelf at an address: a publication, its editions and what they tell.

Asked for by prepared queries: these are the pages that readers come to most.
"""

from django.db.models import BigAutoField, SlugField

from briefs.models.address import FormerAddress
from briefs.models.amendment import Amendment
from briefs.models.edition import Edition
from briefs.models.prepared import Prepared, Slot
from briefs.models.publication import Publication


def at_address(slug: str) -> Publication | None:
    """What is at a brief's address, in whatever standing; with its current edition."""
    for found in _at_address(slug=slug):
        found.edition.publication = found
        return found
    return None


def led_to(slug: str) -> Publication | None:
    """Where readers are led who come to a brief's former address."""
    return FormerAddress.objects.leading_to(Publication.objects.filter(current__isnull=False), slug)


def editions_of(publication: Publication) -> list[Edition]:
    """All editions of a publication as they are told of, without their texts, the latest first."""
    editions = _editions(publication=publication.pk)
    told: dict[int, list[Amendment]] = {edition.pk: [] for edition in editions}
    for amendment in _amendments(editions=list(told)):
        told[amendment.edition_id].append(amendment)
    for edition in editions:
        edition.publication = publication
        edition._prefetched_objects_cache = {"amendments": told[edition.pk]}  # type: ignore[attr-defined]
    return editions


def retraction_of(publication: Publication) -> Edition | None:
    """The edition that retracts it, if one does, as it is told of."""
    if publication.retraction_id is None:
        return None
    editions = editions_of(publication)
    return next(each for each in editions if each.pk == publication.retraction_id)


_at_address = Prepared(
    lambda: (
        Publication.objects.filter(slug=Slot("slug", SlugField()), current__isnull=False)
        .select_related("current", "replacement__current")
        .order_by()
    )
)
_editions = Prepared(
    lambda: Edition.objects.filter(publication__pk=Slot("publication", BigAutoField())).told()
)
_amendments = Prepared(lambda: Amendment.objects.filter(edition__pk__among=Slot("editions")))
