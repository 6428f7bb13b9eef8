"""How allauth's pages answer a form with errors: 422, as every page of this site; it refuses to answer 200."""

from typing import Any

from django.http import HttpResponse


class Answers422:
    """A form with errors is answered 422, as everywhere on this site."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again with its errors."""
        page: Any = self
        answer: HttpResponse = page.render_to_response(page.get_context_data(form=form), status=422)
        return answer
