"""Rates, intervals and percentiles as pure functions: a number carries denominator, interval, unit and method (I-8).

This room refuses to print a bare zero or a bare percentage, to use the Wald interval, and to guess about alerts nobody
could decide: those stand as a best and a worst case. It follows the methods FIELD names (ISO/IEC 19795-1, 30137-1) and
claims no conformance. scipy is imported inside functions, since loading it takes seconds.
"""

from overt.measure.errors import MeasureError
from overt.measure.intervals import clopper_pearson, interval, one_sided_lower, one_sided_upper, wilson
from overt.measure.percentiles import Percentiles, Quantile, percentiles
from overt.measure.rates import FalseAlertRate, false_alert_rate
from overt.measure.values import Rate

__all__ = [
    "FalseAlertRate",
    "MeasureError",
    "Percentiles",
    "Quantile",
    "Rate",
    "clopper_pearson",
    "false_alert_rate",
    "interval",
    "one_sided_lower",
    "one_sided_upper",
    "percentiles",
    "wilson",
]
