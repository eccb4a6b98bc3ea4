"""What link checks have found out about the links and sources of a draft."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from briefs.models.link_check import LinkCheck, Reason
from briefs.models.source import Source
from briefs.publishing.draft import Draft
from briefs.publishing.external_links import external
from briefs.publishing.problems import Level, Problem, said


def known_link_problems(draft: Draft) -> Iterator[Problem]:
    """Links that are broken or have moved, and broken ones of sources. Two queries at most."""
    links = [(link, external(link.address)) for link in draft.body.outline.links]
    sources = {source["slug"]: external(source["url"]) for source in draft.edition.sources}
    urls = {url for _link, url in links} | set(sources.values())
    checks = LinkCheck.objects.remarkable().filter(url__in=urls - {""})
    known = {check.url: check for check in checks} if urls - {""} else {}
    for link, url in links:
        if check := known.get(url):
            code = "link-broken" if check.broken else "link-moved"
            message = _sentence(check, link.text)
            yield Problem(
                field="body", level=Level.WARNING, code=code, message=message, place=link.place
            )
    broken = [slug for slug, url in sources.items() if url in known and known[url].broken]
    for row in Source.objects.filter(slug__in=broken) if broken else []:
        message = _sentence(known[sources[row.slug]], row.title)
        yield Problem(
            field="sources",
            level=Level.WARNING,
            code="source-broken",
            message=message,
            about=(row,),
        )


def _sentence(check: LinkCheck, text: str) -> str:
    if not check.broken or check.first_failed_at is None:
        message = _("The page behind “%(text)s” has moved for good: write %(address)s.")
        return said(message, text=text, address=check.moved_to)
    reason = Reason(check.reason).label
    message = _("The link “%(text)s” hasn't worked since %(day)s: %(reason)s.")
    return said(
        message,
        text=text,
        day=date_format(localtime(check.first_failed_at)),
        reason=f"{reason} ({check.status})" if check.status else reason,
    )
