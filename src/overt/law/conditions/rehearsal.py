"""Conditions about rehearsals. Drawn people need no consent and no controlled space."""

from datetime import timedelta

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.states import Kind, Source


@condition
def it_is_a_rehearsal(facts: Facts) -> bool:
    """Known negatives are mixed in during rehearsals only."""
    return facts.kind is Kind.REHEARSAL


@condition
def controlled_space_is_signed_by_a_second_person(facts: Facts) -> bool:
    """A rehearsal on a live camera needs a second person's signature that the space is controlled and signed."""
    if facts.kind is not Kind.REHEARSAL or facts.source is not Source.CAMERA:
        return True
    return bool(facts.rehearsal.space_signers - facts.applicants)


@condition
def consent_covers_the_list(facts: Facts) -> bool:
    """A rehearsal on a live camera needs a consent record for every person on its list."""
    if facts.kind is not Kind.REHEARSAL or facts.source is not Source.CAMERA:
        return True
    return facts.watchlist.entries_with_consent == facts.watchlist.entries


@condition
def camera_rehearsal_is_short(facts: Facts) -> bool:
    """A rehearsal on a live camera lasts longer than its law pack allows."""
    if facts.kind is not Kind.REHEARSAL or facts.source is not Source.CAMERA:
        return True
    if facts.starts_at is None or facts.ends_at is None:
        return False
    return facts.ends_at - facts.starts_at <= timedelta(minutes=facts.rehearsal.camera_minutes_limit)


@condition
def recording_has_stated_consent(facts: Facts) -> bool:
    """A rehearsal on a recording of people needs the consent of everybody in it, stated."""
    return facts.source is not Source.RECORDING or facts.rehearsal.consent_is_stated


@condition
def source_is_a_recording(facts: Facts) -> bool:
    """This rule covers a local recording only: a camera or drawn people need an officer's authority."""
    return facts.source is Source.RECORDING


@condition
def recording_is_short(facts: Facts) -> bool:
    """The recording has no length, or is longer than the law pack allows without an officer's authority."""
    return 0 < facts.rehearsal.recording_seconds <= 60 * facts.rehearsal.recording_minutes_limit


@condition
def recording_list_is_small(facts: Facts) -> bool:
    """The list has more pictures than the law pack allows without an officer's authority."""
    return facts.watchlist.pictures_accepted <= facts.rehearsal.recording_pictures_limit


@condition
def no_other_recording_is_in_progress(facts: Facts) -> bool:
    """Another rehearsal on a recording is in progress: one at a time."""
    return facts.rehearsal.recordings_in_progress < facts.rehearsal.recording_runs_limit


@condition
def site_has_no_operational_deployment(facts: Facts) -> bool:
    """This site has operational deployments, so a recording needs an officer's authority."""
    return facts.rehearsal.operational_deployments_on_site == 0
