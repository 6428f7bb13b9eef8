"""The states, kinds and sources of a deployment; names only, the steps between them are in `transitions`."""

from enum import StrEnum


class State(StrEnum):
    """Where a deployment is in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AUTHORISED = "authorised"
    LIVE = "live"
    HALTED = "halted"
    CLOSED = "closed"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Kind(StrEnum):
    """What a deployment is for; it is fixed at creation and no act changes it (M-79, M-88)."""

    REHEARSAL = "rehearsal"
    TRIAL = "trial"
    OPERATIONAL = "operational"


class Source(StrEnum):
    """Where the pictures come from: a camera, a recording of consenting people, or drawn people."""

    CAMERA = "camera"
    RECORDING = "recording"
    DRAWN = "drawn"
