"""Rates, intervals and comparisons as pure functions: a number carries denominator, interval, unit and method (I-8).

This room refuses to print a bare zero or a bare percentage, to use the Wald interval, to say that groups do not differ
where a difference could not have been seen, and to guess about alerts nobody could decide: those stand as a best and a
worst case. It follows the methods FIELD names (ISO/IEC 19795-1, -2, -10, 30137-1) and claims no conformance. scipy is
imported inside functions, since loading it takes seconds.
"""

from overt.measure.bootstrap import (
    RESAMPLES,
    Resampled,
    clustered_bootstrap,
    design_effect,
    effective_size,
    rate_of_people,
    rates_of_people,
    tallies,
)
from overt.measure.comparisons import Comparison, GroupComparison, GroupRate, Verdict, compare_groups
from overt.measure.composition import Composition
from overt.measure.errors import MeasureError
from overt.measure.exact_tests import ALPHA, binomial_test, fisher_exact, fisher_power, holm
from overt.measure.hourly import HourlyRate, hourly_rate
from overt.measure.indices import Index, garbe, largest_over_geometric_mean
from overt.measure.intervals import clopper_pearson, interval, jeffreys, one_sided_lower, one_sided_upper, wilson
from overt.measure.percentiles import Percentiles, Quantile, percentiles
from overt.measure.planning import (
    Power,
    minimum_detectable_ratio,
    passages_for_power,
    passages_for_precision,
    passages_without_error,
    power,
)
from overt.measure.projection import Projection, project_fpir
from overt.measure.rates import FalseAlertRate, false_alert_rate
from overt.measure.ratios import Ratio, equivalent, rate_ratio
from overt.measure.searches import (
    Evaluation,
    MatedSearches,
    NonMatedSearches,
    Stated,
    end_to_end,
    fnir,
    fpir,
    fta,
    selectivity,
    tpir,
)
from overt.measure.sequential import Attained, CeilingTest, Colour, Decision, SequentialTest
from overt.measure.thresholds import ThresholdEstimate, threshold_for
from overt.measure.values import Mean, Rate

__all__ = [
    "ALPHA",
    "RESAMPLES",
    "Attained",
    "CeilingTest",
    "Colour",
    "Comparison",
    "Composition",
    "Decision",
    "Evaluation",
    "FalseAlertRate",
    "GroupComparison",
    "GroupRate",
    "HourlyRate",
    "Index",
    "MatedSearches",
    "Mean",
    "MeasureError",
    "NonMatedSearches",
    "Percentiles",
    "Power",
    "Projection",
    "Quantile",
    "Rate",
    "Ratio",
    "Resampled",
    "SequentialTest",
    "Stated",
    "ThresholdEstimate",
    "Verdict",
    "binomial_test",
    "clopper_pearson",
    "clustered_bootstrap",
    "compare_groups",
    "design_effect",
    "effective_size",
    "end_to_end",
    "equivalent",
    "false_alert_rate",
    "fisher_exact",
    "fisher_power",
    "fnir",
    "fpir",
    "fta",
    "garbe",
    "holm",
    "hourly_rate",
    "interval",
    "jeffreys",
    "largest_over_geometric_mean",
    "minimum_detectable_ratio",
    "one_sided_lower",
    "one_sided_upper",
    "passages_for_power",
    "passages_for_precision",
    "passages_without_error",
    "percentiles",
    "power",
    "project_fpir",
    "rate_of_people",
    "rate_ratio",
    "rates_of_people",
    "selectivity",
    "tallies",
    "threshold_for",
    "tpir",
    "wilson",
]
