"""Every condition an act can have, by what it is about.

A condition looks at `Facts` only; it never asks a database, a clock or a setting, so each can be tested alone.
"""

from overt.law.conditions.alert import (
    actor_is_operator_or_the_operator_has_viewed,
    alert_is_engaged,
    alert_is_not_engaged,
    outcome_is_not_recorded,
    views_are_recorded_or_the_exception_is_explained,
)
from overt.law.conditions.application import (
    advice_comes_before_the_request,
    application_is_complete,
    false_alerts_are_within_the_ceiling_or_justified,
    hours_are_within_the_longest_window,
    intelligence_case_is_attached,
    list_fits_its_purpose,
    public_is_told_in_advance,
    seriousness_is_not_the_only_reason,
)
from overt.law.conditions.authority import (
    a_resume_was_proposed,
    authority_is_changed,
    authority_is_unchanged,
    four_tests_are_answered,
    pack_is_unchanged,
)
from overt.law.conditions.condition import CONDITIONS, Condition
from overt.law.conditions.documents import (
    documents_are_in_date,
    documents_are_reviewed_for_this_deployment,
    documents_exist,
    signature_is_still_wanted,
    signer_has_not_signed_this_version,
    signer_holds_the_role_they_sign_for,
    version_is_not_signed_by_its_authors_alone,
)
from overt.law.conditions.engine import (
    engine_is_fit_for_this_kind,
    engine_is_tested_here,
    threshold_is_at_the_floor_or_justified,
)
from overt.law.conditions.evaluation import (
    actor_has_not_signed_the_operating_points,
    evaluation_is_of_the_engine_as_it_is,
)
from overt.law.conditions.listing import (
    category_is_on_the_closed_list,
    entry_outlasts_the_deployment,
    every_entry_is_reviewed,
    particulars_are_stated,
    picture_shows_nobody_else,
    pictures_are_recent_enough,
    reference_is_not_listed_yet,
    subject_was_old_enough_in_the_pictures,
    wanted_person_is_old_enough,
)
from overt.law.conditions.person import (
    actor_has_not_given_a_view,
    actor_is_not_an_applicant,
    actor_is_not_the_grantee,
    actor_is_not_the_pack_proposer,
    actor_is_not_the_person_concerned,
    actor_is_not_the_proposer,
    another_factor_remains_or_no_role_decides,
)
from overt.law.conditions.rehearsal import (
    camera_rehearsal_is_short,
    consent_covers_the_list,
    controlled_space_is_signed_by_a_second_person,
    no_other_recording_is_in_progress,
    recording_has_stated_consent,
    recording_is_short,
    recording_list_is_small,
    site_has_no_operational_deployment,
    source_is_a_recording,
)
from overt.law.conditions.team import (
    demonstration_holds_drawn_rehearsals_only,
    roles_are_filled,
    technical_suitability_is_signed,
)
from overt.law.conditions.trial import (
    trial_has_a_plan,
)
from overt.law.conditions.watchlist import (
    no_picture_is_waiting,
    no_upload_is_waiting,
    watchlist_is_destroyed,
    watchlist_is_not_destroyed,
    watchlist_is_not_empty,
    watchlist_is_not_sealed,
    watchlist_is_sealed,
)
from overt.law.conditions.window import (
    window_has_begun,
    window_is_in_order,
    window_is_not_over,
    window_is_over,
)

__all__ = [
    "CONDITIONS",
    "Condition",
    "a_resume_was_proposed",
    "actor_has_not_given_a_view",
    "actor_has_not_signed_the_operating_points",
    "actor_is_not_an_applicant",
    "actor_is_not_the_grantee",
    "actor_is_not_the_pack_proposer",
    "actor_is_not_the_person_concerned",
    "actor_is_not_the_proposer",
    "actor_is_operator_or_the_operator_has_viewed",
    "advice_comes_before_the_request",
    "alert_is_engaged",
    "alert_is_not_engaged",
    "another_factor_remains_or_no_role_decides",
    "application_is_complete",
    "authority_is_changed",
    "authority_is_unchanged",
    "camera_rehearsal_is_short",
    "category_is_on_the_closed_list",
    "consent_covers_the_list",
    "controlled_space_is_signed_by_a_second_person",
    "demonstration_holds_drawn_rehearsals_only",
    "documents_are_in_date",
    "documents_are_reviewed_for_this_deployment",
    "documents_exist",
    "engine_is_fit_for_this_kind",
    "engine_is_tested_here",
    "entry_outlasts_the_deployment",
    "evaluation_is_of_the_engine_as_it_is",
    "every_entry_is_reviewed",
    "false_alerts_are_within_the_ceiling_or_justified",
    "four_tests_are_answered",
    "hours_are_within_the_longest_window",
    "intelligence_case_is_attached",
    "list_fits_its_purpose",
    "no_other_recording_is_in_progress",
    "no_picture_is_waiting",
    "no_upload_is_waiting",
    "outcome_is_not_recorded",
    "pack_is_unchanged",
    "particulars_are_stated",
    "picture_shows_nobody_else",
    "pictures_are_recent_enough",
    "public_is_told_in_advance",
    "recording_has_stated_consent",
    "recording_is_short",
    "recording_list_is_small",
    "reference_is_not_listed_yet",
    "roles_are_filled",
    "seriousness_is_not_the_only_reason",
    "signature_is_still_wanted",
    "signer_has_not_signed_this_version",
    "signer_holds_the_role_they_sign_for",
    "site_has_no_operational_deployment",
    "source_is_a_recording",
    "subject_was_old_enough_in_the_pictures",
    "technical_suitability_is_signed",
    "threshold_is_at_the_floor_or_justified",
    "trial_has_a_plan",
    "version_is_not_signed_by_its_authors_alone",
    "views_are_recorded_or_the_exception_is_explained",
    "wanted_person_is_old_enough",
    "watchlist_is_destroyed",
    "watchlist_is_not_destroyed",
    "watchlist_is_not_empty",
    "watchlist_is_not_sealed",
    "watchlist_is_sealed",
    "window_has_begun",
    "window_is_in_order",
    "window_is_not_over",
    "window_is_over",
]
