"""Which parts of an application the oversight group may read before a decision.

Identities and the intelligence case are no part at all: nothing shows them to the group. Its owner may withhold more.
"""

from collections.abc import Mapping

PARTS: Mapping[str, str] = {
    "kind": "Kind and use case",
    "purpose": "Purpose",
    "place": "Place",
    "hours": "Hours",
    "cameras": "Cameras",
    "engine": "Engine and threshold",
    "list": "Composition of the watchlist",
}
"""Each part by code, in words."""
