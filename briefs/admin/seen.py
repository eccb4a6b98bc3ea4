"""Questions carry the version of each brief that was seen: nobody decides on another unseen."""

from django.http import HttpRequest

from briefs.models.brief import Brief

SEEN = "seen"  # the field; where a page is about several, one for each: seen-<number>


def seen(request: HttpRequest, brief: Brief) -> int:
    """The version that was on the page; -1, which none has, where it doesn't say."""
    asked = request.POST if request.method == "POST" else request.GET
    sent = asked.get(f"{SEEN}-{brief.pk}") or asked.get(SEEN, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1
