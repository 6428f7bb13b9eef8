"""What a camera run leaves when it ends: counters, how fast alerts were, when comparison stopped; no ids of people."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from overt.live.values import Counters, Latency


@dataclass(frozen=True)
class Stop:
    """Comparison stopped: why, as a code, and when this process was sure of it (ISO 8601, UTC)."""

    code: str
    at: str


@dataclass(frozen=True)
class Refusal:
    """Why a camera process was refused, for the supervisor to tell: a code and a sentence."""

    code: str
    sentence: str

    def to_json(self) -> str:
        """Write the refusal as one line."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Refusal:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class RunReport:
    """One camera run. `ended` is a code: `source_ended`, `stopped`, `hours_over`, `deployment_closed` and so on."""

    deployment: str
    camera: str
    run: str
    ended: str
    counters: Counters
    latencies: tuple[Latency, ...]
    stops: tuple[Stop, ...]

    def to_json(self) -> str:
        """Write the report as one line."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> RunReport:
        """Read what `to_json` wrote."""
        parts = json.loads(text)
        parts["counters"] = Counters(**parts["counters"])
        parts["latencies"] = tuple(Latency(**one) for one in parts["latencies"])
        parts["stops"] = tuple(Stop(**one) for one in parts["stops"])
        return cls(**parts)
