"""The thresholds of rehearsals with drawn people. They say nothing about real faces.

Drawn people share one sculptor, so a threshold meant for people would alert for most of them. How each was set and what
it was measured to do is in `docs/drawn-people.md`.
"""

from collections.abc import Mapping
from types import MappingProxyType

REHEARSAL_THRESHOLD: Mapping[str, str] = MappingProxyType({"dlib": "0.72", "yunet-dlib": "0.71"})
"""Engine name to threshold on that engine's scale, as decimal text; an engine that was not measured has none."""
