"""Form 1, the applicant's half, as data: what is asked in which setting, and what an application still lacks.

The questions stand in `form_one.toml`, each with its clauses and its own sentence for when it is missing; closed lists
and limits are the law pack's. Pure: it decides on one `Application`, a plain value. It refuses nothing itself:
`omissions` says what is missing or unusual, and the conditions on `submit` stop on what must not be missing.
"""

from overt.law.form_one.application import Advised, Application, ExpectedAlerts, ListCounts
from overt.law.form_one.form import Form, Setting, form, setting_of
from overt.law.form_one.omissions import CHECKS, Omission, omissions

__all__ = [
    "CHECKS",
    "Advised",
    "Application",
    "ExpectedAlerts",
    "Form",
    "ListCounts",
    "Omission",
    "Setting",
    "form",
    "omissions",
    "setting_of",
]
