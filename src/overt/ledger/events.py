"""Every event the ledger knows, and the only details each may carry.

The table is the whole policy: an event that is not here cannot be recorded, nor can a field
that is not beside it. To add an act, add a line. A detail that is left out or null means "not
known"; reasons and other free text are salted commitments (I-6).
"""

from collections.abc import Mapping
from datetime import datetime

from overt.ledger.entry import Value, minutes_after, moment_after, read_time, time_text
from overt.ledger.errors import EventRefused, LedgerError
from overt.ledger.fields import (
    CODE,
    CODES,
    COMMITMENT,
    COUNT,
    COUNTS,
    DECIMAL,
    DIGEST,
    FLAG,
    ID,
    IDS,
    LABEL,
    LABELS,
    TIME,
    VERSION,
    Field,
    one_of,
)

_KIND = one_of("rehearsal", "trial", "operational")
_SOURCE = one_of("camera", "recording", "drawn")
_VIEW = one_of("same", "not_the_same", "cannot_tell")

_REASON = {"reason": COMMITMENT, "reason_code": CODE}
_ENGINE = {"engine": LABEL, "engine_digest": DIGEST, "threshold": DECIMAL}
_WINDOW = {"starts_at": TIME, "ends_at": TIME}
_PACK = {"pack": LABEL, "pack_digest": DIGEST}
_PACK_CHANGE = {
    **_PACK,
    **{"from_pack": LABEL, "from_digest": DIGEST},
    **dict.fromkeys(("loosened", "tightened", "regrounded"), COUNT),
}
_LIST = {"watchlist_digest": DIGEST, "entries": COUNT, "pictures": COUNT}
_VERSION = {"version": ID, "number": COUNT, "answers_digest": DIGEST}
_RUN = {"camera": LABEL, "run": ID}
_AUTHORITY = {"authority_digest": DIGEST, "fields_digest": DIGEST, "cameras": LABELS, **_ENGINE, **_WINDOW, **_LIST}
_FOUR_TESTS = dict.fromkeys(("proportionality", "legality", "accountability", "necessity"), COMMITMENT)
_FRAMES = {"frames": COUNT, "frames_skipped": COUNT, "faces_detected": COUNT, "passages": COUNT}
_TEMPLATES = {"templates_made": COUNT, "templates_overwritten": COUNT, "longest_template_ms": COUNT}
_REFUSALS = {"refusal_codes": CODES, "refusal_counts": COUNTS}
_TALLY = {**_FRAMES, "recognition_opportunities": COUNT, **_TEMPLATES, **_REFUSALS, "alerts": COUNT}

