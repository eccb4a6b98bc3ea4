"""Files in bodies: pictures of the right size, and links that say what comes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from lxml.html import HtmlElement
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from briefs.models import Attachment, Image
from briefs.publishing.rendering import Rendered, render
from briefs.uploads import checked_document, finished_picture
from tests.uploads.files import encoded, pdf, photograph, png, upload

NO_IMAGE = "There is no image at “{}”: check its address."


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def make_image(content: bytes | None = None, **given: str) -> Image:
    image = Image(**{"alt": "The route", "credit": ""} | given)
    image.show(finished_picture(upload(content or png())))
    image.save()
    return image


def make_attachment(
    content: bytes = b"year,bcm\n", name: str = "a.csv", **given: str
) -> Attachment:
    attachment = Attachment(**{"title": "Figures"} | given)
    attachment.hold(checked_document(upload(content, name)))
    attachment.save()
    return attachment


def said(rendered: Rendered) -> list[str]:
    return [problem.message for problem in rendered.problems]


def one(rendered: Rendered, path: str) -> HtmlElement:
    (found,) = html.fragment_fromstring(rendered.html, create_parent="div").iterfind(path)
    return found


def test_a_small_image_gets_its_size(db: None) -> None:
    image = make_image()

    rendered = render(f'![The route]({image.file.url} "By us")')

    assert said(rendered) == []
    assert dict(one(rendered, ".//img").attrib) == {
        "src": image.file.url,
        "alt": "The route",
        "title": "By us",
        "loading": "lazy",
        "width": "30",
        "height": "20",
    }


def test_of_a_large_image_browsers_choose_the_copy_that_fits(db: None) -> None:
    image = make_image(encoded(photograph(1500, 90), "JPEG"))

    picture = one(render(image.markdown), ".//img").attrib

    name = image.file.url.removesuffix(".webp")
    assert picture["src"] == f"{name}.webp"
    assert picture["srcset"] == (
        f"{name}-320.webp 320w, {name}-640.webp 640w, {name}-1280.webp 1280w, {name}.webp 1500w"
    )
    assert picture["sizes"] == "(min-width: 39rem) 37rem, 100vw"
    assert (picture["width"], picture["height"]) == ("1500", "90")


def test_an_image_of_another_site_is_named() -> None:
    assert said(render("![Map](https://example.org/map.png)")) == [
        "The image “https://example.org/map.png” is not one of this site's: "
        "upload it, and use its address."
    ]


def test_an_image_without_words_is_named(db: None) -> None:
    address = make_image().file.url

    assert said(render(f"![]({address})")) == [
        f"The image “{address}” has no text for those who can't see it: ![text](address)."
    ]


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/media/none.webp", id="missing"),
        pytest.param("/media/", id="folder"),
        pytest.param("/media/../secret-key", id="outside"),
        pytest.param("/media/%2e%2e/%2e%2e/etc/passwd", id="outside, encoded"),
        pytest.param("/media//etc/passwd", id="from the root"),
        pytest.param("/media/a%00b.webp", id="NUL"),
        pytest.param("/media/%ff.webp", id="no UTF-8"),
        pytest.param(f"/media/{'a' * 5000}.webp", id="endless name"),
    ],
)
def test_what_is_no_image_is_named(db: None, address: str) -> None:
    assert said(render(f"![Map]({address})")) == [NO_IMAGE.format(address)]


def test_a_file_that_nobody_uploaded_is_no_image(db: None, tmp_path: Path) -> None:
    (tmp_path / "map.webp").write_bytes(png())

    assert said(render("![Map](/media/map.webp)")) == [NO_IMAGE.format("/media/map.webp")]


def test_an_attachment_is_no_image(db: None) -> None:
    address = make_attachment().file.url

    assert said(render(f"![Map]({address})")) == [NO_IMAGE.format(address)]


def test_a_link_to_an_attachment_says_what_comes(db: None) -> None:
    attachment = make_attachment(b"0" * 12_000)

    rendered = render(f"See {attachment.markdown}.")

    assert said(rendered) == []
    link = one(rendered, ".//a")
    assert link.get("href") == attachment.file.url
    assert link.text_content() == "Figures (CSV, 11.7\xa0KB)"
    assert rendered.text == "See Figures (CSV, 11.7 KB)."


def test_a_link_to_anothers_attachment_says_whose_it_is(db: None) -> None:
    attachment = make_attachment(pdf(), credit="Gazprom & Co <Moscow>")

    link = one(render(f"[**Tariffs** of 2021]({attachment.file.url}#page=2)"), ".//a")

    assert link.text_content().startswith("Tariffs of 2021 (PDF, ")
    assert link.text_content().endswith(", Gazprom & Co <Moscow>)")


def test_what_comes_is_said_in_the_language_of_the_body(db: None) -> None:
    attachment = make_attachment(b"0" * 12_000, title="Цифры")

    assert render(attachment.markdown, language="ru").text == "Цифры (CSV, 11,7 КБ)"


def test_a_link_to_an_image_is_a_link(db: None) -> None:
    image = make_image()

    rendered = render(f"[The route at large]({image.file.url})")

    assert said(rendered) == []
    assert rendered.text == "The route at large"


@pytest.mark.parametrize("address", ["/media/none.pdf", "/media/a%00b.pdf", "/media/x/y/z.csv#p"])
def test_a_link_to_no_file_keeps_its_words(db: None, address: str) -> None:
    assert render(f"[Figures]({address})").text == "Figures"


def test_a_body_of_many_files_asks_as_much_as_one_of_few(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 10):
        files = [make_image().markdown + make_attachment().markdown for _each in range(number)]
        with django_assert_num_queries(2):
            assert said(render("\n\n".join(files))) == []
    with django_assert_num_queries(0):
        render("No file. [Elsewhere](https://example.org/media/a.pdf)")


@pytest.mark.django_db
@settings(max_examples=200)
@given(
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)
    | st.text("[]()!*_`~<>&\\|^#-+=.:/w@x0", min_size=1, max_size=20)
    | st.sampled_from(
        ["www.example.org", "https://example.org/a", "a@example.org", "&amp;", "&#1;"]
    )
)
def test_any_words_stand_in_the_pasted_markdown_as_they_were_typed(words: str) -> None:
    image = Image(alt=words, width=1, height=1)
    image.file.name = "a.webp"
    attachment = Attachment(title=words)
    attachment.file.name = "a.csv"

    picture = one(render(f"x {image.markdown}"), ".//img")
    link = one(render(f"x {attachment.markdown}"), ".//a")

    def plain(text: str | None) -> str:
        """Without what print sets in another way."""
        return (text or "").translate(str.maketrans("‘’“”", "''\"\"", "-–—.…"))

    assert plain(picture.get("alt")) == plain(words)
    assert plain(link.text_content()) == plain(words)
