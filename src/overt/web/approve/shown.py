"""What the authority's page shows, what is missing or unusual first; it names nobody on the list."""

from dataclasses import dataclass, replace

from django.utils.timezone import localtime

from overt.actions.application import application_of
from overt.actions.facts import applicants_of, in_the_way_of_authority, in_the_way_of_start
from overt.actions.facts_decision import young_entries
from overt.law import State
from overt.law import conditions as must
from overt.law.acts import PREPARING
from overt.law.form_one import Application, ExpectedAlerts, form, omissions
from overt.law.redaction import NEVER
from overt.law.stipulations import StipulationKind, cameras_of, moment_of
from overt.records.models import (
    Advice,
    AuthorityReview,
    Deployment,
    EntryApproval,
    OversightRequest,
    Person,
    WatchlistEntry,
)
from overt.records.queries.authority import stipulations_of, terms_of
from overt.web.apply.listing import composition
from overt.web.assess.shown import ShownSection, sections_of
from overt.web.categories import categories_of
from overt.web.gates import offered, roles_for
from overt.web.people import name_of, names_of
from overt.web.words import AGE_BANDS, CONDITIONS, code_words, role_words

UNUSUAL = {
    "under_young": "may be under 18: each needs an approval of its own",
    "under_child": "may be under 13: legal advice comes before the request",
    "disability": "with a disability",
    "image_too_old": "with a picture too old to be reliable",
    "child_at_capture": "pictured as a young child, where a match is unreliable",
    "face_occluded": "with something hiding part of the face in a picture: expect them to be missed more often",
}
"""What of a list an officer looks at first, by the name of its count."""


@dataclass(frozen=True)
class ShownCondition:
    """One condition of an authority in words, and who keeps it."""

    words: str
    value: str
    by_machine: bool


@dataclass(frozen=True)
class YoungEntry:
    """One entry that may be of somebody under 18, without a word of who it is."""

    number: int
    entry: str
    category: str
    age: str
    approved: bool


def shown(person: Person, deployment: Deployment) -> dict[str, object]:
    """Return everything the page shows of the application, its decision and what became of it."""
    entries, counted = composition(deployment)
    application = application_of(deployment)
    found = omissions(application) if deployment.state in PREPARING else ()
    request = OversightRequest.objects.filter(deployment=deployment).first()
    reviews = list(AuthorityReview.objects.filter(deployment=deployment).order_by("reviewed_at"))
    signed = [*deployment.technical_signatures.all()]
    return {
        "applicant": name_of(deployment.applicant),
        "authorised_by": name_of(deployment.authorised_by),
        "confirmed_by": name_of(deployment.confirmed_by),
        "missing": [*_missing(person, deployment), *(one.sentence for one in found if one.stops)],
        "unusual": [*(one.sentence for one in found if not one.stops), *_unusual(deployment)],
        "sections": _sections(person, application),
        "expected": expected_words(application.expected) if deployment.kind != "rehearsal" else "",
        "team_advice": _advice(deployment),
        "composition": counted,
        "entries": entries,
        "young": _young(person, deployment),
        "may_approve": offered(person, "approve_entry", deployment) and person.pk not in applicants_of(deployment),
        "approvals": EntryApproval.objects.filter(deployment=deployment).count(),
        "conditions": conditions_of(deployment),
        "terms": terms_of(deployment) if deployment.authorised_at else None,
        "waits_for_confirmation": deployment.confirm_by is not None and not deployment.confirmed_by,
        "may_confirm": _may_confirm(person, deployment),
        "advice_request": request,
        "asked_by": name_of(request.asked_by) if request else "",
        "advice": [(name_of(one.given_by), one) for one in request.advice.order_by("given_at")] if request else [],
        "technical_signatures": [(name_of(one.signed_by), one) for one in signed],
        "signatures": [(name_of(one.signed_by), one) for one in deployment.space_signatures.all()],
        "reviews": [(name_of(one.reviewed_by), one) for one in reviews],
        "reasons": _reasons(deployment),
    }


