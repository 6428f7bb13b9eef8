"""The review's form; findings are words, the figures are counted by the site."""

from overt.web.apply.forms import words_field
from overt.web.govuk import GovukForm


class ReviewForm(GovukForm):
    """What the review found."""

    findings = words_field(
        "Findings", "Say what you found.", "What worked, what did not, and what should change.", longest=5000
    )
