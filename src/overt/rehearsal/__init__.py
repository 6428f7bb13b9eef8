"""Drawn people, crowds of them on video with known truth, and the search for what should have left nothing.

This room lets Overt be shown and tested without the face of anybody who exists: parametric heads drawn by code, clips
composed from them, a truth file beside each clip, a score for the counting of passages, and a search of a folder for
planted probes and templates. It refuses photographs and scans as material, and it refuses conclusions: figures from
drawn people say nothing about real faces, and nothing about groups of people.

How the people were chosen. All shipped people were drawn from the distribution in `identity`, and each was looked at;
those that looked odd were left out. The twelve `listed` ones were then chosen because they differ most, for the dlib
template, from all others drawn, the `passers` and the `calibration` people among them. So false alerts in the
demonstration itself are rarer than chance and are no measurement. `calibration` people set the rehearsal threshold.
The unlisted people of the long test are drawn anew by `new_person` from a printed seed, thousands of passages of
people nobody looked at or chose, and are disjoint from everybody shipped.
"""

from overt.rehearsal.canary import Canary, Findings, Hit, search
from overt.rehearsal.crowd import Clip, CrowdPlan, compose
from overt.rehearsal.errors import (
    CanaryUnusable,
    ClipUnwritten,
    PeopleUnreadable,
    PlanRefused,
    RehearsalError,
    SpritesMissing,
    TruthUnreadable,
)
from overt.rehearsal.identity import DrawnPerson, new_person
from overt.rehearsal.people import Cast, Group, load_cast, load_people
from overt.rehearsal.plans import crowd_plan, demo_plan
from overt.rehearsal.score import ObservedBox, ObservedPassage, PassageError, match_passages, passage_error
from overt.rehearsal.stills import enrolment_still, enrolment_stills
from overt.rehearsal.truth import Appearance, Truth, TruthPassage, load_truth, save_truth

__all__ = [
    "Appearance", "Canary", "CanaryUnusable", "Cast", "Clip", "ClipUnwritten", "CrowdPlan", "DrawnPerson", "Findings",
    "Group", "Hit", "ObservedBox", "ObservedPassage", "PassageError", "PeopleUnreadable", "PlanRefused",
    "RehearsalError", "SpritesMissing", "Truth", "TruthPassage", "TruthUnreadable", "compose", "crowd_plan",
    "demo_plan", "enrolment_still", "enrolment_stills", "load_cast", "load_people", "load_truth", "match_passages",
    "new_person", "passage_error", "save_truth", "search",
]  # fmt: skip
