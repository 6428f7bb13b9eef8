"""The drawn clip of the demonstration, composed once and kept beside other files we make ourselves, never in a site."""

import hashlib
from dataclasses import replace
from pathlib import Path

from overt.rehearsal.crowd import Clip, CrowdPlan, compose
from overt.rehearsal.plans import demo_plan
from overt.rehearsal.truth import Truth, load_truth
from overt.vision.weights import cache_folder

QUIET_SECONDS = 7.0
"""An empty street at the end of the clip: the time in which scripted people halt and resume."""


def demonstration_plan() -> CrowdPlan:
    """Return what the demonstration's clip is made from."""
    planned = demo_plan()
    return replace(planned, seconds=planned.seconds + QUIET_SECONDS)


def place_of(plan: CrowdPlan) -> Path:
    """Return where the video of a plan is kept, composed or not."""
    name = hashlib.sha256(repr(plan).encode()).hexdigest()[:16]
    return cache_folder() / "clips" / f"{name}.mp4"


def kept(plan: CrowdPlan) -> Clip:
    """Return the clip of a plan from the cache, or compose it there; the same plan gives the same clip."""
    video = place_of(plan)
    truth = video.with_suffix(".truth.json")
    if video.exists() and truth.exists():
        found = load_truth(truth)
        if found.video_sha256 == hashlib.sha256(video.read_bytes()).hexdigest():
            return Clip(video, truth, found)
    video.parent.mkdir(parents=True, exist_ok=True)
    return compose(plan, video.parent, video.stem)


def zone_of(stage: CrowdPlan | Truth) -> tuple[tuple[float, float], ...]:
    """Return the zone of recognition of a clip or of its plan as fractions of the frame, 0 to 1."""
    return tuple((x / stage.width, y / stage.height) for x, y in stage.zone)


def last_person_leaves(clip: Clip) -> float:
    """Return the second of the clip in which the zone is empty for good."""
    return max(passage.last_seconds for passage in clip.truth.passages)
