"""Form 1 as it was decided: application, list, advice, the officer's words, conditions, approvals, what was frozen.

It is made from the frozen snapshot, so the same decision gives the same bytes whatever happened since. It names nobody
on the list, opens nothing that is sealed, leaves the intelligence case out, and shows officers by opaque id.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from overt.documents.content import Block, Document, Facts, Note, Paragraph, Quotation, Section, Table
from overt.documents.deployment_report import REHEARSAL
from overt.documents.errors import DocumentRefused
from overt.documents.typesetting import typeset
from overt.documents.wording import moment, number, words
from overt.law.form_one import form, setting_of
from overt.law.form_one.said import said_in
from overt.law.redaction import NEVER
from overt.law.states import Kind, Source, State
from overt.law.stipulations import ENFORCED, StipulationKind, cameras_of, moment_of
from overt.law.templates import is_needed
from overt.records.models import Deployment, OversightRequest, StatedReason
from overt.records.queries.authority import snapshot_text, terms_of
from overt.records.queries.packs import pack_of
from overt.records.queries.redaction import parts_of

_UNDECIDED = frozenset({State.DRAFT, State.SUBMITTED, State.WITHDRAWN})
_PARTS = {
    "proportionality": "Proportionality (M-23)",
    "legality": "Legality (M-23)",
    "accountability": "Accountability (M-23)",
    "necessity": "Necessity (M-23)",
    "criteria": "Criteria that target no individual and no group (E-91)",
    "on_advice": "Answer to the oversight group (M-31)",
    "urgency": "Why it could not wait",
}
_COUNTS = {
    "under_young": "who may be under the age for an approval each (E-93)",
    "under_child": "who may be under the age for advice before the request (E-94)",
    "disability": "with a disability (E-110)",
    "image_too_old": "with a picture too old to be reliable (E-45)",
    "child_at_capture": "pictured as a young child (E-45)",
    "face_occluded": "with something hiding part of the face in a picture",
}


def form1(deployment: Deployment | str) -> bytes:
    """Typeset Form 1 of a decided deployment as PDF/UA-1.

    Raises:
        DocumentRefused: there is no such deployment, or it is not decided on yet.
        TypesettingFailed: the typesetter gave no document.
    """
    return typeset(compose(_decided(deployment)))


def compose(row: Deployment) -> Document:
    """Put the form together."""
    said: dict[str, Any] = json.loads(row.snapshot_json or snapshot_text(row))
    sections = (_application(row, said), *_answers(row, said), _list(row), *_advice(row), _decision(row, said))
    return Document(
        title="Form 1",
        subtitle=row.title,
        reference=f"deployment {row.id}",
        dated=_decided_at(row),
        warning=REHEARSAL if row.kind == Kind.REHEARSAL else "",
        summary=_summary(row, said),
        sections=(*sections, *_conditions(said), *_approvals(said), *_signatures(row), *_frozen(row)),
    )


def _decided(deployment: Deployment | str) -> Deployment:
    row = Deployment.objects.filter(pk=deployment if isinstance(deployment, str) else deployment.id).first()
    if row is None:
        raise DocumentRefused("no_such_deployment", "There is no such deployment on this site.")
    refused = row.state == State.REFUSED
    if row.state in _UNDECIDED or (row.authorised_at is None and not refused):
        raise DocumentRefused("not_decided", "This application is not decided on yet, so there is no Form 1 to print.")
    return row


def _decided_at(row: Deployment) -> datetime:
    decided = row.confirmed_at or row.authorised_at or row.ended_at
    assert decided is not None  # a refusal sets the end
    return decided


def _summary(row: Deployment, said: Mapping[str, Any]) -> tuple[Block, ...]:
    if row.authorised_at is None:
        return (Note(f"Refused on {moment(row.ended_at)}."),)
    terms = terms_of(row)
    rows = [
        ("Decision", "authorised" if not row.confirm_by else "authorised urgently"),
        ("By", f"officer {row.authorised_by}"),
        ("On", moment(row.authorised_at)),
        ("Hours", f"{moment(row.starts_at)} to {moment(terms.ends_at)}"),
        ("Cameras", ", ".join(terms.cameras)),
        ("Threshold", f"{terms.threshold} on the engine's own scale"),
        ("Conditions", number(len(said["conditions"]))),
    ]
    if row.confirm_by:
        confirmed = f"officer {row.confirmed_by} on {moment(row.confirmed_at)}" if row.confirmed_by else "nobody yet"
        rows += [("To be confirmed by", moment(row.confirm_by)), ("Confirmed by", confirmed)]
    return (Facts(tuple(rows)),)


def _application(row: Deployment, said: Mapping[str, Any]) -> Section:
    applied = said["application"]
    facts = (
        ("Kind", applied["kind"]),
        ("Use case", words(applied["use_case"])),
        ("Place", applied["place"]),
        ("Purpose", applied["purpose"]),
        ("Hours applied for", f"{moment(row.starts_at)} to {moment(moment_of(said['ends_at']))}"),
        ("Applied for by", f"person {row.applicant}"),
        ("Submitted", moment(row.submitted_at)),
        ("Engine", applied["engine"]),
        ("Engine's passport (SHA-256)", row.engine_digest),
        ("Threshold applied for", f"{applied['threshold']} on the engine's own scale"),
        ("Law pack", applied["pack"]),
        ("Law pack (SHA-256)", applied["pack_digest"]),
    )
    blocks: list[Block] = [Facts(facts, ("Engine's passport (SHA-256)", "Law pack (SHA-256)"))]
    blocks.append(_cameras(applied["cameras"]))
    if applied["threshold_justification"]:
        blocks.append(Quotation("Why this threshold (E-89)", applied["threshold_justification"]))
    if applied["trial_hypothesis"]:
        blocks.append(Quotation("What the trial tests (M-78)", applied["trial_hypothesis"]))
        blocks.append(Quotation("How it is evaluated (M-84)", applied["trial_evaluation_plan"]))
    return Section("Application", tuple(blocks))


def _answers(row: Deployment, said: Mapping[str, Any]) -> tuple[Section, ...]:
    """Set every answer of Form 1, and the advice given before the request."""
    answers = {
        place: value if isinstance(value, str) else tuple(value)
        for place, value in said["application"]["form_one"].items()
    }
    asked = form(pack_of(row))
    found = []
    for section in asked.sections_for(setting_of(Kind(row.kind), Source(row.source))):
        if section.code in NEVER:
            found.append(Section(section.title, (Paragraph("It is sealed, and no part of what is printed."),)))
            continue
        if not is_needed(asked.template, section, answers):
            continue
        blocks = tuple(Quotation(one.ask, one.text) for one in said_in(section, answers) if one.text)
        found.append(Section(section.title, blocks or (Paragraph("Nothing was answered, or it is erased as due."),)))
    advice = tuple(
        Quotation(f"{words(given_as).capitalize()}, person {given_by}", text)
        for _, given_as, text, given_by in said["application"]["advice"]
    )
    return (*found, Section("Advice before the request", advice)) if advice else tuple(found)


def _cameras(cameras: Sequence[Sequence[Any]]) -> Table:
    rows = tuple(
        (name, ", ".join(f"{x:g} {y:g}" for x, y in zone), f"{smallest} px") for name, zone, smallest in cameras
    )
    heading = ("Camera", "Zone, corners in shares of the picture", "Smallest face")
    return Table("Cameras applied for", heading, rows, (3, 8, 3), (2,))


def _list(row: Deployment) -> Section:
    counted: dict[str, int] = row.list_composition_json
    entries = counted.get("entries", 0)
    categories = {code: count for code, count in counted.items() if code.startswith("category:")}
    rows = [(words(code.removeprefix("category:")), number(count)) for code, count in categories.items()]
    rows += [
        (told, f"{number(counted[code])} of {number(entries)}") for code, told in _COUNTS.items() if code in counted
    ]
    if counted.get("volunteers"):
        rows += [("Blue List volunteers, in no other count", number(counted["volunteers"]))]
    rows += [("all entries", number(entries)), ("pictures", number(counted.get("pictures", 0)))]
    table = Table(
        "The watchlist as sealed, by category and by what needs care", ("Entries", "Number"), tuple(rows), (9, 3), (1,)
    )
    return Section(
        "Watchlist", (table, Facts((("Watchlist (SHA-256)", row.watchlist_digest),), ("Watchlist (SHA-256)",)))
    )


def _advice(row: Deployment) -> tuple[Section, ...]:
    asked = OversightRequest.objects.filter(deployment=row).first()
    if asked is None:
        return ()
    blocks: list[Block] = [Quotation(f"Asked by person {asked.asked_by} on {moment(asked.asked_at)}", asked.question)]
    if asked.withheld:
        named = parts_of(row)
        told = ", ".join(named.get(part, part) for part in asked.withheld)
        blocks.append(Paragraph(f"Withheld from the group: {told}."))
    for one in asked.advice.order_by("given_at", "id"):
        blocks.append(Quotation(f"Advice of overseer {one.given_by} on {moment(one.given_at)}", one.words))
        if one.dissent:
            blocks.append(Quotation("Dissent within the group", one.dissent))
    if len(blocks) == 1:
        blocks.append(Paragraph("No advice had come."))
    return (Section("Advice of the oversight group", tuple(blocks)),)


def _decision(row: Deployment, said: Mapping[str, Any]) -> Section:
    given = {act.removeprefix("authorise:"): text for act, text, _ in said["words"]}
    blocks: list[Block] = [Quotation(told, given[part]) for part, told in _PARTS.items() if part in given]
    if "confirm" in given:
        blocks.append(Quotation(f"Confirmed by officer {row.confirmed_by}", given["confirm"]))
    if row.state == State.REFUSED:
        why = StatedReason.objects.filter(deployment=row, act="refuse").order_by("given_at")
        blocks += [Quotation(f"Refused by officer {one.given_by}", one.text) for one in why]
    if not blocks:
        blocks = [Note("No officer signed this: it rests on the rule for recordings of consenting people.")]
    return Section("Decision", tuple(blocks))


def _conditions(said: Mapping[str, Any]) -> tuple[Section, ...]:
    if not said["conditions"]:
        return ()
    rows = tuple(_condition(StipulationKind(kind), value) for kind, value in said["conditions"])
    table = Table("Conditions of the authority, and who keeps each", ("Condition", "Kept by"), rows, (10, 3))
    return (Section("Conditions", (table,)),)


def _condition(kind: StipulationKind, value: str) -> tuple[str, str]:
    if kind is StipulationKind.PEOPLE:
        return value, "people"
    shown = {
        StipulationKind.ENDS_BY: lambda: moment(moment_of(value)),
        StipulationKind.ONLY_CAMERAS: lambda: ", ".join(cameras_of(value)),
    }.get(kind, lambda: value)()
    return f"{ENFORCED[kind]}: {shown}", "the software"


def _approvals(said: Mapping[str, Any]) -> tuple[Section, ...]:
    if not said["approvals"]:
        return ()
    rows = tuple((entry, officer, commitment) for entry, officer, commitment, _ in said["approvals"])
    table = Table(
        "Each approval by itself, its words sealed (E-93)", ("Entry", "Officer", "Commitment"), rows, (5, 5, 6)
    )
    return (Section("Approvals of people under age", (table,)),)


def _signatures(row: Deployment) -> tuple[Section, ...]:
    signed: list[Block] = [
        Quotation(f"Technical suitability, person {one.signed_by}, {moment(one.signed_at)}", one.statement)
        for one in row.technical_signatures.order_by("signed_at", "id")
    ]
    signed += [
        Quotation(
            f"Controlled space, person {one.signed_by}, {moment(one.signed_at)}", f"{one.statement} Signs: {one.signs}"
        )
        for one in row.space_signatures.order_by("signed_at", "id")
    ]
    return (Section("Signatures", tuple(signed)),) if signed else ()


def _frozen(row: Deployment) -> tuple[Section, ...]:
    if not row.authority_digest:
        return ()
    rows = (("Authority (SHA-256)", row.authority_digest), ("Snapshot (SHA-256)", row.snapshot_digest))
    told = Paragraph(
        "The authority covers the snapshot, the snapshot all of the above. The authority's digest is in the ledger and "
        "part of the key that opens the watchlist: any change but a withdrawal from the list voids it."
    )
    return (Section("What was frozen", (Facts(rows, tuple(name for name, _ in rows)), told)),)
