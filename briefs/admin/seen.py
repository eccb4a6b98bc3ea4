"""Questions carry the version of a noun that was seen: nobody decides on another unseen."""

from django.http import HttpRequest

SEEN = "seen"  # the field


def seen(request: HttpRequest) -> int:
    """The version that was on the page; -1, which none has, where it doesn't say."""
    sent = (request.POST if request.method == "POST" else request.GET).get(SEEN, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1