def _sections(person: Person, application: Application) -> list[ShownSection]:
    """Return the answers this person reads, by section; the intelligence case is for those who may open it."""
    asked, reads_all = form(application.pack), bool(roles_for("open_intelligence") & person.roles)
    sections = [one for one in asked.sections_for(application.setting) if reads_all or one.code not in NEVER]
    shape = replace(asked.template, sections=tuple(sections))
    known = shape.questions()
    return sections_of(shape, {place: said for place, said in application.answers.items() if place in known})


def expected_words(expected: ExpectedAlerts | None) -> str:
    """Say what false alerts to expect for each 1,000 faces, with its interval and where it comes from."""
    if expected is None:
        return "No accepted measurement of this engine tells what false alerts to expect at this threshold."
    point, low, high = (f"{1000 * share:.3g}" for share in (expected.point, expected.low, expected.high))
    return f"Projected: {point} for each 1,000 faces (between {low} and {high}). {expected.sentence}"


def _advice(deployment: Deployment) -> list[tuple[str, str, Advice]]:
    rows = list(Advice.objects.filter(deployment=deployment).order_by("given_at"))
    names = names_of({one.given_by for one in rows})
    return [(names[one.given_by], role_words(one.given_as), one) for one in rows]


def conditions_of(deployment: Deployment) -> list[ShownCondition]:
    """Return the conditions of an authority in words."""
    return [
        ShownCondition(
            CONDITIONS[one.kind.value],
            _value_words(one.kind, one.value),
            one.kind.enforced_by == "machine",
        )
        for one in stipulations_of(deployment)
    ]


def _value_words(kind: StipulationKind, value: str) -> str:
    if kind is StipulationKind.ENDS_BY:
        at = localtime(moment_of(value))
        return f"{at.day} {at:%B %Y, %H:%M}"
    return ", ".join(cameras_of(value)) if kind is StipulationKind.ONLY_CAMERAS else value


def _missing(person: Person, deployment: Deployment) -> list[str]:
    if deployment.state == State.SUBMITTED:
        found = in_the_way_of_authority(person, deployment)
        if not (offered(person, "authorise", deployment) or offered(person, "authorise_urgently", deployment)):
            found.pop(must.young_entries_are_approved, None)  # it waits for an officer, not for whoever reads this
        return list(found.values())
    if deployment.state == State.AUTHORISED and offered(person, "start", deployment):
        return list(in_the_way_of_start(person, deployment))
    return []


def _unusual(deployment: Deployment) -> list[str]:
    counted: dict[str, int] = deployment.list_composition_json
    entries = counted.get("entries", 0)
    return [f"{counted[code]} of {entries} entries: {words}." for code, words in UNUSUAL.items() if counted.get(code)]


def _young(person: Person, deployment: Deployment) -> list[YoungEntry]:
    approved = set(
        EntryApproval.objects.filter(deployment=deployment, approved_by=person.pk).values_list("entry", flat=True)
    )
    wanted = young_entries(deployment)
    rows, named = WatchlistEntry.objects.in_bulk(wanted), categories_of(deployment)
    return [
        YoungEntry(
            number,
            entry.pk,
            named.get(entry.category, code_words(entry.category)),
            AGE_BANDS.get(entry.age_band, "Not stated"),
            entry.pk in approved,
        )
        for number, entry in enumerate((rows[one] for one in wanted), 1)
    ]


def _may_confirm(person: Person, deployment: Deployment) -> bool:
    waits = deployment.confirm_by is not None and not deployment.confirmed_by
    hands = applicants_of(deployment) | {deployment.authorised_by}
    return waits and offered(person, "confirm_authority", deployment) and person.pk not in hands


def _reasons(deployment: Deployment) -> list[tuple[str, object]]:
    rows = list(deployment.reasons.order_by("given_at"))
    names = names_of({one.given_by for one in rows})
    return [(names[one.given_by], one) for one in rows]
