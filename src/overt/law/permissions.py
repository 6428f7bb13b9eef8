"""Who may do what, as one table: action, roles, conditions about the person who acts, and the clauses behind them.

Conditions about the deployment stand in `transitions`. The map has no wildcard, no superuser and no way to switch a
condition off. `software` marks acts the program itself may take; none of them decides about a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from overt.law import conditions as must
from overt.law.conditions import Condition
from overt.law.errors import NotPermitted
from overt.law.facts import Facts
from overt.law.roles import Role

TEAM, AO, URGENT, GOLD, SILVER, BRONZE = (
    Role.TEAM_MEMBER,
    Role.AUTHORISING_OFFICER,
    Role.URGENT_OFFICER,
    Role.GOLD,
    Role.SILVER,
    Role.BRONZE,
)
OPERATOR, ENGAGEMENT, TECHNICAL = Role.OPERATOR, Role.ENGAGEMENT_OFFICER, Role.TECHNICAL_LEAD
LEGAL, DPO, SRO = Role.LEGAL_ADVISER, Role.DPO, Role.SENIOR_RESPONSIBLE_OFFICER
EVALUATOR, FOI_OFFICER, PUBLISHER = Role.EVALUATOR, Role.FOI_OFFICER, Role.PUBLISHER
OVERSEER, ADMINISTRATOR = Role.OVERSEER, Role.ADMINISTRATOR
COMMAND = (GOLD, SILVER, BRONZE)
WRITERS = (TEAM, *COMMAND, TECHNICAL, LEGAL, DPO, SRO, EVALUATOR)


@dataclass(frozen=True)
class Permission:
    """Who may take one act: any of `roles` (or the software) for whom every condition holds."""

    roles: frozenset[Role]
    conditions: tuple[Condition, ...] = ()
    clauses: tuple[str, ...] = ()
    software: bool = False


def people(*roles: Role, when: tuple[Condition, ...] = (), because: tuple[str, ...] = ()) -> Permission:
    """Permit people in these roles."""
    return Permission(frozenset(roles), when, because)


def software(*roles: Role, because: tuple[str, ...] = ()) -> Permission:
    """Permit the program itself, and people in these roles."""
    return Permission(frozenset(roles), (), because, software=True)


PERMISSIONS: Mapping[str, Permission] = MappingProxyType(
    {
        # People and roles.
        "initialise_site": software(because=("M-55",)),
        # The machine's own account keeps the keys and the backups; it signs in to nothing and decides nothing.
        "rotate_site_key": software(because=("M-50",)),
        "back_up_site": software(because=("M-50",)),
        "restore_site": software(because=("M-50", "M-51")),
        "tell_commissioner": software(because=("M-57",)),
        "create_person": people(ADMINISTRATOR, because=("M-51", "M-70")),
        "grant_role": people(ADMINISTRATOR, when=(must.actor_is_not_the_grantee,), because=("M-55", "E-26")),
        "end_role": people(ADMINISTRATOR, when=(must.actor_is_not_the_grantee,), because=("M-55", "E-26")),
        # Signing in. The software writes down what happened; people look after their own second factors.
        "record_session": software(because=("M-51", "M-70")),
        "add_factor": people(*Role, because=("M-51",)),
        "remove_factor": people(*Role, when=(must.another_factor_remains_or_no_role_decides,), because=("M-51",)),
        "reset_factors": people(ADMINISTRATOR, when=(must.actor_is_not_the_person_concerned,), because=("M-51",)),
        # Training, the rules, how roles are filled.
        "publish_course": people(GOLD, SRO, TECHNICAL, because=("E-27", "E-75", "E-104")),
        "take_knowledge_check": people(*Role, because=("E-26", "E-75")),
        "record_certificate": people(
            ADMINISTRATOR, GOLD, when=(must.actor_is_not_the_person_concerned,), because=("E-26", "E-74")
        ),
        "acknowledge_rules": people(*Role, because=("M-68",)),
        "advertise_role": people(ADMINISTRATOR, GOLD, because=("E-72",)),
        "record_selection": people(
            ADMINISTRATOR, GOLD, when=(must.actor_is_not_the_person_concerned,), because=("E-72",)
        ),
        "agree_adjustment": people(
            ADMINISTRATOR, GOLD, when=(must.actor_is_not_the_person_concerned,), because=("E-73",)
        ),
        # The law pack that binds the site. Who proposes never agrees; anybody of either side may turn it down.
        "propose_law_pack": people(GOLD, SRO, LEGAL, DPO, because=("E-61", "M-01")),
        "agree_law_pack": people(GOLD, SRO, when=(must.actor_is_not_the_pack_proposer,), because=("E-61", "M-01")),
        "decline_law_pack": people(GOLD, SRO, LEGAL, DPO, because=("E-61",)),
        # The application.
        "create_deployment": people(
            TEAM, when=(must.demonstration_holds_drawn_rehearsals_only,), because=("M-41", "E-87")
        ),
        "change_plan": people(TEAM, because=("M-41", "E-87", "E-88")),
        "save_application": people(TEAM, because=("E-85", "M-23", "M-92")),
        "attach_intelligence": people(TEAM, because=("M-40",)),
        "remove_intelligence": people(TEAM, because=("M-40", "M-50")),
        "open_intelligence": people(TEAM, AO, *COMMAND, LEGAL, DPO, because=("M-40", "M-70")),
        "record_advice": people(LEGAL, TEAM, because=("E-22", "E-94", "E-110")),
        "add_to_watchlist": people(TEAM, because=("M-41", "E-03")),
        "import_to_watchlist": people(TEAM, because=("M-41", "E-01", "E-03", "E-79")),
        "upload_list": people(TEAM, because=("M-41", "E-03")),
        "finish_upload": software(because=("M-49", "M-51")),
        "show_entry": people(TEAM, because=("M-49", "M-70")),
        "review_entry": people(TEAM, because=("M-49", "M-75", "E-03")),
        "disclose_picture": people(AO, DPO, because=("E-70",)),
        "record_consent": people(TEAM, because=("M-46",)),
        "record_picture_check": software(because=("M-49", "E-78")),
        "seal_watchlist": people(TEAM, because=("M-41", "E-112")),
        "submit": people(TEAM, because=("E-85",)),
        "withdraw": people(TEAM),
        # The documents that must exist. Who writes one never signs it alone.
        "start_document": people(*WRITERS, because=("E-15",)),
        "save_draft": people(*WRITERS, because=("E-15", "E-42")),
        "finish_version": people(*WRITERS, because=("M-01", "E-42")),
        "sign_document": people(
            TEAM,
            GOLD,
            SILVER,
            TECHNICAL,
            LEGAL,
            DPO,
            SRO,
            EVALUATOR,
            when=(
                must.signer_holds_the_role_they_sign_for,
                must.signature_is_still_wanted,
                must.signer_has_not_signed_this_version,
                must.version_is_not_signed_by_its_authors_alone,
            ),
            because=("M-52", "M-55"),
        ),
        "record_review": people(
            TEAM, *COMMAND, TECHNICAL, LEGAL, DPO, SRO, because=("M-53", "M-63", "M-65", "E-25", "E-34")
        ),
        "share_document": people(GOLD, LEGAL, DPO, SRO, because=("M-35", "M-90")),
        "record_reply": people(GOLD, LEGAL, DPO, SRO, because=("M-90",)),
        "attach_file": people(*WRITERS, because=("M-40", "E-12")),
        "open_attachment": people(*WRITERS, AO, FOI_OFFICER, OVERSEER, because=("M-70",)),
        "erase_attachment": software(DPO, SRO, because=("M-50", "M-69")),
        "hand_over_document": people(GOLD, DPO, SRO, because=("M-01", "M-67")),
        "mark_for_publication": people(DPO, SRO, FOI_OFFICER, PUBLISHER, because=("M-02", "M-58", "M-91", "E-119")),
        "withdraw_publication": people(DPO, SRO, FOI_OFFICER, PUBLISHER, because=("M-02",)),
        # The decision. Who applies never decides.
        "sign_controlled_space": people(
            AO, *COMMAND, TECHNICAL, DPO, when=(must.actor_is_not_an_applicant,), because=("M-88",)
        ),
        "sign_technical_suitability": people(
            TECHNICAL, when=(must.actor_is_not_an_applicant,), because=("M-06", "M-18", "M-19")
        ),
        "authorise": people(AO, when=(must.actor_is_not_an_applicant,), because=("E-87", "E-88", "M-23")),
        "authorise_urgently": people(
            URGENT, when=(must.actor_is_not_an_applicant, must.urgent_authority_is_known), because=("E-87", "M-23")
        ),
        "confirm_authority": people(
            AO, when=(must.actor_is_not_an_applicant, must.actor_did_not_authorise), because=("E-87",)
        ),
        "approve_entry": people(AO, URGENT, when=(must.actor_is_not_an_applicant,), because=("E-93",)),
        "show_case": people(AO, URGENT, when=(must.actor_is_not_an_applicant,), because=("E-93", "M-70")),
        "show_approvals": people(AO, URGENT, LEGAL, DPO, OVERSEER, because=("E-93", "M-70")),
        "ask_for_advice": people(TEAM, AO, because=("M-31", "E-37")),
        "read_redacted": people(OVERSEER, because=("M-31", "E-37")),
        "give_advice": people(OVERSEER, because=("M-31", "E-37")),
        "review_authority": people(AO, when=(must.actor_is_not_an_applicant,), because=("E-87", "E-98")),
        "export_form1": people(*(role for role in Role if role is not ADMINISTRATOR), because=("M-01", "M-70")),
        "authorise_recording": people(TEAM, because=("M-88",)),
        "refuse": people(AO, when=(must.actor_is_not_an_applicant,), because=("E-87",)),
        "cancel": people(AO, *COMMAND, TEAM, because=("E-87", "E-98")),
        "void": software(because=("E-87", "E-88")),
        # The deployment. Anyone on duty may halt.
        "record_preparation": people(
            TEAM, *COMMAND, OPERATOR, ENGAGEMENT, because=("E-29", "E-30", "M-13", "M-82", "M-102")
        ),
        # A count by hand validates the software's. Who counts stands at the zone; the minutes are drawn by lot.
        "commit_to_count": people(*COMMAND, TECHNICAL, EVALUATOR, because=("E-97", "E-90")),
        "draw_count": people(*COMMAND, TECHNICAL, EVALUATOR, because=("E-97", "E-90")),
        "begin_counted_minute": people(TEAM, *COMMAND, TECHNICAL, EVALUATOR, ENGAGEMENT, because=("E-97", "E-90")),
        "end_counted_minute": people(TEAM, *COMMAND, TECHNICAL, EVALUATOR, ENGAGEMENT, because=("E-97", "E-90")),
        # The check of the chain before it: whoever sits at the console sees that the recognition reached it.
        "begin_check": people(OPERATOR, SILVER, BRONZE, because=("E-97", "E-87")),
        "take_check_warrant": software(because=("E-97", "E-87")),
        "recognise_seed": software(because=("E-97",)),
        "pass_check": people(OPERATOR, because=("E-97",)),
        "stop_check": software(OPERATOR, *COMMAND, TECHNICAL, because=("E-97",)),
        "explain_unchecked_start": people(GOLD, SILVER, because=("E-97",)),
        # The Blue List while it runs: who watches the console or stands at the zone marks whom they see pass.
        "recognise_volunteer": software(because=("E-97",)),
        "mark_seeded_passage": people(OPERATOR, ENGAGEMENT, because=("E-97", "E-99")),
        "withdraw_seeded_mark": people(OPERATOR, ENGAGEMENT, because=("E-97",)),
        "start": people(OPERATOR, SILVER, BRONZE, because=("E-87",)),
        "halt": software(AO, *COMMAND, OPERATOR, ENGAGEMENT, TECHNICAL, TEAM, DPO, OVERSEER, because=("E-98", "E-97")),
        "propose_resume": people(*COMMAND, OPERATOR, TECHNICAL, because=("E-98",)),
        "resume": people(AO, GOLD, SILVER, when=(must.actor_is_not_the_proposer,), because=("E-98",)),
        "withdraw_entry": people(AO, *COMMAND, TEAM, OPERATOR, DPO, because=("M-49", "M-75")),
        "close": people(AO, *COMMAND, OPERATOR, because=("E-87",)),
        "close_on_condition": software(because=("E-87", "E-90")),
        "expire": software(because=("E-87",)),
        # Duty.
        "go_on_duty": people(*COMMAND, OPERATOR, ENGAGEMENT, TECHNICAL, because=("M-26", "E-06")),
        "go_off_duty": people(*COMMAND, OPERATOR, ENGAGEMENT, TECHNICAL, because=("M-26", "E-06")),
        "relieve": people(OPERATOR, because=("E-97",)),
        "post_officer": people(OPERATOR, SILVER, BRONZE, because=("E-82", "M-70")),
        "watch_ceiling": software(because=("E-90",)),
        # Other systems: each named by an act, scoped to a role, dead when the deployment closes.
        "name_integration": people(GOLD, SILVER, TECHNICAL, because=("M-51", "M-70", "E-66")),
        "end_integration": people(GOLD, SILVER, BRONZE, TECHNICAL, DPO, because=("M-51", "M-70")),
        "read_by_integration": software(because=("M-70",)),
        "tell_integrations": software(because=("M-70",)),
        "record_telling": software(because=("M-70",)),
        # Cameras.
        "begin_camera_run": software(because=("E-87",)),
        "take_warrant": software(because=("E-87",)),
        "renew_camera_run": software(because=("E-97",)),
        "end_camera_run": software(because=("E-97",)),
        "record_clock_offset": software(because=("E-97",)),
        "record_camera_settings": software(because=("E-97",)),
        "record_comparison_stopped": software(because=("E-97", "E-98")),
        "record_outage": software(because=("E-97",)),
        "record_recovery": software(because=("E-97",)),
        "record_camera_lost": software(because=("E-97",)),
        # Alerts. An alert is a lead; people decide.
        "raise_alert": software(because=("E-82", "M-44")),
        "show_alert": people(OPERATOR, ENGAGEMENT, SILVER, DPO, because=("M-70", "M-97")),
        "adjudicate": people(
            OPERATOR, ENGAGEMENT, when=(must.actor_has_not_given_a_view,), because=("M-97", "E-44", "E-82")
        ),
        "claim_alert": people(OPERATOR, because=("M-97", "E-97")),
        "mix_in_negative": people(*COMMAND, because=("E-44", "E-97")),
        "show_negative": people(OPERATOR, SILVER, DPO, because=("M-70", "E-44")),
        "claim_negative": people(OPERATOR, because=("E-44",)),
        "judge_negative": people(OPERATOR, because=("E-44",)),
        "assign_alert": people(OPERATOR, SILVER, BRONZE, because=("E-82", "M-70")),
        "record_factors": people(OPERATOR, ENGAGEMENT, because=("E-83", "E-82")),
        "decide_engagement": people(ENGAGEMENT, because=("E-82", "M-17")),
        "record_engagement": people(ENGAGEMENT, because=("M-44", "E-82", "E-83")),
        "record_outcome": people(ENGAGEMENT, because=("E-84", "M-17")),
        # Evaluations of an engine: an authorised, recorded act; what they measured counts when two people have signed.
        "record_evaluation": people(EVALUATOR, TECHNICAL, because=("E-43", "E-99")),
        "finish_evaluation": people(EVALUATOR, TECHNICAL, because=("E-43", "E-99")),
        "sign_operating_points": people(
            *(EVALUATOR, TECHNICAL, SRO, AO),
            when=(must.actor_has_not_signed_the_operating_points, must.evaluation_is_of_the_engine_as_it_is),
            because=("E-99", "E-43"),
        ),
        # Erasure and review.
        "erase_watchlist": software(AO, SILVER, TEAM, DPO, because=("M-50", "M-69")),
        "erase_alert": software(DPO, because=("M-43", "M-50")),
        # An alert kept as evidence: one person proposes, another agrees; erasing is what happens otherwise.
        "propose_hold": people(GOLD, SILVER, LEGAL, DPO, because=("M-50", "M-74")),
        "agree_hold": people(
            AO, GOLD, LEGAL, DPO, when=(must.actor_did_not_propose_the_hold,), because=("M-50", "M-74", "M-86")
        ),
        "request_export": people(GOLD, SILVER, LEGAL, DPO, because=("M-74", "M-70", "M-85")),
        "release_export": people(
            AO, GOLD, LEGAL, DPO, when=(must.actor_did_not_request_the_export,), because=("M-74", "M-70", "M-85")
        ),
        "release_hold": people(AO, GOLD, SILVER, LEGAL, DPO, because=("M-50", "M-69")),
        "erase_due": software(because=("M-43", "M-50", "M-69")),
        "finish_erasures": software(because=("M-50", "M-69")),
        # Was one person on a list? Two people of two roles, each holding half of the secret.
        "ask_about_list": people(DPO, because=("M-34", "E-54")),
        "answer_about_list": people(LEGAL, when=(must.actor_did_not_ask_the_question,), because=("M-34", "E-54")),
        "decline_about_list": people(LEGAL, DPO, because=("M-34",)),
        # Audits of the record: the force's own, and the oversight group's sample beside it.
        "commit_to_audit": people(DPO, SRO, OVERSEER, because=("E-54", "M-73")),
        "draw_audit": people(
            *(DPO, SRO, OVERSEER),
            when=(must.actor_is_on_the_audits_side, must.audit_is_not_drawn_yet),
            because=("E-54", "M-73"),
        ),
        "record_audit_finding": people(
            *(DPO, SRO, OVERSEER),
            when=(must.actor_is_on_the_audits_side, must.audit_is_open, must.audited_act_is_of_somebody_else),
            because=("E-54", "M-73"),
        ),
        "publish_audit": people(
            *(DPO, SRO, OVERSEER),
            when=(must.actor_is_on_the_audits_side, must.audit_is_open, must.everything_sampled_is_judged),
            because=("E-54", "M-73"),
        ),
        "read_again": people(OPERATOR, when=(must.actor_has_not_given_a_view,), because=("E-96",)),
        "add_learning_point": people(AO, *COMMAND, TEAM, because=("E-96", "M-73")),
        "finish_learning_point": people(*WRITERS, AO, OPERATOR, ENGAGEMENT, because=("E-96",)),
        "review": people(AO, *COMMAND, TEAM, because=("E-96", "E-04", "M-73")),
        "publish": people(AO, PUBLISHER, because=("M-58", "M-73", "M-83")),
    }
)

CONFIRMED = frozenset(
    {
        "authorise",
        "authorise_urgently",
        "confirm_authority",
        "approve_entry",
        "review_authority",
        "refuse",
        "resume",
        "sign_controlled_space",
        "sign_technical_suitability",
        "ask_about_list",
        "answer_about_list",
        "create_person",
        "grant_role",
        "end_role",
        "reset_factors",
        "agree_hold",
        "release_export",
        "name_integration",
    }
)
"""Acts that decide: on a page, each is preceded by the person's second factor, shown anew (M-51)."""


