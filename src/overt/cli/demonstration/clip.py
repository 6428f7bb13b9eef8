"""The drawn clip of the demonstration, composed once and kept beside other files we make ourselves, never in a site."""

import hashlib
from dataclasses import replace
from pathlib import Path

from overt.rehearsal.crowd import Clip, CrowdPlan, compose
from overt.rehearsal.plans import demo_plan
from overt.rehearsal.truth import load_truth
from overt.vision.weights import cache_folder

QUIET_SECONDS = 7.0
"""An empty street at the end of the clip: the time in which scripted people halt and resume."""


def demonstration_clip() -> Clip:
    """Return the clip of drawn people with its truth, composing it when it is not there yet."""
    planned = demo_plan()
    return kept(replace(planned, seconds=planned.seconds + QUIET_SECONDS))


def kept(plan: CrowdPlan) -> Clip:
    """Return the clip of a plan from the cache, or compose it there; the same plan gives the same clip."""
    folder = cache_folder() / "clips"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(repr(plan).encode()).hexdigest()[:16]
    video, truth = folder / f"{name}.mp4", folder / f"{name}.truth.json"
    if video.exists() and truth.exists():
        found = load_truth(truth)
        if found.video_sha256 == hashlib.sha256(video.read_bytes()).hexdigest():
            return Clip(video, truth, found)
    return compose(plan, folder, name)


def zone_of(clip: Clip) -> tuple[tuple[float, float], ...]:
    """Return the clip's zone of recognition as fractions of the frame, 0 to 1."""
    truth = clip.truth
    return tuple((x / truth.width, y / truth.height) for x, y in truth.zone)


def last_person_leaves(clip: Clip) -> float:
    """Return the second of the clip in which the zone is empty for good."""
    return max(passage.last_seconds for passage in clip.truth.passages)


def lasts(path: Path) -> float:
    """Return the length of a video in seconds."""
    import av

    with av.open(str(path)) as container:
        return float(container.duration or 0) / 1_000_000
