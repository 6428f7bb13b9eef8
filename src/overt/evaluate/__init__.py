"""Evaluations: plans, protocols and reports about accuracy, differences between groups, thresholds, published records.

A plan names people, ground and consent before a picture is opened; figures come out with counts, intervals, method and
what was not measured. This room refuses people on both sides of a comparison, to state a difference as absent that
could not have been seen, to hand out a score or a template of one person, and to overwrite a result. It never imports
Django: on a site, `cli` records the act. scipy, matplotlib and the engines are imported only when something is run.
"""

from overt.evaluate.errors import CohortRefused, EvaluateError, PlanInvalid, RunRefused, ScoresRefused

__all__ = ["CohortRefused", "EvaluateError", "PlanInvalid", "RunRefused", "ScoresRefused"]