EVENTS: Mapping[str, Mapping[str, Field]] = {
    # The site and its people
    "site.initialised": {"site": ID, "version": VERSION, "ledger_key": DIGEST, **_PACK},
    "site.key_rotated": {"store": CODE},
    "site.commissioner_told": {"since": TIME, "until": TIME, "sent_at": TIME, "content": DIGEST},
    "site.backed_up": {"backup": DIGEST, "files": COUNT},
    "site.restored": {"backup": DIGEST, "made_at": TIME, "files": COUNT},
    "person.created": {"person": ID},
    "role.granted": {"person": ID, "role": CODE, "grant": ID},
    "role.ended": {"person": ID, "role": CODE, "grant": ID},
    # Signing in: who and how, never from where
    "session.began": {"person": ID, "factor": CODE},
    "session.confirmed": {"person": ID, "factor": CODE},
    "session.refused": {"person": ID, "factor": CODE},
    "session.locked": {"person": ID},
    "factor.added": {"person": ID, "factor": CODE},
    "factor.removed": {"person": ID, "factor": CODE},
    "factor.reset": {"person": ID, "factors": COUNT},
    # Training, the rules, how roles are filled
    "course.published": {"course": ID, "version": COUNT, "content": DIGEST, "supersedes": FLAG},
    "training.recorded": {
        **{"training": ID, "person": ID, "means": one_of("knowledge_check", "certificate")},
        **{"passed": FLAG, "answered_right": COUNT, "asked": COUNT},
    },
    "rules.acknowledged": {"acknowledgement": ID, "person": ID, **_PACK},
    "role.advertised": {"advertisement": ID, "role": CODE},
    "role.selection_recorded": {"selection": ID, "advertisement": ID, "person": ID},
    # An adjustment names nobody here: that somebody has one is nobody else's business.
    "adjustment.agreed": {"adjustment": ID},
    "law_pack.proposed": {"proposal": ID, **_PACK_CHANGE, "reason": COMMITMENT},
    "law_pack.agreed": {"proposal": ID, "proposed_by": ID, "pack_version": COUNT, **_PACK_CHANGE},
    "law_pack.declined": {"proposal": ID, "reason": COMMITMENT},
    # A deployment's life
    "deployment.created": {"kind": _KIND, "source": _SOURCE, "plan": COMMITMENT, **_PACK},
    "deployment.submitted": {"plan": COMMITMENT, **_LIST},
    "deployment.technical_suitability_signed": {"signature": ID, "statement": COMMITMENT},
    "deployment.authorised": {
        **{**_AUTHORITY, **_REASON, **_FOUR_TESTS, "conditions": COUNT, "approvals": COUNT, "confirm_by": TIME},
        **dict.fromkeys(("criteria", "on_advice", "urgency"), COMMITMENT),
    },
    "deployment.authority_confirmed": {**_AUTHORITY, **_REASON},
    "deployment.authority_reviewed": {
        "review": ID,
        "outcome": one_of("stands", "ends"),
        "findings": COMMITMENT,
    },
    "deployment.form_exported": {"authority_digest": DIGEST, "form_digest": DIGEST},
    "deployment.prepared": {"preparation": ID, "what": CODE, "person": ID, "words": COMMITMENT, "done_at": TIME},
    # The oversight group's advice before a decision
    "advice.asked": {"request": ID, "question": COMMITMENT, "withheld": CODES},
    "advice.application_read": {"request": ID},
    "advice.given": {"request": ID, "advice": ID, "words": COMMITMENT, "dissent": COMMITMENT},
    "deployment.recording_authorised": {**_AUTHORITY, "rule": LABEL, "consent": COMMITMENT},
    "deployment.refused": _REASON,
    "deployment.withdrawn": _REASON,
    "deployment.cancelled": _REASON,
    "deployment.settings_recorded": {"settings_digest": DIGEST, "version": VERSION},
    "deployment.started": {"authority_digest": DIGEST, "settings_digest": DIGEST, "cameras": COUNT},
    "deployment.halted": {"by_role": CODE, **_REASON},
    "deployment.resume_proposed": {"proposal": ID, **_REASON},
    "deployment.resumed": {"proposal": ID, "proposed_by": ID, "authority_digest": DIGEST, **_REASON},
    "deployment.closed": {"alerts": COUNT, "unresolved": COUNT, **_REASON},
    "deployment.expired": {"ends_at": TIME},
    "deployment.reviewed": {
        **{"report_digest": DIGEST, "review": ID, "findings": COMMITMENT},
        **dict.fromkeys(("on_false_alerts", "on_benefits"), COMMITMENT),
    },
    "review.point_added": {"point": ID, "owner": ID, "due_on": TIME, "words": COMMITMENT},
    "review.point_done": {"point": ID, "words": COMMITMENT},
    "deployment.published": {"report_digest": DIGEST},
    # The watchlist and the people who consent to be on one
    "enrolment.begun": {"warrant": ID},
    "enrolment.ended": {"warrant": ID, **_LIST},
    "watchlist.entry_added": {"entry": ID, "category": CODE, "pictures": IDS, **_REASON},
    "watchlist.imported": {"entries": COUNT, "pictures": COUNT, "refused": COUNT},
    "watchlist.upload_received": {"upload": ID, "upload_digest": COMMITMENT},
    "watchlist.upload_finished": {"upload": ID, "entries": COUNT, "refused": COUNT, "reasons": CODES},
    "watchlist.entry_shown": {"entry": ID},
    "watchlist.entry_reviewed": {"entry": ID, "entry_review": ID, "face_occluded": FLAG},
    "watchlist.entry_approved": {"entry": ID, "approval": ID, "words": COMMITMENT},
    "watchlist.approvals_shown": {"approvals": COUNT},
    "watchlist.picture_disclosed": {
        **{"entry": ID, "picture": ID, "disclosure": ID, "expires_at": TIME},
        **dict.fromkeys(("recipient", "basis", "purpose"), COMMITMENT),
    },
    "watchlist.picture_checked": {
        **{"entry": ID, "accepted": FLAG, "reasons": CODES},
        **{"picture_digest": COMMITMENT, "template_digest": COMMITMENT},
    },
    "watchlist.entry_withdrawn": {"entry": ID, "pictures": COUNT, **_REASON},
    "watchlist.sealed": _LIST,
    "watchlist.membership_committed": {"root": DIGEST, "secret_digest": DIGEST, "leaves": COUNT, "erase_by": TIME},
    "membership.asked": {"question": ID, "ground": CODE, "case": COMMITMENT},
    "membership.answered": {"question": ID, "ground": CODE, "asked_by": ID, "answer_digest": DIGEST},
    "membership.declined": {"question": ID, **_REASON},
    "consent.recorded": {"consent": ID, "entry": ID, "text": COMMITMENT},
    "rehearsal.space_signed": {"signature": ID, "statement": COMMITMENT},
    "rehearsal.recording_began": {
        **{"recording_digest": DIGEST, "consent": COMMITMENT, "seconds": COUNT},
        **_ENGINE,
        **_LIST,
    },
    "rehearsal.recording_ended": {"alerts": COUNT, **_TALLY},
    # Cameras
    "camera.run_began": {**_RUN, "warrant": ID, "settings_digest": DIGEST},
    "camera.run_ended": {**_RUN, **_REASON, **_TALLY},
    "camera.outage_began": {**_RUN, **_REASON},
    "camera.outage_ended": {**_RUN, "seconds": COUNT},
    "camera.lost": {**_RUN, **_REASON},
    "camera.comparison_stopped": {**_RUN, **_REASON},
    "camera.settings_recorded": {
        **_RUN,
        **{"settings_digest": DIGEST, "width": COUNT, "height": COUNT, "frames_a_second": DECIMAL},
    },
    "clock.offset_recorded": {**_RUN, "synchronised": FLAG, "offset_ms": DECIMAL},
    "tally.recorded": {**_RUN, **_TALLY},
    # The check of the whole chain before a start
    "check.began": {"check": ID, "ends_at": TIME, "volunteers": COUNT},
    "check.comparing": {**_RUN, "check": ID, "warrant": ID},
    "check.recognised": {**_RUN, "check": ID, "warrant": ID, "entry": ID, "since_capture_ms": COUNT},
    "check.passed": {"check": ID, "recognised": COUNT},
    "check.stopped": {"check": ID, "recognised": COUNT, **_REASON},
    # The Blue List while a deployment runs: never an alert
    "volunteer.recognised": {**_RUN, "warrant": ID, "entry": ID, "since_capture_ms": COUNT},
    "seeded_passage.marked": {"mark": ID, "entry": ID, "camera": LABEL, "light": CODE, "distance": CODE},
    "seeded_passage.withdrawn": {"mark": ID, "reason_code": CODE},
    # Known negatives, in rehearsals only
    "negative.mixed_in": {"negative": ID, "probe_of": ID, "candidate_of": ID},
    "negative.shown": {"negative": ID, "role": CODE},
    "negative.claimed": {"negative": ID},
    "negative.judged": {"negative": ID, "view": _VIEW},
    # Passages counted by hand in minutes drawn by lot
    "count.committed": {"count": ID, "seed_digest": DIGEST, "wanted": COUNT},
    "count.drawn": {"count": ID, "seed": DIGEST, "root": DIGEST, "root_size": COUNT, "minutes": COUNT},
    "count.began": {"count": ID, "camera": LABEL, "minute": COUNT},
    "count.ended": {"count": ID, "camera": LABEL, "minute": COUNT, "by_hand": COUNT, "passages": COUNT},
    # Duty, and the sequential test of the ceiling
    "duty.began": {"duty": ID, "role": CODE},
    "duty.ended": {"duty": ID, "role": CODE, "seconds": COUNT, **_REASON},
    "duty.relieved": {"duty": ID, "relieved": ID, "alerts": COUNT, "note": COMMITMENT},
    "duty.posted": {"duty": ID, "cameras": LABELS},
    "ceiling.changed": {
        **{"watch": ID, "colour": one_of("green", "amber", "red"), "faces": COUNT, "false_alerts": COUNT},
        "evidence": DECIMAL,
    },
    # Other systems that read one deployment
    "integration.named": {"integration": ID, "role": CODE, "webhook": FLAG, "words": COMMITMENT},
    "integration.ended": {"integration": ID},
    "integration.read": {"integration": ID, "what": CODE},
    "integration.telling": {"integration": ID, "entry": COUNT},
    "integration.told": {"integration": ID, "entry": COUNT},
    "integration.not_told": {"integration": ID, "entry": COUNT},
    # Alerts
    "alert.raised": {
        **{"alert": ID, "camera": LABEL, "run": ID, "warrant": ID, "entry": ID, "picture": ID},
        **{"score": COMMITMENT, "erase_by": TIME, "bundle_digest": DIGEST},
        "contents_digest": DIGEST,
    },
    "alert.shown": {"role": CODE, "pictures": COUNT},
    "alert.adjudicated": {"role": CODE, "view": _VIEW, "own_view": ID},
    "alert.export_requested": {"export": ID, **dict.fromkeys(("recipient", "basis", "purpose"), COMMITMENT)},
    "alert.exported": {"export": ID, "requested_by": ID, "content": DIGEST, "pictures": COUNT},
    "alert.read_again": {"reading": ID, "view": _VIEW},
    "alert.claimed": {},
    "alert.assigned": {"assignment": ID, "officer": ID},
    "alert.factors_recorded": {"role": CODE, "late": FLAG, "factors": COMMITMENT},
    "alert.engagement_decided": {"decision": ID, "engage": FLAG, "ground": CODE, "reason": COMMITMENT},
    "alert.engaged": {"engagement": ID, "before_recorded": FLAG, **_REASON},
    "alert.outcome_recorded": {"outcome": CODE, "outcome_id": ID, "judged": CODE},
    "alert.hold_proposed": {"hold": ID, "ground": CODE, "review_by": TIME, "words": COMMITMENT},
    "alert.hold_agreed": {"hold": ID, "proposed_by": ID, "renews": ID, "review_by": TIME},
    "alert.hold_ended": {"hold": ID, "how": CODE, "words": COMMITMENT},
    # Form 1: answers, files and advice are commitments
    "deployment.plan_changed": {"plan": COMMITMENT},
    "application.saved": {"section": CODE, "answers": COUNT, "content": COMMITMENT},
    "application.file_attached": {"file": ID, "bytes": COUNT, "content": COMMITMENT, "erase_by": TIME},
    "application.file_opened": {"file": ID},
    "application.advice_recorded": {"advice": ID, "role": CODE, "words": COMMITMENT},
    # Evaluations of an engine
    "evaluation.begun": {"evaluation": ID, "run": DIGEST, "plan": DIGEST, "engine": LABEL, "engine_digest": DIGEST},
    "evaluation.resumed": {"evaluation": ID, "run": DIGEST},
    "evaluation.finished": {"evaluation": ID, "results": DIGEST, "fragment": DIGEST},
    "evaluation.operating_points_signed": {"evaluation": ID, "fragment": DIGEST, "signature": ID},
    # The documents that must exist: titles and kinds are public, words are commitments, an answer is never here
    "document.started": {"kind": CODE, "owner": ID},
    "document.handed_over": {"owner": ID},
    "document.draft_saved": {"section": CODE, "answers": COUNT, "draft_digest": DIGEST},
    "document.version_finished": {**_VERSION, "template_digest": DIGEST, "change": COMMITMENT},
    "document.signed": {**_VERSION, "role": CODE, "signature": ID, "in_force": FLAG},
    "document.reviewed": {**_VERSION, "review": ID, "outcome": CODE, "findings": COMMITMENT},
    "document.shared": {**_VERSION, "sharing": ID, "recipient": CODE, "shared_on": TIME},
    "document.reply_recorded": {"sharing": ID, "replied_on": TIME, "reply": COMMITMENT},
    "document.file_attached": {"attachment": ID, "bytes": COUNT, "content": COMMITMENT, "erase_by": TIME},
    "document.attachment_opened": {"attachment": ID},
    "document.marked_for_publication": _VERSION,
    "document.publication_withdrawn": {**_VERSION, **_REASON},
    # Audits of the record itself
    "audit.committed": {
        **{"audit": ID, "of_panel": FLAG, "seed_digest": DIGEST},
        **{"since": TIME, "until": TIME, "wanted": COUNT},
    },
    "audit.drawn": {
        **{"audit": ID, "seed": DIGEST, "root": DIGEST, "root_size": COUNT},
        **{"population": COUNT, "drawn": COUNT, "drawn_digest": DIGEST},
    },
    "audit.finding_recorded": {"audit": ID, "item": ID, "outcome": CODE, "words": COMMITMENT},
    "audit.published": {
        **{"audit": ID, "summary": DIGEST},
        **dict.fromkeys(("in_order", "not_in_order", "cannot_tell"), COUNT),
    },
    # Erasure
    "erasure.intended": {"intent": ID, "what": CODE, "rule": CODE, "ground": CODE, "due_at": TIME},
    "erasure.done": {"intent": ID, "what": CODE, "receipt": ID, "keys": COUNT, "keys_digest": DIGEST},
}


