import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.actions._bundle import Bundle
from overt.actions.errors import ActionRefused
from overt.actions.values import CandidatePicture, FourTests, SubjectDetails, decimal_of

TEXT = st.text(max_size=60)


@given(TEXT, TEXT, st.binary(max_size=400), st.lists(st.tuples(TEXT, st.binary(max_size=200)), max_size=5))
def test_an_alerts_pictures_come_back_as_they_were_sealed(
    label: str, category: str, probe: bytes, pictures: list[tuple[str, bytes]]
) -> None:
    bundle = Bundle(label, category, probe, tuple(CandidatePicture(*picture) for picture in pictures))
    assert Bundle.from_bytes(bundle.to_bytes()) == bundle


@given(TEXT, TEXT, TEXT)
def test_a_subjects_details_come_back_as_they_were_sealed(label: str, category: str, reason: str) -> None:
    details = SubjectDetails(label, category, reason)
    assert SubjectDetails.from_bytes(details.to_bytes()) == details


def test_a_note_is_not_read_as_an_alerts_pictures() -> None:
    with pytest.raises(ActionRefused):
        Bundle.from_bytes(b"OVNOTE01some words")


@pytest.mark.parametrize("text", ["", "0,60", "high", "nan", "inf", "1e", "0x1"])
def test_what_is_no_decimal_is_refused_with_what_it_was_for(text: str) -> None:
    with pytest.raises(ActionRefused, match="threshold"):
        decimal_of(text, "threshold")


@pytest.mark.clause("M-23")
def test_four_tests_are_answered_only_when_all_are() -> None:
    assert FourTests("a", "b", "c", "d").are_answered
    assert not FourTests("a", "b", " ", "d").are_answered
