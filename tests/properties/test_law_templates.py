"""Whatever people write into a template keeps its shape, has one stored form, and differs readably."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from overt.law.roles import Role
from overt.law.templates import Answer, AnswerKind, Column, Question, differences, gaps, lapses, plain, read, template
from overt.ledger.canonical import canonical

EIA = template("eia")
WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60)


def values(asked: Question | Column) -> st.SearchStrategy[str]:
    match asked.kind:
        case AnswerKind.DATE:
            return st.one_of(st.just(""), st.dates(date(2000, 1, 1), date(2100, 1, 1)).map(date.isoformat))
        case AnswerKind.CHOICE:
            return st.sampled_from(["", *(option.code for option in asked.options)])
        case AnswerKind.ROLE:
            return st.sampled_from(["", *(role.value for role in Role)])
        case _:
            return WORDS


def answers(question: Question) -> st.SearchStrategy[Answer]:
    if question.rows is None:
        return values(question)
    row = st.fixed_dictionaries({}, optional={column.code: values(column) for column in question.rows.columns})
    return st.lists(row, max_size=4).map(tuple)


written = st.fixed_dictionaries({}, optional={place: answers(question) for place, question in EIA.questions().items()})


@given(written)
def test_what_is_stored_reads_back_as_itself_and_has_one_form(given_answers: dict[str, Answer]) -> None:
    stored = plain(read(EIA, given_answers))
    again = plain(read(EIA, stored))
    assert canonical(stored) == canonical(again)


@given(written, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_gaps_and_lapses_are_found_in_anything_and_lapses_only_grow_with_time(
    given_answers: dict[str, Answer], today: date
) -> None:
    held = read(EIA, given_answers)
    assert all(gap.place.split(".")[0] == gap.section for gap in gaps(EIA, held))
    found = lapses(EIA, held, today)
    assert all(lapse.on < today for lapse in found)
    assert set(found) <= set(lapses(EIA, held, date(2101, 1, 1)))


@given(written, written)
def test_a_difference_tells_both_sides_whole(before: dict[str, Answer], after: dict[str, Answer]) -> None:
    old, new = read(EIA, before), read(EIA, after)
    for change in differences(EIA, old, new, lambda _, value: value):
        if change.rows:
            continue
        place = next(place for place, question in EIA.questions().items() if question.ask == change.ask)
        for side, fate in ((old, "taken_out"), (new, "added")):
            said = " ".join(piece.text for piece in change.pieces if piece.fate in {"kept", fate})
            assert "".join(said.split()) == "".join(str(side.get(place, "")).split())
