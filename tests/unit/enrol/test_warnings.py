"""Warnings inside one draft list: same person twice, look-alikes, and an entry that does not match itself."""

from __future__ import annotations

import numpy as np
import pytest

from overt.enrol import words
from overt.enrol.lookalikes import NEAR_SHARE, DraftTemplates, TemplateUnsound, Warned, decode_template
from overt.enrol.protocol import MEASURES, Answer, Measure
from overt.enrol.reading import encode_template
from overt.vision import engines
from overt.vision.engine import Engine
from overt.vision.pictures import REFUSALS
from overt.vision.quality import REASONS

THRESHOLD = 0.6


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engines.load("dlib")


def at(score: float) -> np.ndarray:
    """A template that scores `score` (1 − distance) against the origin's neighbour at 0."""
    template = np.zeros(128, np.float32)
    template[0] = 1.0 + (1.0 - score)
    return template


Listed = tuple[str, np.ndarray]
NEW = ("new", at(1.0))


def warnings(engine: Engine, threshold: float, new: Listed, others: list[Listed]) -> tuple[Warned, ...]:
    held = DraftTemplates(engine, threshold)
    for entry, template in others:
        held.add(entry, template)
    return held.add_all([new[0]], new[1][None])[0]


def test_an_empty_list_gives_no_warning(engine: Engine) -> None:
    assert warnings(engine, THRESHOLD, NEW, []) == ()


def test_another_entry_at_the_threshold_is_the_same_person_twice(engine: Engine) -> None:
    score = float(engine.scores(NEW[1][None], at(0.75)[None])[0, 0])
    assert warnings(engine, score, NEW, [("other", at(0.75))]) == (Warned("same_person_twice", "other"),)


def test_another_entry_just_below_the_threshold_is_a_look_alike_and_further_below_is_nothing(engine: Engine) -> None:
    near, far = at(THRESHOLD - NEAR_SHARE / 2), at(THRESHOLD - NEAR_SHARE * 2)
    assert warnings(engine, THRESHOLD, NEW, [("other", near)]) == (Warned("look_alike", "other"),)
    assert warnings(engine, THRESHOLD, NEW, [("other", far)]) == ()


def test_an_entry_is_warned_about_once_by_its_best_picture(engine: Engine) -> None:
    others = [("b", at(0.58)), ("b", at(0.9)), ("a", at(0.58))]
    assert warnings(engine, THRESHOLD, NEW, others) == (Warned("look_alike", "a"), Warned("same_person_twice", "b"))


def test_a_picture_unlike_its_own_entry_is_warned_about_and_one_that_matches_is_not(engine: Engine) -> None:
    assert warnings(engine, THRESHOLD, NEW, [("new", at(0.3))]) == (Warned("unlike_own_entry"),)
    assert warnings(engine, THRESHOLD, NEW, [("new", at(0.3)), ("new", at(0.8))]) == ()


def test_a_list_longer_than_its_first_room_is_looked_through_whole(engine: Engine) -> None:
    others = [(f"far {number}", at(0.1)) for number in range(700)]
    others[3], others[650] = ("early", at(0.9)), ("late", at(0.9))
    assert warnings(engine, THRESHOLD, NEW, others) == (
        Warned("same_person_twice", "early"),
        Warned("same_person_twice", "late"),
    )


def test_templates_added_together_are_compared_with_those_before_them_as_if_added_one_by_one(engine: Engine) -> None:
    chance = np.random.default_rng(5)
    templates = chance.normal(0, 0.05, (40, 128)).astype(np.float32)
    entries = [f"entry {number % 30}" for number in range(40)]
    together, one_by_one = DraftTemplates(engine, 0.3), DraftTemplates(engine, 0.3)
    first = together.add_all(entries[:25], templates[:25])
    told = first + together.add_all(entries[25:], templates[25:])
    each = [one_by_one.add_all([entry], template[None])[0] for entry, template in zip(entries, templates, strict=True)]
    assert told == each
    assert any(told)
    assert not told[0], "nothing came before the first"


def test_a_template_goes_through_its_bytes_unchanged() -> None:
    template = np.linspace(-1, 1, 128, dtype=np.float32)
    data = encode_template(template)
    assert len(data) == 512
    np.testing.assert_array_equal(decode_template(data, 128), template)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x" * 511,
        b"x" * 513,
        np.full(128, np.nan, "<f4").tobytes(),
        np.full(128, np.inf, "<f4").tobytes(),
        bytes(512),
    ],
    ids=["nothing", "short", "long", "not a number", "infinite", "all zero"],
)
def test_bytes_that_are_no_template_are_refused(data: bytes) -> None:
    with pytest.raises(TemplateUnsound):
        decode_template(data, 128)


def test_a_reader_may_give_codes_of_reading_a_picture_and_no_others() -> None:
    assert words.are_known({*REFUSALS, *REASONS, "sealed_broken"})
    for code in ("something_else", "same_person_twice", "too_long", "forbidden"):
        assert not words.are_known({code}), code


def test_every_code_has_a_sentence() -> None:
    for code in {**words.LOSSES, **REFUSALS, **words.WARNINGS}:
        assert words.sentence(code).endswith(".")


def test_a_refusal_is_told_with_the_measured_figure(engine: Engine) -> None:
    values = (14.2, 0.5, 0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.0)
    measures = tuple(Measure(name, value) for name, value in zip(MEASURES, values, strict=True))
    told = words.refusal(Answer("p", "0" * 64, ("too_small", "blurred"), measures), engine)
    assert "14 px apart" in told
    assert "the face is blurred." in told
