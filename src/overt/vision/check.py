"""Says what speaks against using an engine, one finding a sentence. It repairs and fetches nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from overt.vision.errors import EngineUnusable
from overt.vision.passports import WITHHELD, KindName, Passport, Weight, names, passport
from overt.vision.weights import read_verified

ACCEPTED_LICENCES = frozenset({"MIT", "Apache-2.0", "BSL-1.0", "CC0-1.0"})
"""Licences of weights accepted without asking; any other needs a person who accepts it by name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that speaks against an engine: a code for the ledger, a sentence for a person."""

    engine: str
    code: str
    sentence: str


def why_unusable(name: str, digest: str, accept_licences: Collection[str] = ()) -> str:
    """Return why an application made for this engine, with this passport, cannot use it here; "" when it can."""
    if name not in names():
        return f"The application was made for the engine {name}, which this program does not know."
    if passport(name).digest != digest:
        return f"The application was made for another version of the engine {name}: withdraw it and apply again."
    found = check(name, accept_licences=accept_licences)
    return found[0].sentence if found else ""


def check(
    engine: str | Passport,
    *,
    kind: KindName | None = None,
    models: Path | None = None,
    accept_licences: Collection[str] = (),
) -> list[Finding]:
    """Return all that speaks against an engine: missing or wrong weights, licences, and, for a kind, its fitness."""
    told = passport(engine) if isinstance(engine, str) else engine
    findings = [_weight_finding(told, weight, models) for weight in told.weights]
    findings += [_licence_finding(told, weight, accept_licences) for weight in told.weights]
    findings += [] if kind is None else _fitness_findings(told, kind)
    return [finding for finding in findings if finding is not None]


def refuse_findings(findings: Sequence[Finding]) -> None:
    """Raise EngineUnusable with the first finding's code and every finding's sentence."""
    if findings:
        raise EngineUnusable(findings[0].code, " ".join(finding.sentence for finding in findings))


def _weight_finding(told: Passport, weight: Weight, models: Path | None) -> Finding | None:
    try:
        read_verified(weight, models)
    except EngineUnusable as error:
        return Finding(told.name, error.code, error.sentence)
    return None


def _licence_finding(told: Passport, weight: Weight, accepted: Collection[str]) -> Finding | None:
    if weight.licence in ACCEPTED_LICENCES or weight.licence in accepted:
        return None
    sentence = f"The licence of {weight.file} ({weight.licence}) has not been accepted by anybody here."
    return Finding(told.name, "licence_not_accepted", sentence)


def _fitness_findings(told: Passport, kind: KindName) -> list[Finding | None]:
    findings: list[Finding | None] = []
    if kind not in told.fit_for:
        sentence = f"The engine {told.name} is not fit for {kind} use: {told.not_fit_because}"
        findings.append(Finding(told.name, "engine_unfit", sentence))
    if kind == "operational":
        findings += [
            Finding(
                told.name,
                "field_withheld",
                f"The maker of {told.name} withholds {field}; {WITHHELD} fields bar operational use.",
            )
            for field in told.withheld
        ]
    return findings
