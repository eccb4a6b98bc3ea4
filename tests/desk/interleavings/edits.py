"""What somebody types into a form: each edit writes words that no other has."""

from collections.abc import Callable
from random import Random
from typing import Any, Protocol


class Writer(Protocol):
    """Who types."""

    random: Random
    world: Any
    numbers: Any

    def mark(self) -> str: ...


Data = dict[str, Any]
Edit = Callable[[Data, Any], None]


def _sentences(name: str) -> Edit:
    def edit(data: Data, writer: Writer) -> None:
        paragraphs = [p.split(". ") for p in str(data[name]).split("\r\n\r\n")]
        sentences = writer.random.choice(paragraphs)
        place = writer.random.randrange(len(sentences))
        match writer.random.choice(["replace", "replace", "insert", "delete"]):
            case "replace":
                sentences[place] = f"Sentence {writer.mark()} stands here"
            case "insert":
                sentences.insert(place, f"Sentence {writer.mark()} is new")
            case _:
                del sentences[place]
        data[name] = "\r\n\r\n".join(". ".join(p).rstrip(".") + "." for p in paragraphs if p)

    return edit


def _line(name: str, text: str) -> Edit:
    def edit(data: Data, writer: Writer) -> None:
        lines = str(data[name]).split("\r\n")
        lines[writer.random.randrange(len(lines))] = text.format(writer.mark())
        data[name] = "\r\n".join(lines)

    return edit


def _whole(name: str) -> Edit:
    def edit(data: Data, writer: Writer) -> None:
        data[name] = f"Words {writer.mark()}."

    return edit


def _row(name: str, column: str) -> Edit:
    """Edit a row of a list, or delete it."""

    def edit(data: Data, writer: Writer) -> None:
        rows = int(data[f"{name}-TOTAL_FORMS"])
        prefix = f"{name}-{writer.random.randrange(rows)}-" if rows else ""
        if f"{prefix}{column}" not in data:
            return
        if writer.random.random() < 0.3:
            data[f"{prefix}DELETE"] = "on"
        elif column == "order":
            data[f"{prefix}order"] = str(next(writer.numbers))
        else:
            data[f"{prefix}{column}"] = writer.mark()

    return edit


def _tag_out(data: Data, writer: Writer) -> None:
    tags = str(data["tags"]).split(", ")
    tags.remove(writer.random.choice(tags))
    data["tags"] = ", ".join(tags)


def _topics(data: Data, writer: Writer) -> None:
    """A topic in or out, by its number, which may be another's by now."""
    topic = str(writer.random.choice(writer.world.topics))
    topics = data["topics"]
    data["topics"] = (
        [one for one in topics if one != topic] if topic in topics else [*topics, topic]
    )


def sign(noun: str, data: Data, tag: str) -> None:
    """A word where no other edit stands against it: by it the save is known."""
    match noun:
        case "brief":
            data["tags"] = ", ".join(filter(None, [data["tags"], tag]))
        case "agreement":
            rows = int(data["terms-TOTAL_FORMS"])
            data["terms-TOTAL_FORMS"] = str(rows + 1)
            data |= {f"terms-{rows}-label": tag, f"terms-{rows}-value": "1"}
        case _:
            data["locator"] = tag


EDITS: dict[str, list[Edit]] = {
    "brief": [
        _sentences("body"),
        _sentences("body"),
        _line("key_points", "Point {}."),
        _whole("title"),
        _whole("summary"),
        _row("author_rows", "order"),
        _tag_out,
        _topics,
    ],
    "agreement": [
        _sentences("description"),
        _sentences("description"),
        _whole("title"),
        _line("names", "ru: {}"),
        _row("parties", "role"),
        _row("milestones", "note"),
        _row("terms", "value"),
        _topics,
    ],
    "evidence": [],
}
