"""The ledger's entries about one deployment as sentences; it refuses to leave out an entry it has no words for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from overt.law import State
from overt.law.templates import templates
from overt.ledger.entry import Entry
from overt.ledger.read import entries_of
from overt.records.models import Deployment, Recipient
from overt.web.people import names_of
from overt.web.words import GROUNDS, HOLD_GROUNDS, PREPARED, VIEWS, code_words, duration_words, role_words

RUNNING = frozenset({State.LIVE.value, State.HALTED.value})

SENTENCES: Final[Mapping[str, str]] = {
    "deployment.created": "The application was drafted.",
    "deployment.plan_changed": "The plan of the draft was changed.",
    "deployment.submitted": "The application was submitted.",
    "deployment.technical_suitability_signed": "A technical lead signed that this use is technically suitable.",
    "deployment.authorised": "The deployment was authorised, with the four tests answered.",
    "deployment.authority_confirmed": "The urgent authority was confirmed by an Authorising Officer.",
    "deployment.authority_reviewed": "The authority in force was reviewed: it {outcome_words}.",
    "deployment.form_exported": "The printed Form 1 was taken away.",
    "deployment.prepared": "Before the start: {preparation_words}.",
    "advice.asked": "The oversight group was asked for its advice.",
    "advice.application_read": "The oversight group read the application, without what its owner withholds.",
    "advice.given": "The oversight group gave its advice.",
    "deployment.recording_authorised": "The rule for recordings of consenting people applied. Nobody signed.",
    "deployment.refused": "The application was refused.",
    "deployment.withdrawn": "The application was withdrawn.",
    "deployment.cancelled": "The deployment was cancelled.",
    "deployment.settings_recorded": "The site’s settings were recorded.",
    "deployment.started": "The deployment was started.",
    "deployment.halted": "The deployment was halted.",
    "deployment.resume_proposed": "Resuming was proposed.",
    "deployment.resumed": "The deployment was resumed, by a second person.",
    "deployment.closed": "The deployment was closed.",
    "deployment.expired": "The authorised hours passed, and the authority expired.",
    "deployment.reviewed": "The deployment was reviewed.",
    "deployment.published": "The record was published.",
    "enrolment.begun": "The draft watchlist was opened for enrolment.",
    "enrolment.ended": "Enrolment ended. Nothing opens the draft list any more.",
    "watchlist.sealed": "The watchlist was sealed. Entries: {entries}. Pictures: {pictures}.",
    "watchlist.membership_committed": "A commitment to who is on the list was made, to be erased on {erase_day}.",
    "membership.asked": "It was asked whether one person was on the list: {basis_words}.",
    "membership.answered": "Whether one person was on the list was answered, by a second person.",
    "membership.declined": "A question whether one person was on the list was declined.",
    "watchlist.entry_added": "A person was put on the watchlist, with {picture_words}.",
    "watchlist.imported": "A list was brought in. Entries: {entries}. Pictures: {pictures}. Rows refused: {refused}.",
    "watchlist.upload_received": "A list was sent in, sealed.",
    "watchlist.upload_finished": "A list that was sent in was read. Entries: {entries}. Refused: {refused}.",
    "watchlist.entry_shown": "What is said of one entry of the list was shown.",
    "watchlist.entry_reviewed": "One entry of the watchlist was reviewed for this deployment.",
    "watchlist.entry_approved": "One person who may be under 18 was approved by itself.",
    "watchlist.approvals_shown": "The words of approvals were shown. Approvals: {approvals}.",
    "watchlist.picture_disclosed": "A picture left the force by a disclosure, to be destroyed there by {expires_at}.",
    "watchlist.picture_checked": "A watchlist picture was {accepted_words}.",
    "watchlist.entry_withdrawn": "A person was taken off the watchlist. Pictures destroyed: {pictures}.",
    "consent.recorded": "A consent was recorded, sealed.",
    "rehearsal.space_signed": "A second person signed for a controlled space.",
    "rehearsal.recording_began": "A recording of consenting people was begun.",
    "rehearsal.recording_ended": "The recording ended. Alerts: {alerts}.",
    "camera.run_began": "Camera {camera} {began_words}.",
    "camera.run_ended": "Camera {camera} ended.",
    "camera.outage_began": "Camera {camera} gave no picture.",
    "camera.outage_ended": "Camera {camera} gave pictures again after {seconds} seconds.",
    "camera.lost": "The process of camera {camera} was lost.",
    "camera.comparison_stopped": "Camera {camera} stopped comparing: {why_words}.",
    "camera.settings_recorded": "Camera {camera} sends pictures of {width} by {height} pixels.",
    "clock.offset_recorded": "Camera {camera} began, and its machine's clock {clock_words}.",
    "tally.recorded": "Camera {camera} has counted so far: passages {passages}, templates made {templates_made}.",
    "check.began": "A check of the chain was begun. Volunteers on the list: {volunteers}.",
    "check.comparing": "Camera {camera} compared faces with the volunteers, and with nobody else, in the check.",
    "check.recognised": "A volunteer was recognised at camera {camera} in the check.",
    "check.passed": "The check of the chain was passed. Recognitions: {recognised}.",
    "check.stopped": "The check of the chain was stopped. Recognitions: {recognised}.",
    "volunteer.recognised": "A volunteer of the Blue List was recognised at camera {camera}.",
    "seeded_passage.marked": "Somebody marked a volunteer’s passage at camera {camera}.",
    "seeded_passage.withdrawn": "A mark of a volunteer’s passage was taken back.",
    "negative.mixed_in": "A known negative was mixed into the queue.",
    "negative.shown": "A known negative was looked at, as {role_words}.",
    "negative.claimed": "An operator claimed a known negative.",
    "negative.judged": "An own view of a known negative was recorded: {view_words}.",
    "count.committed": "The seed of a count by hand was committed to. Minutes: {wanted}.",
    "count.drawn": "The minutes to count by hand were drawn. Minutes: {minutes}.",
    "count.began": "Somebody began to count by hand at camera {camera}.",
    "count.ended": "A minute at camera {camera} was counted: {by_hand} by hand, {passages} by the software.",
    "duty.began": "Somebody went on duty, as {role_words}.",
    "duty.ended": "Somebody went off duty, as {role_words}, after {minutes_words}.",
    "duty.relieved": "An operator was relieved. Alerts handed over: {alerts}.",
    "duty.posted": "An Engagement Officer was posted to cameras.",
    "ceiling.changed": "The ceiling’s test is {colour}: false alerts {false_alerts}, faces {faces}.",
    "alert.raised": "An alert was raised at camera {camera}.",
    "alert.shown": "An alert was looked at, as {role_words}.",
    "alert.adjudicated": "An own view was recorded as {role_words}: {view_words}.",
    "alert.claimed": "An operator claimed an alert.",
    "alert.assigned": "An alert was sent to an Engagement Officer.",
    "alert.factors_recorded": "What was weighed in a view was recorded, as {role_words}{late_words}.",
    "alert.engagement_decided": "An officer decided {engage_words}: {ground_words}.",
    "alert.engaged": "A person was spoken to after an alert{early_words}.",
    "alert.outcome_recorded": "The outcome was recorded: {outcome_words}.",
    "review.point_added": "A learning point was written down, with an owner and a day.",
    "review.point_done": "A learning point was done.",
    "integration.named": "Another system was let to read this deployment, as {role_words}.",
    "integration.ended": "Another system’s reading was ended.",
    "integration.read": "Another system read {reading_words}.",
    "integration.telling": "Another system is to be told of an alert’s state (entry {entry}).",
    "integration.told": "Another system took what it was told of an alert’s state (entry {entry}).",
    "integration.not_told": "Another system did not take what it was to be told (entry {entry}).",
    "alert.export_requested": "Giving an alert away as evidence was asked for.",
    "alert.exported": "An alert left as evidence, encrypted to one recipient, released by a second person.",
    "alert.read_again": "An alert of the sample was read again by a second person.",
    "alert.hold_proposed": "Keeping an alert as evidence was proposed: {hold_words}.",
    "alert.hold_agreed": "A second person agreed to keep an alert as evidence.",
    "alert.hold_ended": "An alert is not kept as evidence any more.",
    "document.started": "A document for this deployment was started: {kind_words}.",
    "document.handed_over": "A document got another owner.",
    "document.draft_saved": "Part of a document’s draft was saved.",
    "document.version_finished": "Version {number} of a document was finished.",
    "document.signed": "Version {number} of a document was signed, as {role_words}{force_words}.",
    "document.reviewed": "Version {number} of a document was reviewed for this deployment: {outcome_words}.",
    "document.shared": "Version {number} of a document was shared: {recipient_words}, on {shared_day}.",
    "document.reply_recorded": "A reply to a shared document was recorded, of {replied_day}.",
    "document.file_attached": "A file was attached to a document, sealed.",
    "document.attachment_opened": "A file attached to a document was opened.",
    "document.marked_for_publication": "Version {number} of a document was published.",
    "document.publication_withdrawn": "Version {number} of a document was taken off the public list.",
    "application.saved": "Part of the application was saved.",
    "application.file_attached": "A file of the intelligence case was attached, sealed.",
    "application.file_opened": "A file of the intelligence case was opened.",
    "application.advice_recorded": "Advice on the list was recorded before the request, as {role_words}.",
    "erasure.intended": "Erasure was begun: {what_words}.",
    "erasure.done": "Erasure was done: {what_words}. Keys destroyed: {keys}.",
}


@dataclass(frozen=True)
class Moment:
    """One entry in words."""

    index: int
    at: datetime
    sentence: str
    actor: str


def timeline(deployment: Deployment) -> list[Moment]:
    """Return the entries about a deployment, oldest first; while it runs, not those of `_is_hidden`."""
    found = [one for one in entries_of(deployment.pk) if not _is_hidden(one, deployment)]
    names = names_of({entry.actor for entry in found})
    say = _without_views if deployment.state in RUNNING else sentence_of
    return [Moment(entry.index, entry.at, say(entry), names[entry.actor]) for entry in found]


def _is_hidden(entry: Entry, deployment: Deployment) -> bool:
    """Keep known negatives from operators who have not viewed them yet, and recognitions from who marks passages."""
    return entry.event.startswith(("negative.", "volunteer.")) and deployment.state in RUNNING


def _without_views(entry: Entry) -> str:
    """Keep what operators think from officers who have not looked yet: this page is open to everybody."""
    hidden = entry.event == "alert.adjudicated"
    return f"An own view was recorded as {role_words(str(entry.details['role']))}." if hidden else sentence_of(entry)


def sentence_of(entry: Entry) -> str:
    """Return one entry as a sentence; an event without words shows its own name."""
    sentence = SENTENCES.get(entry.event)
    return sentence.format_map(_Words(entry)) if sentence else f"{code_words(entry.event.replace('.', ' '))}."


class _Words(dict[str, str]):
    """An entry's details in words; a detail it does not hold reads as “not recorded”."""

    def __init__(self, entry: Entry) -> None:
        details = entry.details
        super().__init__({name: str(value) for name, value in details.items() if value is not None})
        pictures = details.get("pictures")
        count = len(pictures) if isinstance(pictures, list) else 0
        self["picture_words"] = "1 picture" if count == 1 else f"{count} pictures"
        self["began_words"] = "took a warrant, so it may compare" if details.get("warrant") else "began"
        self["clock_words"] = _clock_words(details.get("synchronised") is True, str(details.get("offset_ms", "?")))
        self["why_words"] = code_words(str(details.get("reason_code") or "not recorded")).lower()
        self["accepted_words"] = "accepted" if details.get("accepted") is True else "refused"
        self["role_words"] = role_words(str(details.get("role", "")))
        self["view_words"] = VIEWS.get(str(details.get("view")), "not recorded").lower()
        self["late_words"] = ", late" if details.get("late") is True else ""
        self["engage_words"] = "to engage" if details.get("engage") is True else "not to engage"
        self["reading_words"] = code_words(str(details.get("what", "not recorded"))).lower()
        self["hold_words"] = HOLD_GROUNDS.get(str(details.get("ground")), "not recorded").lower()
        self["ground_words"] = GROUNDS.get(str(details.get("ground")), "not recorded").lower()
        seconds = details.get("seconds")
        self["minutes_words"] = duration_words(timedelta(seconds=seconds if isinstance(seconds, int) else 0))
        self["early_words"] = ", before both views were recorded" if details.get("before_recorded") is True else ""
        self["outcome_words"] = code_words(str(details.get("outcome", "not recorded"))).lower()
        self["preparation_words"] = PREPARED.get(str(details.get("what")), "not recorded").lower()
        self["shared_day"] = str(details.get("shared_on", "not recorded"))[:10]
        self["replied_day"] = str(details.get("replied_on", "not recorded"))[:10]
        self["kind_words"] = _document_words(str(details.get("kind", "")))
        self["force_words"] = ", and is in force" if details.get("in_force") is True else ""
        self["recipient_words"] = dict(Recipient.choices).get(str(details.get("recipient")), "not recorded")
        self["erase_day"] = str(details.get("erase_by", "not recorded"))[:10]
        self["basis_words"] = code_words(str(details.get("ground", "not recorded"))).lower()
        self["what_words"] = code_words(str(details.get("what", "not recorded"))).lower()

    def __missing__(self, name: str) -> str:
        return "not recorded"


def _clock_words(synchronised: bool, offset_ms: str) -> str:
    return f"was {offset_ms} ms from its time source" if synchronised else "was kept in step by nothing"


def _document_words(kind: str) -> str:
    known = templates().get(kind)
    return known.title if known else "not recorded"
