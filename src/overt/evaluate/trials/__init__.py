"""Seeded trials: how many passages a trial needs before anybody walks, and rates from the log of those who walked.

Volunteers on a Blue List walk past the cameras and somebody notes what each passage gave. This part refuses to state
a rate of a group of fewer than five people, which could be read as one person's own, and hands out no result of one.
"""

from overt.evaluate.trials.log import PassageLog, Result, TrialRefused, read_log
from overt.evaluate.trials.planning import TrialNeeds, TrialPlan, plan_trial
from overt.evaluate.trials.rates import Cell, Dimension, TrialRates, trial_rates

__all__ = [
    "Cell",
    "Dimension",
    "PassageLog",
    "Result",
    "TrialNeeds",
    "TrialPlan",
    "TrialRates",
    "TrialRefused",
    "plan_trial",
    "read_log",
    "trial_rates",
]
