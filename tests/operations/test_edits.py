"""An edit and what others have written since, put together: nothing is lost that nobody has decided to lose."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from admin_app.documents import Document
from admin_app.json_paths import same
from admin_app.operations.edits import Answers, Merged, Origin, merge_edit, place_of

# Few values, so that changes meet.
TEXTS = st.sampled_from([None, "a", "b"])
DOCUMENTS = st.dictionaries(
    st.sampled_from("kl"), st.sampled_from(["1", "1.0", "[1]", "[2]", "[1, 2]"]), max_size=2
).map(lambda items: Document("{" + ", ".join(f'"{key}": {value}' for key, value in sorted(items.items())) + "}"))
ROWS = st.fixed_dictionaries({"title": TEXTS, "content": DOCUMENTS})


def answered(merged: Merged, side: Any) -> Answers:
    return {place_of(collision): side for collision in merged.collisions}


@given(base=ROWS, mine=ROWS, theirs=ROWS)
def test_whoever_chooses_everywhere_gets_their_side(base: Any, mine: Any, theirs: Any) -> None:
    first = merge_edit(Origin(theirs, base, 1), mine, {})
    again = Origin(theirs, base, 1, seen=theirs, seen_at=2)
    kept = merge_edit(again, first.values, answered(first, "mine"))
    assert not kept.collisions
    assert same(kept.values["title"], first.values["title"])
    assert kept.values["content"] == first.values["content"]
    taken = merge_edit(again, first.values, answered(first, "theirs"))
    assert not taken.collisions
    for collision in first.collisions:
        if not collision.path:
            assert same(taken.values[collision.field], theirs[collision.field])


@given(base=ROWS, mine=ROWS, theirs=ROWS, later=ROWS)
def test_nothing_is_written_before_all_is_chosen(base: Any, mine: Any, theirs: Any, later: Any) -> None:
    first = merge_edit(Origin(theirs, base, 1), mine, {})
    if first.collisions:
        undecided = merge_edit(Origin(theirs, base, 1, theirs, 2), first.values, answered(first, None))
        assert undecided.collisions
        assert undecided.made_from == 1


@given(base=ROWS, mine=ROWS, theirs=ROWS, later=ROWS)
def test_a_choice_never_overwrites_what_came_after_it(base: Any, mine: Any, theirs: Any, later: Any) -> None:
    first = merge_edit(Origin(theirs, base, 1), mine, {})
    merged = merge_edit(Origin(later, base, 1, theirs, 2), first.values, answered(first, "mine"))
    if not merged.collisions and not same(theirs["title"], later["title"]):
        assert same(merged.values["title"], later["title"])


@given(mine=ROWS, theirs=ROWS)
def test_without_a_base_each_differing_column_is_a_question(mine: Any, theirs: Any) -> None:
    merged = merge_edit(Origin(theirs, None, None), mine, {})
    assert {collision.field for collision in merged.collisions} == {
        name for name in mine if not same(mine[name], theirs[name])
    }
