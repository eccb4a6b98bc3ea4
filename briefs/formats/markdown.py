"""Markdown: one brief's text as its author wrote it, with what it is in YAML before it."""

import re
from collections.abc import Iterable

import yaml
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import single
from briefs.formats.files import Site, line
from briefs.formats.single import Notice
from briefs.models.publication import Publication

TYPE = "text/markdown; charset=utf-8"
_NAMED = ("authors", "topics", "actors", "agreements", "tags", "regions")
# What is markup wherever it stands, and what only at a line's beginning.
_SIGNS = re.compile(r"[\\`*_\[\]<&~^$]|^[-+=>#:|]|^\d+(?=[.)])")
# Code, which stays as it is; or where a link on this site begins.
_CODE_OR_LINK = re.compile(
    r"^ {0,3}(```|~~~).*?^ {0,3}\1|``.*?``|`[^`\n]*`"
    r"|(?P<before>\]\(<?|^ {0,3}\[[^\]\n]+\]:[ \t]*<?)/(?!/)",
    re.DOTALL | re.MULTILINE,
)


@require_safe
@answered()
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """One brief."""
    return single.file(request, slug, _written, TYPE, "md")


def _written(publication: Publication, notices: Iterable[Notice], site: Site) -> str:
    edition = publication.edition
    parts = [_front(publication, notices, site)]
    parts += [f"> **{escaped(each.said)}** {escaped(each.why)}" for each in notices]
    parts.append(escaped(edition.summary))
    if edition.key_points:
        parts.append(f"**{_('Key points')}**")
        parts.append("\n".join(f"- {escaped(point)}" for point in edition.key_points))
    parts.append(with_whole_links(edition.body_markdown.strip(), site.root))
    if edition.sources:
        parts.append(f"## {_('Sources')}")
        numbered = enumerate(edition.sources, 1)
        parts.append("\n".join(f"{number}. {_source(source)}" for number, source in numbered))
    return "\n\n".join(parts) + "\n"


def _front(publication: Publication, notices: Iterable[Notice], site: Site) -> str:
    edition = publication.edition
    said = {
        "title": edition.title,
        **{name: [row["name"] for row in edition.card[name]] for name in _NAMED},
        "kind": edition.kind,
        "language": edition.language,
        "published_on": publication.published_on,
        "updated_on": publication.updated_on,
        "edition": edition.number,
        "status": [each.status for each in notices],
        "license": edition.license,
        "url": site.url("brief", publication.slug),
        "permanent_url": site.url("edition", publication.slug, edition.number),
    }
    there = {name: value for name, value in said.items() if value}
    written = yaml.safe_dump(there, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{written}---"


def _source(source: dict[str, str]) -> str:
    author, title = escaped(source["author"]), escaped(source["title"])
    said = ", ".join(escaped(text) for text in (source["publisher"], source["date"]) if text)
    link = f"[{title}](<{source['url']}>)" if source["url"] else f"*{title}*"
    return (f"{author}: " if author else "") + link + (f", {said}" if said else "")


def escaped(text: str) -> str:
    """A plain text on one line, as Markdown that shows the same."""
    return _SIGNS.sub(lambda sign: _escape(sign[0]), line(text))


def _escape(sign: str) -> str:
    return f"{sign}\\" if sign[0].isdigit() else f"\\{sign}"


def with_whole_links(text: str, root: str) -> str:
    """Markdown whose links to this site work elsewhere, too."""

    def whole(match: re.Match[str]) -> str:
        return f"{match['before']}{root}/" if match["before"] else match[0]

    return _CODE_OR_LINK.sub(whole, text)
