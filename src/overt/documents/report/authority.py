"""Who asked, who authorised, and exactly what (Form 1 records these: E-85, E-88)."""

from __future__ import annotations

from overt.documents.content import Block, Facts, Note, Paragraph, Quotation, Section, Table
from overt.documents.evidence import Evidence
from overt.documents.wording import moment, number, who
from overt.law.limits import known_limits
from overt.law.packs import Limit
from overt.law.states import Source
from overt.records.models import StatedReason
from overt.records.queries.authority import terms_of

_TESTS = ("proportionality", "legality", "accountability", "necessity")


def authority(evidence: Evidence) -> Section:
    """Say under whose authority the deployment ran, and for what."""
    row = evidence.deployment
    terms = terms_of(row)
    rows = (
        ("Kind", row.kind),
        ("Place", row.place),
        ("Purpose", row.purpose),
        ("Use case", row.use_case),
        ("Authorised window", f"{moment(row.starts_at)} to {moment(terms.ends_at)}"),
        ("Source of pictures", _source(evidence)),
        ("Cameras authorised", ", ".join(terms.cameras)),
        ("Applied for by", who(evidence, row.applicant, whole=True)),
        ("Submitted", moment(row.submitted_at)),
        ("Authorised by", who(evidence, row.authorised_by, whole=True)),
        ("Authorised", moment(row.authorised_at)),
        ("Engine", row.engine),
        ("Engine's passport (SHA-256)", row.engine_digest),
        ("Face-match threshold", f"{terms.threshold} on this engine's own scale; an alert is a score at or above it"),
        ("Watchlist (SHA-256)", row.watchlist_digest or "not sealed"),
        ("Authority (SHA-256)", row.authority_digest or "none given"),
        ("Law pack", f"{evidence.pack.title} ({row.pack})"),
        ("Law pack (SHA-256)", row.pack_digest),
    )
    digests = tuple(name for name, _ in rows if name.endswith("(SHA-256)"))
    return Section("Authority", (Facts(rows, digests), *_nobody_signed(evidence), *_tests(evidence)))


def conditions(evidence: Evidence) -> Section:
    """Say under which conditions: limits of the law pack, justification, consent, controlled space, trial plan."""
    known = known_limits()
    rows = tuple(
        (known[name].words, known[name].say(limit.value), _origin(limit))
        for name, limit in evidence.pack.limits.items()
    )
    limits = Table("The limits in force, and where each is from", ("Limit", "Value", "Source"), rows, (5, 2, 7), (1,))
    return Section("Conditions", (*_conditions(evidence), limits))


def _source(evidence: Evidence) -> str:
    row = evidence.deployment
    match row.source:
        case Source.RECORDING:
            return f"a local recording of consenting people, “{row.recording_label}”, {row.recording_seconds} s"
        case Source.DRAWN:
            return "drawn people; no real person's face"
        case _:
            return "live cameras"


def _nobody_signed(evidence: Evidence) -> tuple[Block, ...]:
    if not evidence.deployment.authorised_by.startswith("rule:"):
        return ()
    return (
        Note(
            "No officer signed this. A rehearsal on a recording of consenting people rests on the consent stated and "
            "on the limits below, not on an officer's authority."
        ),
    )


def _tests(evidence: Evidence) -> tuple[Block, ...]:
    reasons = StatedReason.objects.filter(deployment=evidence.deployment, act__startswith="authorise:")
    given = dict(reasons.order_by("given_at").values_list("act", "text"))
    answers = ((test, given.get(f"authorise:{test}", "")) for test in _TESTS)
    return tuple(
        Quotation(f"{test.capitalize()}, in the officer's words (M-23)", text) for test, text in answers if text
    )


def _conditions(evidence: Evidence) -> tuple[Block, ...]:
    row = evidence.deployment
    said: list[Block] = []
    if row.threshold_justification:
        said.append(Quotation("Why this threshold (E-89)", row.threshold_justification))
    if row.trial_hypothesis:
        said.append(Quotation("What the trial tests (M-78)", row.trial_hypothesis))
        said.append(Quotation("How it is evaluated (M-84)", row.trial_evaluation_plan))
        said.append(Paragraph(f"The trial ends for good on {moment(row.trial_ends_at)}."))
    consents = row.consents.count()
    if consents:
        said.append(Paragraph(f"Consents recorded, sealed: {number(consents)}."))
    for signature in row.space_signatures.order_by("signed_at"):
        told = f"{signature.statement} Signs: {signature.signs}"
        said.append(Quotation(f"Controlled space, signed by {who(evidence, signature.signed_by)}", told))
    return tuple(said)


def _origin(limit: Limit) -> str:
    return (limit.clause or limit.source) + (" (recalled, not read in its source)" if limit.unverified else "")
