"""The bridge to the components: markup, escaping, dates, errors."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template

from overt.web.govuk import DatePartsField, GovukForm, component
from overt.web.govuk.forms import error_list
from overt.web.govuk.macros import UnknownComponent


class Asked(GovukForm):
    name = forms.CharField(label="Name", error_messages={"required": "Enter a name."})
    day = DatePartsField(label="Day", error_messages={"required": "Enter the day."})
    colour = forms.ChoiceField(label="Colour", choices=[("r", "Red"), ("b", "Blue")], widget=forms.RadioSelect())


def test_text_given_to_a_component_is_escaped() -> None:
    assert "<script>" not in component("tag", {"text": "<script>alert(1)</script>"})
    assert "&lt;script&gt;" in component("tag", {"text": "<script>alert(1)</script>"})


def test_a_variable_inside_a_block_is_escaped_by_django() -> None:
    template = Template('{% load govuk %}{% govukblock "inset-text" %}<b>{{ words }}</b>{% endgovukblock %}')
    drawn = template.render(Context({"words": "<i>"}))
    assert "<b>&lt;i&gt;</b>" in drawn


def test_a_component_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownComponent, match="no-such"):
        component("no-such", {})


def test_nested_parameters_reach_the_macro() -> None:
    drawn = Template('{% load govuk %}{% govuk "input" id="a" name="a" label__text="Age" hint__text="Years" %}').render(
        Context()
    )
    assert 'for="a"' in drawn
    assert "Years" in drawn


def test_a_form_draws_components_with_an_error_beside_each_field_and_a_link_to_it() -> None:
    form = Asked({"name": "", "day_day": "31", "day_month": "2", "day_year": "2027"})
    assert not form.is_valid()
    drawn = str(form)
    assert 'name="day_day"' in drawn
    assert 'value="31"' in drawn
    assert "govuk-input--error" in drawn
    links = {error["text"]: error.get("href") for error in error_list(form)}
    assert links["Enter a name."] == "#id_name"
    assert links["Enter a real date, for example 27 3 2027."] == "#id_day_0"
    for target in links.values():
        assert f'id="{str(target)[1:]}"' in drawn


def test_an_error_about_the_whole_form_has_no_link() -> None:
    form = Asked({"name": "x", "day_day": "1", "day_month": "2", "day_year": "2027", "colour": "r"})
    form.add_error(None, "That was not done.")
    assert error_list(form) == [{"text": "That was not done."}]


@pytest.mark.parametrize("boxes", [("29", "2", "2027"), ("x", "2", "2027"), ("1", "", "2027"), ("1", "1", "99999")])
def test_half_or_impossible_dates_are_refused(boxes: tuple[str, str, str]) -> None:
    with pytest.raises(forms.ValidationError):
        DatePartsField().clean(list(boxes))


def test_a_real_date_is_taken_and_an_empty_one_is_asked_for() -> None:
    assert DatePartsField().clean(["29", " 2 ", "2028"]) == date(2028, 2, 29)
    with pytest.raises(forms.ValidationError):
        DatePartsField().clean(["", "", ""])
