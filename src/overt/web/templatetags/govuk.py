"""`{% govuk "button" text="…" %}` and `{% govukblock "inset-text" %}…`: components inside Django templates."""

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString

from overt.web.govuk.forms import error_list, field_markup
from overt.web.govuk.macros import component

register = template.Library()


def _nested(params: dict[str, object]) -> dict[str, object]:
    """Turn `label__text="x"` into `{"label": {"text": "x"}}`, the shape the macros take."""
    nested: dict[str, object] = {}
    for name, value in params.items():
        *path, last = name.split("__")
        level = nested
        for step in path:
            deeper = level.setdefault(step, {})
            assert isinstance(deeper, dict)
            level = deeper
        level[last] = value
    return nested


@register.simple_tag
def govuk(component_name: str, **params: object) -> SafeString:
    """Draw one component."""
    return component(component_name, _nested(params))


@register.simple_tag
def govuk_field(field: BoundField) -> SafeString:
    """Draw one form field."""
    return field_markup(field)


@register.simple_tag
def govuk_errors(form: BaseForm) -> SafeString:
    """Draw a form's error summary, or nothing."""
    if not form.errors:
        return SafeString("")
    return component("error-summary", {"titleText": "There is a problem", "errorList": error_list(form)})


class _Block(template.Node):
    def __init__(self, name: FilterExpression, params: dict[str, FilterExpression], body: NodeList) -> None:
        self._name, self._params, self._body = name, params, body

    def render(self, context: Context) -> SafeString:
        params = {key: value.resolve(context) for key, value in self._params.items()}
        return component(self._name.resolve(context), _nested(params) | {"html": self._body.render(context)})


@register.tag
def govukblock(parser: Parser, token: Token) -> _Block:
    """Draw a component whose content is the markup up to `{% endgovukblock %}`."""
    _, name, *rest = token.split_contents()
    body = parser.parse(("endgovukblock",))
    parser.delete_first_token()
    return _Block(parser.compile_filter(name), token_kwargs(rest, parser), body)
