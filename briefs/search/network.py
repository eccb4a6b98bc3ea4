"""The ties as a process remembers them, and the graph that a page draws of those asked for.

A graph of few nodes is whole. Of a larger one the nodes with most ties are drawn, and the rest is
folded into one node for each kind of actor or agreement: so it says how much there is.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pyroaring import BitMap

from briefs.models.agreement import Agreement
from briefs.models.evidence import Assertion
from briefs.models.tie import Node, Tie, TieKind, all_nodes, all_ties
from briefs.search.dated import topics_upwards
from briefs.search.filters import Asked
from briefs.search.kept import Kept
from briefs.search.places import FACETS, PlaceMatches, Places

DRAWN = 36  # nodes at the most, the folded ones aside
_FIRMNESS = {assertion: place for place, assertion in enumerate(Assertion.values)}


class Ties(Places[Tie]):
    """All ties."""

    def __init__(self) -> None:
        self.nodes, rows = all_nodes(), all_ties()
        number = {node.ref: place for place, node in enumerate(self.nodes)}
        self.kinds = [(node.ref[0], node.kind) for node in self.nodes]
        self.sources = [number[tie.source] for tie in rows]
        self.targets = [number[tie.target] for tie in rows]
        self.assertions = [tie.assertion for tie in rows]
        self.number = {(node.ref[0], node.key): place for place, node in enumerate(self.nodes)}
        super().__init__(rows, self._values(rows))

    def _values(self, rows: Sequence[Tie]) -> dict[str, dict[str, list[int]]]:
        topics = topics_upwards()
        of_agreement: dict[int, set[str]] = defaultdict(set)
        through = Agreement.topics.through._default_manager.order_by()
        for agreement, topic in through.values_list("agreement_id", "topic_id"):
            of_agreement[agreement].update(topics[topic])
        found: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in FACETS}
        for place, (tie, *ends) in enumerate(zip(rows, self.sources, self.targets, strict=True)):
            found["kind"][tie.kind].append(place)
            about = set[str]()
            for end in ends:
                noun, pk = self.nodes[end].ref
                found[noun][self.nodes[end].key].append(place)
                if noun == "agreement":
                    about |= of_agreement[pk]
            for key in about:
                found["topic"][key].append(place)
        return found


_kept = Kept(Ties)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A node that is drawn: one actor or agreement, or (`node` is None) many, folded by kind."""

    node: Node | None
    noun: str
    kind: str
    many: int
    ties: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The ties between two nodes that are drawn: how many, and the firmest of them."""

    source: int
    target: int
    count: int
    first: Tie

    @property
    def assertion(self) -> str:
        """How it is asserted at its firmest."""
        return self.first.assertion


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """What is drawn; links name nodes by their places. `total` is how many nodes there are."""

    nodes: list[Drawn]
    links: list[Link]
    total: int


class TieMatches(PlaceMatches[Tie]):
    """The ties that match what is asked: the cleaned data of a valid TieFilter.

    Actors and agreements that are chosen stand with all their ties, whatever is at the other end.
    """

    kinds: ClassVar[Mapping[str, Any]] = dict(TieKind.choices)

    def __init__(self, asked: Asked) -> None:
        self.ties, held = _kept.now(), {}
        if period := asked.get("as_of"):
            rows = enumerate(self.ties.rows)
            held["as_of"] = BitMap(place for place, tie in rows if tie.may_hold(period))
        super().__init__(self.ties, asked, **held)

    def graph(self) -> Graph:
        """What is drawn of them."""
        ties, places = self.ties, list(self.ids)
        degrees = Counter(map(ties.sources.__getitem__, places))
        degrees.update(map(ties.targets.__getitem__, places))
        chosen = [
            ties.number[name, key]
            for name in ("actor", "agreement")
            for key in self.chosen[name]
            if (name, key) in ties.number
        ]
        most = len(degrees) if len(degrees) <= DRAWN + 4 else DRAWN
        shown = [place for place in chosen if place in degrees][:most]
        by_degree = (place for place, _ties in degrees.most_common(most))
        shown += [place for place in by_degree if place not in chosen][: most - len(shown)]
        nodes = [
            Drawn(
                node=(node := ties.nodes[place]),
                noun=node.ref[0],
                kind=node.kind,
                many=1,
                ties=degrees[place],
                chosen=place in chosen,
            )
            for place in shown
        ]
        at = {place: number for number, place in enumerate(shown)}
        folded: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place in degrees.keys() - at.keys():
            folded[ties.kinds[place]].append(place)
        for (noun, kind), rest in sorted(folded.items()):
            at |= dict.fromkeys(rest, len(nodes))
            number = sum(degrees[place] for place in rest)
            nodes.append(
                Drawn(node=None, noun=noun, kind=kind, many=len(rest), ties=number, chosen=False)
            )
        return Graph(nodes=nodes, links=self._links(shown, at), total=len(degrees))

    def _links(self, shown: Sequence[int], at: dict[int, int]) -> list[Link]:
        """The ties between each two nodes; those among what is folded aren't drawn."""
        ties, between = self.ties, defaultdict[tuple[int, int], list[int]](list)
        own = (ties.of(ties.nodes[place].ref[0], ties.nodes[place].key) for place in shown)
        for place in self.ids & BitMap.union(BitMap(), *own):
            between[at[ties.sources[place]], at[ties.targets[place]]].append(place)
        return [
            Link(
                source=source,
                target=target,
                count=len(places),
                first=ties.rows[min(places, key=lambda p: _FIRMNESS[ties.assertions[p]])],
            )
            for (source, target), places in between.items()
        ]
