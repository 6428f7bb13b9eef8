"""What changes between two packs' rules about people, in plain English; a rule dropped or shortened is a loosening."""

from collections.abc import Iterator

from overt.law.changes import Change, Direction
from overt.law.packs.people_rules import CourseRule, PeopleRules, UrgentRule
from overt.law.roles import Role

FEWER = "Deployments can go ahead with fewer people answering for them."
UNTRAINED = "People may act with less training, or with training longer ago."
UNREAD = "People may act without having read the rules."
MORE = "More is asked of the people who act."
HASTY = "A deployment can go ahead before an Authorising Officer has decided."


def people_changes(before: PeopleRules, after: PeopleRules) -> Iterator[Change]:
    """Give every change of the roles to be filled, of training and of the acknowledgement of the rules."""
    yield from _roles("Roles that must be filled before a deployment", before.wanted, after.wanted, FEWER)
    yield from _roles(
        "Roles that count once their holder knows the rules", before.acknowledging, after.acknowledging, UNREAD
    )
    codes = sorted({rule.course for rule in (*before.courses, *after.courses)})
    for code in codes:
        yield from _course(before.course(code), after.course(code))
    yield from _urgent(before.urgent, after.urgent)


def _course(before: CourseRule | None, after: CourseRule | None) -> Iterator[Change]:
    if before is None and after is not None:
        told = f"{after.title}: a new course for {_named(after.roles)}."
        yield Change(after.course, after.title, Direction.TIGHTENS, told, MORE)
    elif before is not None and after is None:
        told = f"{before.title}: the course falls away for {_named(before.roles)}."
        yield Change(before.course, before.title, Direction.LOOSENS, told, UNTRAINED)
    elif before is not None and after is not None:
        yield from _roles(f"{before.title}: roles that need it", before.roles, after.roles, UNTRAINED)
        yield from _validity(before, after)


def _validity(before: CourseRule, after: CourseRule) -> Iterator[Change]:
    if before.valid_days == after.valid_days:
        return
    told = f"{after.title}: a pass counts for {after.valid_days} days; until now for {before.valid_days}."
    if after.valid_days > before.valid_days:
        yield Change(after.course, after.title, Direction.LOOSENS, told, UNTRAINED)
    else:
        yield Change(after.course, after.title, Direction.TIGHTENS, told, MORE)


def _urgent(before: UrgentRule | None, after: UrgentRule | None) -> Iterator[Change]:
    words = "Urgent authority"
    if before is None and after is not None:
        told = f"{words}: {_given(after)}. Until now there was none. From now on: {_source(after)}."
        yield Change("urgent", words, Direction.LOOSENS, told, HASTY)
    elif before is not None and after is None:
        told = f"{words}: it falls away. Only an Authorising Officer decides."
        yield Change("urgent", words, Direction.TIGHTENS, told, MORE)
    elif before is not None and after is not None and _given(before) != _given(after):
        looser = after.confirm_hours > before.confirm_hours or bool(after.roles - before.roles)
        looser = looser or after.rank != before.rank
        told = f"{words}: {_given(after)}. Until now: {_given(before)}. From now on: {_source(after)}."
        direction, effect = (Direction.LOOSENS, HASTY) if looser else (Direction.TIGHTENS, MORE)
        yield Change("urgent", words, direction, told, effect)


def _source(rule: UrgentRule) -> str:
    cited = f"clause {rule.cited.clause}" if rule.cited.clause else rule.cited.source
    return f"{cited}, recalled but not read" if rule.cited.unverified else cited


def _given(rule: UrgentRule) -> str:
    hours = "1 hour" if rule.confirm_hours == 1 else f"{rule.confirm_hours} hours"
    return f"{_named(rule.roles)} ({rule.rank}), to be confirmed by an Authorising Officer within {hours}"


def _roles(words: str, before: frozenset[Role], after: frozenset[Role], effect: str) -> Iterator[Change]:
    if dropped := before - after:
        yield Change("people", words, Direction.LOOSENS, f"{words}: no longer {_named(dropped)}.", effect)
    if added := after - before:
        yield Change("people", words, Direction.TIGHTENS, f"{words}: also {_named(added)}.", MORE)


def _named(roles: frozenset[Role]) -> str:
    return ", ".join(sorted(role.value.replace("_", " ") for role in roles))
