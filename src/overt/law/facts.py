"""What an act knows when it asks the law: plain values gathered from records, so every rule can be tested alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from overt.law.form_one.omissions import Omission
from overt.law.roles import Role
from overt.law.states import Kind, Source, State


@dataclass(frozen=True)
class PassportFacts:
    """What an engine's passport and this site's own tests say (E-43, E-89, E-99).

    `fit_for` holds kinds; `mandate_threshold` is the engine's score that corresponds to the mandate's 0.6, None when
    nobody has derived it; `tested_until` is when this site's own accuracy test of this version goes out of date.
    """

    fit_for: frozenset[str] = frozenset()
    mandate_threshold: Decimal | None = None
    tested_until: datetime | None = None


@dataclass(frozen=True)
class WatchlistFacts:
    """Counts of the list as it stands; pictures of withdrawn entries are not counted."""

    sealed: bool = False
    destroyed: bool = False
    pictures_waiting: int = 0
    pictures_accepted: int = 0
    entries: int = 0
    entries_with_consent: int = 0
    entries_unreviewed: int = 0
    uploads_waiting: int = 0


@dataclass(frozen=True)
class ListingFacts:
    """What is said of one entry about to be listed, and of one picture about to be disclosed.

    `refused` holds the codes of `overt.law.listing.FINDINGS` that the pack refuses.
    """

    is_stated: bool = False
    category_is_listed: bool = False
    expires_too_soon: bool = False
    is_listed_already: bool = False
    refused: frozenset[str] = frozenset()
    picture_shows_one_person: bool = False


@dataclass(frozen=True)
class RehearsalFacts:
    """What the rehearsal rules ask for: consent, a controlled space, a recording's length, the pack's limits."""

    consent_is_stated: bool = False
    space_signers: frozenset[str] = frozenset()
    camera_minutes_limit: int = 0
    recording_seconds: int = 0
    recording_minutes_limit: int = 0
    recording_pictures_limit: int = 0
    recordings_in_progress: int = 0
    recording_runs_limit: int = 0
    operational_deployments_on_site: int = 0


@dataclass(frozen=True)
class AlertFacts:
    """Who has recorded an own view of one alert, by role, and whether an exception was explained.

    `claimed_by` is the operator on duty who has it, empty when nobody has; `assigned` are the officers it was sent to;
    `factored` and `decided` recorded their factors, or whether they will engage.
    """

    viewers: frozenset[str] = frozenset()
    claimed_by: str = ""
    assigned: frozenset[str] = frozenset()
    factored: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()
    operator_has_viewed: bool = False
    engagement_officer_has_viewed: bool = False
    reason_for_engaging_first: bool = False
    engaged: bool = False
    outcome_recorded: bool = False


@dataclass(frozen=True)
class HoldFacts:
    """Whether one alert is kept as evidence, and what is known of a hold that waits for its second person.

    `review_is_in_time` says that the review asked for lies after today and within the pack's days.
    """

    in_force: bool = False
    waits: bool = False
    proposer: str = ""
    review_is_in_time: bool = False


@dataclass(frozen=True)
class ExportFacts:
    """Who asked for one export of an alert as evidence, and whether it still waits."""

    requester: str = ""
    waits: bool = False


@dataclass(frozen=True)
class ReviewFacts:
    """About one alert that is read again, or one learning point: who owns it and whether it is done."""

    alert_is_in_the_sample: bool = False
    alert_is_read_again: bool = False
    owner: str = ""
    point_is_done: bool = False


@dataclass(frozen=True)
class DutyFacts:
    """Who is on duty: the actor's roles with a turn, the role of the turn this act is about, whose turn that is.

    `break_is_due` says that the actor has reached the console's limit, or that their break is not over;
    `officer_is_on_duty` and `officer` are about the Engagement Officer an alert is to be sent to.
    """

    roles: frozenset[Role] = frozenset()
    role: Role | None = None
    of_whom: str = ""
    break_is_due: bool = False
    officer: str = ""
    officer_is_on_duty: bool = False


@dataclass(frozen=True)
class CeilingFacts:
    """Whether the ceiling's test is red, whether Silver proposed to resume, and whether this act gives a reason."""

    red: bool = False
    silver_proposed: bool = False
    reason_is_given: bool = False


@dataclass(frozen=True)
class PeopleFacts:
    """Who may act, beyond the roles they hold.

    `lapsed` says for each role held that does not count why it does not; `empty_roles` are those the pack wants filled
    and nobody fills; `suitability_signers` signed this application's technical suitability (M-06, M-19);
    `other_factors` counts the second factors left when one goes; `demonstration` is true on a demonstration site.
    """

    lapsed: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    empty_roles: tuple[Role, ...] = ()
    suitability_signers: frozenset[str] = frozenset()
    other_factors: int = 0
    demonstration: bool = False


@dataclass(frozen=True)
class LawPackFacts:
    """Who proposed the law pack that is being decided on."""

    proposer: str = ""


@dataclass(frozen=True)
class MembershipFacts:
    """A question whether somebody was on a list: who asked this one, and how many were asked in the last 24 hours.

    `committed` says that a commitment to the list is kept, `open` that this question waits for its answer.
    """

    committed: bool = False
    asker: str = ""
    open: bool = False
    asked_lately: int = 0
    limit: int = 0


@dataclass(frozen=True)
class AuditFacts:
    """An audit: whether it is the oversight group's own, how far it has come, whose act is looked at."""

    of_panel: bool = False
    drawn: bool = False
    published: bool = False
    unjudged: int = 0
    acted_by: str = ""


