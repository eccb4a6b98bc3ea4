"""A small source with one of each, that can be entered."""

from pathlib import Path

FILES = {
    "regions.yaml": "- {slug: asia, name: Asia, names: {}}\n",
    "topics.yaml": "- {slug: energy, name: Energy, children: [{slug: gas, name: Gas}]}\n",
    "sources.yaml": "- {slug: report, title: Report, date: '2021'}\n",
    "actors.yaml": """
- slug: pakistan
  kind: state
  name: Pakistan
  description: ''
  names: [{language: ur, name: پاکستان, kind: short, origin: editor}]
  identifiers: {iso: PK}
  positions: []
- slug: envoy
  kind: person
  name: Envoy
  description: ''
  names: []
  identifiers: null
  positions:
    - {key: envoy-1, title: Envoy, of: pakistan, from: '2014', to: null, as_of: null, evidence: [
        {brief: gas, exact: The envoy came, assertion: stated, attributed_to: null,
         source: report, locator: p. 1}]}
""",
    "agreements.yaml": """
- {slug: accord, title: Accord, kind: treaty, description: '', names: {}, topics: [gas],
   parties: [], milestones: [], terms: [], places: [], relations: []}
""",
    "events.yaml": """
- {slug: talks, title: Talks, kind: talks, date: '2014', place: '', description: '',
   participants: [{actor: pakistan, role: null}], agreements: [accord], topics: [gas],
   evidence: []}
""",
    "briefs/gas.md": """---
title: Gas
summary: On gas.
kind: report
language: en
license: CC0-1.0
key_points: []
published_on: 2021-12-01
authors: [envoy]
topics: [gas]
actors: [pakistan]
agreements: [accord]
regions: [asia]
sources: [report]
tags: [lng]
---
The envoy came.
""",
}


def write_small_source(folder: Path) -> None:
    """Write the files into a folder, which is made."""
    (folder / "briefs").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
