"""What the tests' processes begin with beside the libraries: rooms that read no setting, and components compiled."""

import overt.law.acts
import overt.law.packs
import overt.law.register
import overt.law.templates
import overt.measure
import overt.vault  # noqa: F401
from overt.web.govuk import component

COMPONENTS = (
    "back-link",
    "button",
    "checkboxes",
    "date-input",
    "error-summary",
    "file-upload",
    "input",
    "inset-text",
    "notification-banner",
    "password-input",
    "radios",
    "select",
    "service-navigation",
    "tag",
    "textarea",
    "warning-text",
)
for name in COMPONENTS:
    component(name, {"items": [], "label": {"text": name}})
