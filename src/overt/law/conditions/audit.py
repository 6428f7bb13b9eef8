"""Conditions about an audit: who sampled it judges it, nobody judges their own act, and it is whole when published."""

from overt.law.conditions.condition import condition
from overt.law.facts import Facts
from overt.law.roles import Role


@condition
def actor_is_on_the_audits_side(facts: Facts) -> bool:
    """The force's own audit and the oversight group's sample are kept apart: this one belongs to the other side."""
    return (Role.OVERSEER in facts.roles) is facts.audit.of_panel


@condition
def audited_act_is_of_somebody_else(facts: Facts) -> bool:
    """Nobody audits their own act: somebody else has to look at this one."""
    return facts.actor != facts.audit.acted_by


@condition
def audit_is_not_drawn_yet(facts: Facts) -> bool:
    """The sample is drawn already and cannot be drawn again."""
    return not facts.audit.drawn


@condition
def audit_is_open(facts: Facts) -> bool:
    """This audit has no sample yet, or is published: its findings are not written now."""
    return facts.audit.drawn and not facts.audit.published


@condition
def everything_sampled_is_judged(facts: Facts) -> bool:
    """Every act that was drawn needs its finding before the audit is published."""
    return facts.audit.unjudged == 0