def check(action: str, facts: Facts) -> None:
    """Say whether the actor may take this act.

    Raises:
        NotPermitted: the act is not in the map, the actor holds none of its roles, or a condition does not hold.
    """
    permission = PERMISSIONS.get(action)
    if permission is None:
        raise NotPermitted("unknown_action", f"There is no act called {action}.")
    if facts.software:
        if not permission.software:
            raise NotPermitted("not_for_software", "Only a person may do this, never the software.")
    elif not permission.roles & facts.roles:
        raise _without_the_role(permission, facts)
    for condition in permission.conditions:
        if not condition.holds(facts):
            raise NotPermitted(condition.name, condition.said_of(facts))


def _without_the_role(permission: Permission, facts: Facts) -> NotPermitted:
    """Say whether the role is missing, or held and out of date."""
    for role in sorted(permission.roles & facts.people.lapsed.keys()):
        name = role.value.replace("_", " ")
        reasons = " ".join(facts.people.lapsed[role])
        return NotPermitted("role_inactive", f"Your role {name} does not count now. {reasons}")
    return NotPermitted("role_missing", _who_may(permission))


def _who_may(permission: Permission) -> str:
    if not permission.roles:
        return "Only the software does this, on its own clock."
    names = ", ".join(sorted(role.value.replace("_", " ") for role in permission.roles))
    return f"Your roles do not include this. Who may: {names}."
