"""The decision's forms: four tests in the officer's words, and the controlled space of a live rehearsal."""

from overt.actions.values import FourTests
from overt.web.apply.forms import words_field
from overt.web.govuk import GovukForm


class FourTestsForm(GovukForm):
    """The four tests of an authority (M-23); none may be left empty."""

    proportionality = words_field(
        "Proportionality",
        "Say why this is proportionate.",
        "Why the intrusion is not more than the aim is worth, and why nothing less would do.",
    )
    legality = words_field("Legality", "Say which law and policy this rests on.", "Which law and policy this rests on.")
    accountability = words_field(
        "Accountability", "Say who answers for it.", "Who answers for it, and how the public will know."
    )
    necessity = words_field("Necessity", "Say why this is necessary.", "Why it is needed here, now and for this list.")

    def tests(self) -> FourTests:
        """Return the answers."""
        return FourTests(**self.cleaned_data)


class SuitabilityForm(GovukForm):
    """The technical lead's own words (M-06, M-18, M-19)."""

    statement = words_field(
        "Why it is technically suitable",
        "Say why it is technically suitable.",
        "Engine and version, cameras and light, threshold and list size, and how a trial will be evaluated.",
    )


class SpaceForm(GovukForm):
    """A second person's word that a live rehearsal's space is controlled and its signs are up."""

    statement = words_field(
        "How the space is controlled", "Say how the space is controlled.", "Who can walk in, and who keeps others out."
    )
    signs = words_field("Signs", "Say where the signs are.", "Where the signs are, and what they say.")
