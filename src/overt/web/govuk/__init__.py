"""The bridge to GOV.UK-style components: macros of govuk-frontend-jinja for Django templates and forms.

It refuses to draw the crown, the GOV.UK logo or the GDS Transport font: this is not a gov.uk service.
"""

from overt.web.govuk.dates import DatePartsField
from overt.web.govuk.forms import GovukForm
from overt.web.govuk.macros import component

__all__ = ["DatePartsField", "GovukForm", "component"]
