"""The officer's forms: nothing is answered for anybody."""

from django.forms import ChoiceField

from overt.actions.engagement_values import COUNTED, NOT_RECORDED
from overt.web.respond.forms import DecisionForm, OutcomeForm
from overt.web.words import ENGAGE_GROUNDS, LEAVE_GROUNDS


def test_a_question_left_as_it_came_is_not_recorded() -> None:
    form = OutcomeForm({"identity": "same", "disposal": "no_action"})
    asked = {name: field for name, field in form.fields.items() if name in COUNTED}
    first = {name: next(iter(field.choices))[0] for name, field in asked.items() if isinstance(field, ChoiceField)}
    assert set(first) == set(COUNTED)
    assert set(first.values()) == {""}
    untouched = OutcomeForm({"identity": "same", "disposal": "no_action", **first})
    assert untouched.is_valid()
    assert untouched.record() == NOT_RECORDED


def test_powers_are_taken_step_by_step_and_minutes_as_a_number() -> None:
    said = {"identity": "same", "disposal": "no_action", "power_search": "PACE section 1", "minutes": "4"}
    form = OutcomeForm(said)
    assert form.is_valid()
    assert form.record().powers == {"search": "PACE section 1"}
    assert form.record().minutes == 4
    assert not OutcomeForm(said | {"minutes": "-1"}).is_valid()


def test_every_ground_belongs_to_one_decision() -> None:
    for ground in ENGAGE_GROUNDS | LEAVE_GROUNDS:
        form = DecisionForm({"ground": ground})
        assert form.is_valid()
        assert form.engages == (ground in ENGAGE_GROUNDS)
    assert not DecisionForm({}).is_valid()
