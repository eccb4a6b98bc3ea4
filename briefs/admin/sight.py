"""What a person may see of drafts: of briefs, and of what quotes them."""

from typing import Any, cast

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from briefs.editorial.content import Content
from briefs.editorial.shapes import EVIDENCE
from briefs.models.brief import Brief
from briefs.models.evidence import Evidence, EvidenceQuerySet
from briefs.models.version import Version, VersionQuerySet


def may_see_briefs(request: HttpRequest) -> bool:
    """Whether the user may read drafts, and learn their titles."""
    return may_see_drafts(request.user)


def may_see_drafts(user: Any) -> bool:
    """The same of somebody who isn't there: work that they asked for is done later."""
    return bool(user.has_perm("briefs.view_brief") or user.has_perm("briefs.change_brief"))


def may_see_passages_of(request: HttpRequest, keys: Any) -> set[str]:
    """Those of some briefs, by their keys, that the user works with."""
    if not may_see_briefs(request):
        return set()
    if request.user.has_perm("briefs.edit_every_brief"):
        return {str(key) for key in keys}
    briefs = Brief.objects.seen_by(request.user).filter(key__in=list(keys))
    return {str(key) for key in briefs.values_list("key", flat=True)}


def seen(request: HttpRequest, content: Content) -> Content:
    """What a content says to this person: passages quote drafts."""
    passages = content["rows"].get(EVIDENCE) if content else None  # it may be erased
    if not passages:
        return content
    theirs = may_see_passages_of(request, {said["brief_key"] for said in passages.values()})
    shown = {key: said for key, said in passages.items() if said["brief_key"] in theirs}
    return content | {"rows": content["rows"] | {EVIDENCE: shown}}


def passages_of(request: HttpRequest) -> QuerySet[Evidence]:
    """Passages that this person may read, each with its brief's title, if they may know that."""
    passages = Evidence.objects.all()
    if not may_see_briefs(request):
        passages = passages.public()
    elif not request.user.has_perm("briefs.edit_every_brief"):
        own = Q(brief_key__in=Brief.objects.seen_by(request.user).values("key"))
        public = Evidence.objects.public().order_by().values("pk")
        passages = passages.filter(own | Q(pk__in=public))
    brief = Brief.objects.seen_by(request.user).filter(key=OuterRef("brief_key"))
    return passages.annotate(brief_title=Subquery(brief.values("title")[:1]))


def lost_support(passages: QuerySet[Evidence], user: Any) -> QuerySet[Evidence]:
    """Those whose words the current edition dropped, of the briefs that somebody works with."""
    lost = cast(EvidenceQuerySet, passages).lost_support()
    if user.has_perm("briefs.edit_every_brief"):
        return lost
    return lost.filter(brief_key__in=Brief.objects.seen_by(user).values("key"))


def deleted(request: HttpRequest, model: type[Model]) -> VersionQuerySet:
    """What was deleted, as far as this person may see it: of drafts, what they deleted."""
    gone = Version.objects.deleted(model)
    if model in (Brief, Evidence) and not request.user.has_perm("briefs.edit_every_brief"):
        return gone.filter(by=request.user.pk)
    return gone