@dataclass(frozen=True)
class EvaluationFacts:
    """Who has signed an evaluation's operating points, and whether it was of the engine's passport as it is now."""

    signers: frozenset[str] = frozenset()
    is_of_the_engine_as_it_is: bool = False


@dataclass(frozen=True)
class DocumentsFacts:
    """Which of the documents this deployment needs are wrong, each named with what is wrong with it (E-15)."""

    missing: tuple[str, ...] = ()
    out_of_date: tuple[str, ...] = ()
    not_reviewed: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecisionFacts:
    """What a decision needs and leaves behind: approvals, advice, conditions set, urgency.

    `young_unapproved` counts listed entries under the pack's age that this actor has not approved; `entry_is_young` and
    `entry_is_approved` are about the one entry an approval is for. Limits are None where no condition sets one.
    """

    criteria_are_decided: bool = False
    young_unapproved: int = 0
    entry_is_young: bool = False
    entry_is_approved: bool = False
    advice_was_asked: bool = False
    advice_was_given_by: frozenset[str] = frozenset()
    advice_is_answered: bool = False
    urgent_roles: frozenset[Role] = frozenset()
    authorised_by: str = ""
    waits_for_confirmation: bool = False
    entries_limit: int | None = None
    entries: int = 0
    false_alerts_limit: int | None = None
    false_alerts: int = 0


@dataclass(frozen=True)
class PreparationFacts:
    """What was done in the open before a start: notice, briefing by person, signs.

    `briefed_roles` are the roles of `overt.law.preparations.BRIEFED_ROLES` that somebody briefed holds.
    """

    notice_is_out: bool = False
    lateness_is_explained: bool = False
    briefed: frozenset[str] = frozenset()
    briefed_roles: frozenset[Role] = frozenset()
    signs_are_up: bool = False


@dataclass(frozen=True)
class ChainFacts:
    """The check of the whole chain before a start, by a volunteer on the list (a seed) walking past a camera.

    `seeds` counts volunteers who may be compared with; `recognised` says that one was, in the check under way;
    `checked` that a check was passed within the pack's minutes; the rest is about starting without one.
    """

    seeds: int = 0
    under_way: bool = False
    recognised: bool = False
    checked: bool = False
    unchecked_is_allowed: bool = False
    unchecked_is_explained: bool = False


@dataclass(frozen=True)
class BlueListFacts:
    """About a volunteer whose passage is marked while a deployment runs, or about one such mark.

    `mark_is_fresh` says that a mark is not withdrawn and so new that its maker may still take it back.
    """

    volunteer_is_listed: bool = False
    marked_by: str = ""
    mark_is_fresh: bool = False


@dataclass(frozen=True)
class SigningFacts:
    """One version waiting for signatures: the role signed for, those still wanted, who wrote it, who signed it."""

    role: Role | None = None
    wanted: frozenset[Role] = frozenset()
    authors: frozenset[str] = frozenset()
    signers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facts:
    """Everything one act asks about; ids are opaque, times are aware UTC.

    `applicants` are all who had a hand in the application: they created it, answered a part of it, attached to it,
    advised on it, added to the list, reviewed an entry, sealed or submitted it. `omissions` is None when nobody looked.
    `trials_before` counts the other trials of the site that were authorised and not ended before they began.
    """

    now: datetime
    actor: str
    roles: frozenset[Role] = frozenset()
    software: bool = False
    granted_to: str = ""
    state: State | None = None
    kind: Kind | None = None
    source: Source = Source.CAMERA
    applicants: frozenset[str] = frozenset()
    proposers: frozenset[str] = frozenset()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    threshold: Decimal = Decimal(0)
    threshold_is_justified: bool = False
    four_tests_are_answered: bool = False
    integration_is_in_the_authority: bool = False
    authority_is_unchanged: bool = False
    trial_plan_is_complete: bool = False
    trials_before: int = 0
    trials_most: int = 0
    pack_is_unchanged: bool = False
    engine: PassportFacts = field(default_factory=PassportFacts)
    watchlist: WatchlistFacts = field(default_factory=WatchlistFacts)
    listing: ListingFacts = field(default_factory=ListingFacts)
    rehearsal: RehearsalFacts = field(default_factory=RehearsalFacts)
    alert: AlertFacts = field(default_factory=AlertFacts)
    hold: HoldFacts = field(default_factory=HoldFacts)
    export: ExportFacts = field(default_factory=ExportFacts)
    review: ReviewFacts = field(default_factory=ReviewFacts)
    duty: DutyFacts = field(default_factory=DutyFacts)
    ceiling: CeilingFacts = field(default_factory=CeilingFacts)
    people: PeopleFacts = field(default_factory=PeopleFacts)
    law_pack: LawPackFacts = field(default_factory=LawPackFacts)
    membership: MembershipFacts = field(default_factory=MembershipFacts)
    audit: AuditFacts = field(default_factory=AuditFacts)
    evaluation: EvaluationFacts = field(default_factory=EvaluationFacts)
    documents: DocumentsFacts | None = None
    omissions: tuple[Omission, ...] | None = None
    signing: SigningFacts = field(default_factory=SigningFacts)
    decision: DecisionFacts = field(default_factory=DecisionFacts)
    preparation: PreparationFacts = field(default_factory=PreparationFacts)
    chain: ChainFacts = field(default_factory=ChainFacts)
    blue_list: BlueListFacts = field(default_factory=BlueListFacts)
