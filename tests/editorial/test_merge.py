"""Three-way merge: what both did is in the result, or is asked about."""

from hypothesis import given
from hypothesis import strategies as st

from briefs.editorial.merge import (
    Choice,
    Kind,
    Piece,
    Rules,
    Sheet,
    Values,
    merge,
    merge_texts,
    word_by_word,
)
from briefs.editorial.sentences import tokens

TEXT = Rules(kinds={"body": Kind.TEXT, "points": Kind.LINES, "topics": Kind.SET})


def body(text: str) -> Sheet:
    return Sheet(values={"body": text})


def rows(**found: Values) -> Sheet:
    return Sheet(values={}, rows={"authors": found})


def test_two_edits_of_one_sentence_are_never_merged_unseen() -> None:
    outcome = merge(
        body("It was signed."),
        body("It was not signed."),
        body("It was signed and ratified."),
        TEXT,
    )

    [piece] = outcome.pieces
    assert (piece.base, piece.theirs, piece.mine) == (
        "It was signed.",
        "It was signed and ratified.",
        "It was not signed.",
    )
    assert piece.suggestion == "It was not signed and ratified."
    assert outcome.sheet.values["body"] == "It was not signed."


def test_an_abbreviation_does_not_part_a_sentence_in_two() -> None:
    for base in (
        "In the U.S. Congress it was signed.",
        "Im. Lenina was, cf. below, signed.",
        "A line that goes\non was signed.",
        "A line that goes\n*on* was, in\n1990. Or so, signed.",
    ):
        mine, theirs = base.replace("was", "was not"), f"Perhaps {base}"
        assert merge(body(base), body(mine), body(theirs), TEXT).pieces


def test_different_sentences_merge() -> None:
    outcome = merge(
        body("It rained. It snowed.\n\nIt ended."),
        body("It rained a lot. It snowed.\n\nIt ended."),
        body("It rained. It snowed.\n\nIt ended late. All left."),
        TEXT,
    )

    assert outcome.sheet.values["body"] == "It rained a lot. It snowed.\n\nIt ended late. All left."
    assert (outcome.pieces, outcome.taken) == ([], ["body"])


def test_urdu_sentences_and_adjacent_list_items_merge() -> None:
    for base, mine, theirs, merged in (
        (
            "بارش ہوئی۔ برف پڑی۔",
            "تیز بارش ہوئی۔ برف پڑی۔",
            "بارش ہوئی۔ بہت برف پڑی۔",
            "تیز بارش ہوئی۔ بہت برف پڑی۔",
        ),
        ("- one\n- two", "- first\n- two", "- one\n- second", "- first\n- second"),
        ("| a |\n| b |", "| A |\n| b |", "| a |\n| B |", "| A |\n| B |"),
    ):
        outcome = merge(body(base), body(mine), body(theirs), TEXT)
        assert (outcome.sheet.values["body"], outcome.pieces) == (merged, [])


def test_wrapping_a_paragraph_anew_is_no_edit_of_its_sentences() -> None:
    outcome = merge(
        body("It rained\nall day. It snowed."),
        body("It rained all day. It snowed."),
        body("It rained\nall day. It snowed hard."),
        TEXT,
    )

    assert outcome.sheet.values["body"] == "It rained all day. It snowed hard."
    assert outcome.pieces == []


def test_a_choice_decides_a_piece_and_another_text_asks_again() -> None:
    base, mine, theirs = body("It was."), body("It is."), body("It will be.")
    piece = merge(base, mine, theirs, TEXT).pieces[0]

    for choice, text in (
        (Choice(take="mine"), "It is."),
        (Choice(take="theirs"), "It will be."),
        (Choice(take="base"), "It was."),
        (Choice(take="both"), "It will be. It is."),
        (Choice(take="own", own="It may be."), "It may be."),
    ):
        outcome = merge(base, mine, theirs, TEXT, {piece.id: choice})
        assert (outcome.sheet.values["body"], outcome.pieces) == (text, [])
    later = merge(base, mine, body("It never was."), TEXT, {piece.id: Choice(take="mine")})
    assert later.pieces
    assert merge(base, mine, theirs, TEXT, {piece.id: Choice(take="nonsense")}).pieces


