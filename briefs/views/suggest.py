"""What is called so, while a reader types into a search box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.search import named
from briefs.search.filters import LONGEST_QUERY


@require_safe
@answered("q")
def suggest(request: HttpRequest) -> HttpResponse:
    """Actors, agreements, topics and briefs by any of their names: options of a list box."""
    found = named(request.GET.get("q", "")[:LONGEST_QUERY])
    return render(request, "parts/suggestions.html", {"found": found})