def check(event: str, details: Mapping[str, Value]) -> None:
    """Refuse an event, a field or a value the table does not declare (`EventRefused`)."""
    fields = EVENTS.get(event)
    if fields is None:
        raise EventRefused("event_undeclared", f"The ledger knows no event “{event}”.")
    for name, value in details.items():
        _check_value(event, name, fields.get(name), value)


def _check_value(event: str, name: str, field: Field | None, value: Value) -> None:
    # The refused value is not repeated: it may be the very identifier that must not be kept.
    if field is None:
        raise EventRefused("field_undeclared", f"The event {event} has no detail “{name}”.")
    if value is not None and not field.accepts(value):
        raise EventRefused("value_refused", f"The detail “{name}” of {event} must be {field.description}.")


def hide_times(event: str, details: Mapping[str, Value], begin: datetime) -> dict[str, Value]:
    """Count the times among checked details in whole minutes after `begin`, as the leaf says them."""
    fields = EVENTS[event]
    return {
        name: minutes_after(begin, read_time(value)) if fields[name] is TIME and isinstance(value, str) else value
        for name, value in details.items()
    }


def show_times(event: str, details: Mapping[str, Value], begin: datetime) -> dict[str, Value]:
    """Give back the times `hide_times` counted, to the minute; what is no time, or not declared, stays as it is."""
    fields = EVENTS.get(event, {})
    return {name: _shown(value, begin) if fields.get(name) is TIME else value for name, value in details.items()}


def _shown(value: Value, begin: datetime) -> Value:
    if type(value) is not int:
        return value
    try:
        return time_text(moment_after(begin, value))
    except OverflowError as error:
        raise LedgerError("not_an_entry", "A time in this entry is beyond the calendar.") from error