def test_both_are_kept_as_what_they_are_and_offered_only_where_both_can_stand() -> None:
    both = Choice(take="both")
    for field, base, mine, theirs, kept in (
        ("body", "- a\n- b", "- a\n- c", "- a\n- d", "- a\n- d\n- c"),
        ("points", "a\nb", "a\nc", "a\nd", "a\nd\nc"),
    ):
        was, my, their = (Sheet(values={field: text}) for text in (base, mine, theirs))
        piece = merge(was, my, their, TEXT).pieces[0]
        assert merge(was, my, their, TEXT, {piece.id: both}).sheet.values[field] == kept
    was, my, their = (Sheet(values={"title": text}) for text in "abc")
    piece = merge(was, my, their, TEXT).pieces[0]
    assert piece.both is None
    assert merge(was, my, their, TEXT, {piece.id: both}).pieces


def test_sets_keep_what_each_added_and_lose_what_each_removed() -> None:
    base, mine, theirs = (
        Sheet(values={"topics": topics}) for topics in (["1", "2"], ["2", "3"], ["1", "2", "4"])
    )

    assert merge(base, mine, theirs, TEXT).sheet.values["topics"] == ["2", "4", "3"]


def test_rows_merge_by_their_keys() -> None:
    outcome = merge(
        rows(a={"actor": "1", "order": "1"}, b={"actor": "2", "order": "2"}),
        rows(a={"actor": "1", "order": "5"}, b={"actor": "2", "order": "2"}),
        rows(a={"actor": "9", "order": "1"}, c={"actor": "3", "order": "3"}),
        TEXT,
    )

    assert outcome.sheet.rows["authors"] == {
        "a": {"actor": "9", "order": "5"},
        "c": {"actor": "3", "order": "3"},
    }
    assert outcome.pieces == []


def test_a_row_that_one_deleted_and_the_other_edited_is_asked_about() -> None:
    base, edited = rows(a={"role": "party"}), rows(a={"role": "observer"})
    for mine, theirs in ((edited, rows()), (rows(), edited)):
        [piece] = merge(base, mine, theirs, TEXT).pieces
        assert None in (piece.mine, piece.theirs)
        for take, side in (("mine", mine), ("theirs", theirs)):
            outcome = merge(base, mine, theirs, TEXT, {piece.id: Choice(take=take)})
            assert outcome.sheet.rows == side.rows
            assert outcome.pieces == []


def test_a_row_that_both_added_is_one_row() -> None:
    rules = Rules(same={"authors": ("actor",)})
    outcome = merge(
        rows(),
        Sheet(values={}, rows={"authors": {"new-0": {"actor": "1", "order": "2"}}}),
        rows(a={"actor": "1", "order": "2"}),
        rules,
    )

    assert outcome.sheet.rows["authors"] == {"a": {"actor": "1", "order": "2"}}
    assert outcome.pieces == []


def test_a_suggestion_is_made_only_where_words_do_not_conflict() -> None:
    assert word_by_word("It was.", "It is.", "It will be.") is None


words = st.sampled_from(["gas", "oil", "not", "U.S.", "no.", "газ", "گیس"])
sentence = st.lists(words, min_size=1, max_size=4).map(lambda said: f"{' '.join(said)}.")
paragraph = st.lists(sentence, max_size=4).map(" ".join)
text = st.lists(paragraph, max_size=4).map("\n\n".join)


@given(st.text())
def test_tokens_joined_are_the_text(given: str) -> None:
    assert "".join(tokens(given)) == given


@given(text, text)
def test_with_only_one_edit_the_result_is_that_edit(base: str, edited: str) -> None:
    for mine, theirs in ((edited, base), (base, edited), (edited, edited)):
        outcome = merge(body(base), body(mine), body(theirs), TEXT)
        assert (outcome.sheet.values["body"], outcome.pieces) == (edited, [])


@given(text, text, text)
def test_whatever_is_new_in_an_edit_is_in_the_result_or_in_a_piece(
    base: str, mine: str, theirs: str
) -> None:
    parts = merge_texts(base, mine, theirs)
    shown = "".join(
        part if isinstance(part, str) else f"{part.base}{part.mine}{part.theirs}" for part in parts
    )
    for edit in (mine, theirs):
        for token in set(tokens(edit)) - set(tokens(base)):
            assert token in shown or not token.strip()


@given(text, text, text)
def test_merging_is_the_same_from_both_sides(base: str, mine: str, theirs: str) -> None:
    one = [part for part in merge_texts(base, mine, theirs) if isinstance(part, Piece)]
    other = [part for part in merge_texts(base, theirs, mine) if isinstance(part, Piece)]
    assert [(p.base, p.mine, p.theirs) for p in one] == [(p.base, p.theirs, p.mine) for p in other]
