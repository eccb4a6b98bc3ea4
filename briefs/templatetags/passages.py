"""The passages that state a claim, as a page shows them by the hundred.

Written as `rows` are, and for the same reason. Whatever comes from people is escaped: `e`.
"""

from html import escape as e
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.models.accounts import accounts, is_denied
from briefs.models.edition import Edition
from briefs.models.evidence import Evidence, State
from briefs.templatetags.chancery import asserted

register = template.Library()


@register.simple_tag
def evidence(claim: Any) -> SafeString:
    """The passages of a claim (its `evidence`, prefetched).

    In sight is one for each way in which it is asserted, and by whom.
    """
    seen, passages = accounts(claim), claim.evidence.all()
    disputed = f'<p class="differs">{_("Disputed")}</p>' if is_denied(claim) else ""
    folded = ""
    if more := [each for each in passages if each not in seen]:
        said = ngettext("%(more)s more passage", "%(more)s more passages", len(more))
        summary = f"<summary>{said % {'more': len(more)}}</summary>"
        folded = f"<details>{summary}{''.join(map(_passage, more))}</details>"
    shown = "".join(map(_passage, seen))
    return SafeString(f'<div class="evidence">{disputed}{shown}{folded}</div>')


@register.simple_tag
def passage(said: Evidence) -> SafeString:
    """A passage, how it says it, and where: with its edition, publication and source."""
    return SafeString(_passage(said))


def _passage(said: Evidence) -> str:
    edition = said.edition
    if edition is None:
        raise ValueError("No reader has this passage.")
    language = f'lang="{e(edition.language)}"'
    source = ""
    if said.source:
        locator = f", <bdi>{e(said.locator)}</bdi>" if said.locator else ""
        source = f"<span><bdi>{e(str(said.source))}{locator}</bdi></span>"
    return (
        f'<div class="passage"><a class="claim" data-assertion="{said.assertion}" '
        f'href="{e(said.reading_url)}" {language} dir="auto">{e(said.exact)}</a> '
        f'<p class="meta"><span class="how">{e(asserted(said))}</span> '
        f"<span><bdi {language}>{e(edition.title)}</bdi>{_standing(said, edition)}</span> {source} "
        f'<span><a class="cite" href="{e(said.permanent_url)}">{_("Cite this passage")}</a></span>'
        f"</p></div>"
    )


def _standing(said: Evidence, edition: Edition) -> str:
    """What became of its words since, if anything did."""
    if said.in_current_edition:
        return ""
    if said.state == State.CHANGED:
        text = _("edition %(number)s; changed since")
    else:
        text = _("edition %(number)s; no longer in the text")
    return f", {text % {'number': edition.number}}"
