"""What this part of the room says when a published table cannot be read."""

from overt.evaluate.errors import EvaluateError


class RecordsUnreadable(EvaluateError):
    """The file holds no table that can be read as published deployments; the sentence says why and what to do."""
