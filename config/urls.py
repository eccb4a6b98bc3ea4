"""Where each address leads."""

from django.contrib import admin
from django.urls import path, register_converter
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from briefs.admin.previews import preview_shared
from briefs.api import api
from briefs.formats import (
    atom,
    bibtex,
    csl,
    csv,
    dated,
    facts_csv,
    ftm,
    linked,
    markdown,
    ris,
    sitemap,
    ties,
)
from briefs.views import (
    brief,
    facet,
    finder,
    front,
    indexes,
    machines,
    network,
    nouns,
    suggest,
    timeline,
)
from briefs.views.slugs import SlugConverter

register_converter(SlugConverter, "name")

reading = [
    path("", front.front, name="front"),
    path("briefs/", finder.briefs, name="briefs"),
    path("briefs/by/<str:name>/", facet.facet, name="facet"),
    path("briefs/<name:slug>/", brief.brief, name="brief"),
    path("briefs/<name:slug>/editions/<int:number>/", brief.edition, name="edition"),
    path(
        "briefs/<name:slug>/editions/<int:first>..<int:second>/",
        brief.difference,
        name="difference",
    ),
    path("briefs/<name:slug>/changes/", brief.changes, name="changes"),
    path("actors/", indexes.actors, name="actors"),
    path("actors/<name:slug>/", nouns.actor, name="actor"),
    path("network/", network.network, name="network"),
    path("topics/", indexes.topics, name="topics"),
    path("topics/<name:slug>/", nouns.topic, name="topic"),
    path("agreements/", indexes.agreements, name="agreements"),
    path("agreements/<name:slug>/", nouns.agreement, name="agreement"),
    path("events/", indexes.events, name="events"),
    path("events/<name:slug>/", nouns.event, name="event"),
    path("suggest/", suggest.suggest, name="suggest"),
    path("tags/", indexes.tags, name="tags"),
    path("tags/<name:slug>/", nouns.tag, name="tag"),
    path("timeline/", timeline.timeline, name="timeline"),
]

twins = [
    path("briefs.atom", atom.briefs, name="briefs.atom"),
    path("briefs.bib", bibtex.briefs, name="briefs.bib"),
    path("briefs.csv", csv.briefs, name="briefs.csv"),
    path("briefs.ris", ris.briefs, name="briefs.ris"),
    path("briefs/<name:slug>.bib", bibtex.brief, name="brief.bib"),
    path("briefs/<name:slug>.csl.json", csl.brief, name="brief.csl.json"),
    path("briefs/<name:slug>.md", markdown.brief, name="brief.md"),
    path("briefs/<name:slug>.ris", ris.brief, name="brief.ris"),
    path("briefs/<name:slug>.jsonld", linked.brief, name="brief.jsonld"),
    path("actors/<name:slug>.jsonld", linked.actor, name="actor.jsonld"),
    path("agreements/<name:slug>.jsonld", linked.agreement, name="agreement.jsonld"),
    path("topics/<name:slug>.jsonld", linked.topic, name="topic.jsonld"),
    path("events/<name:slug>.jsonld", linked.event, name="event.jsonld"),
    path("facts/entities.ftm.json", ftm.entities, name="entities"),
    path("facts/codebook.csv", facts_csv.codebook, name="codebook"),
    path("facts/<slug:name>.csv", facts_csv.table, name="facts"),
    path("feeds/briefs.atom", atom.briefs, name="feed"),
    path("network.csv", ties.csv, name="network.csv"),
    path("network.json", ties.json, name="network.json"),
    path("timeline.csv", dated.csv, name="timeline.csv"),
    path("timeline.json", dated.json, name="timeline.json"),
    path("sitemap.xml", sitemap.index, name="sitemaps"),
    path("sitemap-<slug:section>-<int:number>.xml", sitemap.sitemap, name="sitemap"),
]

urlpatterns = [
    path("api/v1/", api.urls),
    *reading,
    *twins,
    path("preview/<str:token>/", preview_shared, name="preview"),
    path("media/<path:name>", machines.media, name="media"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
    # Exempt, for it only sets a preference: public pages then need no cookie.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]

handler400 = "config.refusals.handler400"
handler404 = "config.refusals.handler404"
handler500 = "config.refusals.handler500"
