"""What an application lacks and what is unusual about it, each with its own sentence and clause.

Questions that are needed and not answered come first, in the order of the form, then the checks across answers, list,
plan and measurements. `stops` is true for what no application may be submitted with; the rest is shown to the officer
who decides, first of all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from overt.law.form_one.application import Application
from overt.law.form_one.form import form
from overt.law.limits import known_limits
from overt.law.templates import Gap, Section, is_needed, section_gaps


@dataclass(frozen=True)
class Omission:
    """One thing missing or unusual: `code` is the place of an answer or a check's name, `place` where to mend it.

    A place is a question’s; besides, `plan.…` is the plan, `case.file` the intelligence case, `advice.…` an advice.
    """

    code: str
    place: str
    sentence: str
    clauses: tuple[str, ...]
    stops: bool = True

    @property
    def section(self) -> str:
        """Return the part of the application it belongs to."""
        return self.place.split(".")[0]


def omissions(application: Application) -> tuple[Omission, ...]:
    """Return everything missing or unusual, what stops first."""
    found = (*_unanswered(application), *_checked(application))
    return tuple(sorted(found, key=lambda one: not one.stops))


def _unanswered(application: Application) -> Iterator[Omission]:
    asked = form(application.pack)
    questions = asked.template.questions()
    for section in asked.sections_for(application.setting):
        if not is_needed(asked.template, section, application.answers):
            continue
        for gap in section_gaps(section, application.answers):
            if asked.is_needed(gap.place, application.setting):
                yield Omission(gap.place, gap.place, _told(section, gap), questions[gap.place].clauses)


def _told(section: Section, gap: Gap) -> str:
    """Name the section where a sentence alone would not say which one it is about."""
    return gap.sentence if not gap.sentence.startswith("Answer each") else f"{section.title} {gap.sentence}"


@dataclass(frozen=True)
class Check:
    """A check across the application: `find` gives a sentence for everything it finds."""

    code: str
    place: str
    clauses: tuple[str, ...]
    stops: bool
    find: Callable[[Application], Iterator[str]]


CHECKS: dict[str, Check] = {}


def check(place: str, *clauses: str, stops: bool = True) -> Callable[[Callable[[Application], Iterator[str]]], Check]:
    """List a check under its function's name."""

    def listed(find: Callable[[Application], Iterator[str]]) -> Check:
        made = Check(find.__name__, place, clauses, stops, find)
        CHECKS[made.code] = made
        return made

    return listed


def _checked(application: Application) -> Iterator[Omission]:
    if not application.setting.is_more_than_a_rehearsal:
        return
    for one in CHECKS.values():
        for sentence in one.find(application):
            yield Omission(one.code, one.place, sentence, one.clauses, one.stops)


@check("proportion.grounds", "M-27")
def seriousness_alone(application: Application) -> Iterator[str]:
    """Find seriousness given as the only reason."""
    given = {row.get("reason", "") for row in application.rows("proportion.grounds")}
    if given == {"seriousness"}:
        yield "Seriousness alone does not make it proportionate: give another reason as well."


@check("place.crime", "E-64")
def figures_without_a_number(application: Application) -> Iterator[str]:
    """Find crime figures that hold no number."""
    for number, row in enumerate(application.rows("place.crime"), 1):
        if row.get("figure") and not any(letter.isdigit() for letter in row["figure"]):
            yield f"Crime figure {number} holds no number: enter what was counted."


@check("place.crime", "E-64", stops=False)
def figures_of_long_ago(application: Application) -> Iterator[str]:
    """Find crime figures that all end more than a year before the deployment."""
    ends = [date.fromisoformat(row["ends"]) for row in application.rows("place.crime") if row.get("ends")]
    if ends and max(ends) < application.starts_at.date() - timedelta(days=366):
        yield "Every crime figure is more than a year older than the deployment."


@check("plan.hours", "E-87")
def hours_too_long(application: Application) -> Iterator[str]:
    """Find hours longer than the pack allows."""
    limit = application.pack.whole("window_hours")
    if application.ends_at - application.starts_at > timedelta(hours=limit):
        yield f"The hours are longer than the law pack allows: at most {limit} hours."


@check("case.file", "M-40")
def intelligence_case_not_attached(application: Application) -> Iterator[str]:
    """Find an application without its intelligence case."""
    if not application.files:
        yield "Attach the intelligence case."


@check("intelligence.assessed", "M-40")
def intelligence_from_the_future(application: Application) -> Iterator[str]:
    """Find intelligence assessed on a day that has not come."""
    assessed = application.words("intelligence.assessed")
    if assessed and date.fromisoformat(assessed) > application.now.date():
        yield "The day on which the intelligence was assessed has not come yet."


@check("cameras.placement", "E-65", "E-92", "E-109")
def camera_without_placement(application: Application) -> Iterator[str]:
    """Find cameras of the plan without a row, and rows without a camera."""
    described = [row.get("name", "") for row in application.rows("cameras.placement")]
    if not described:
        return
    for name in application.cameras:
        if name not in described:
            yield f"Say how the camera {name} stands."
    for name in described:
        if name and name not in application.cameras:
            yield f"No camera of this application is called {name}: use its name there."


@check("plan.zone", "M-94", "E-41", stops=False)
def zone_is_the_whole_picture(application: Application) -> Iterator[str]:
    """Tell the officer of cameras that compare every face they see."""
    for name in application.whole_pictures:
        yield f"The zone of recognition of {name} is the whole picture: it should be no wider than the place needs."


@check("plan.threshold", "E-89")
def threshold_under_the_floor(application: Application) -> Iterator[str]:
    """Find a threshold below the mandate's, or on an unmapped scale, without its justification."""
    floor = application.mandate_threshold
    if not application.threshold_is_justified and (floor is None or application.threshold < floor):
        yield "Say why this threshold is right: it is below the mandate’s 0.6, or that cannot be told for this engine."


def _exact(share: float) -> Fraction:
    """Return a measured share as it is printed, so that 0.001 is 1 in 1,000 and not a hair above it."""
    return Fraction(str(share))


@check("threshold.ceiling", "E-90")
def false_alerts_over_the_ceiling(application: Application) -> Iterator[str]:
    """Find expected false alerts that may be above the ceiling, or are not known, without a specific justification."""
    if application.words("threshold.ceiling"):
        return
    ceiling = application.pack.false_alert_ceiling
    said = known_limits()["false_alert_ceiling"].say(ceiling)
    if application.expected is None:
        yield f"Nothing accepted here tells whether false alerts stay under {said}: say why this threshold is right."
    elif _exact(application.expected.high) > ceiling:
        yield f"More than {said} false alerts must be reckoned with: say why this threshold is right all the same."


@check("threshold.ceiling", "E-88", "E-90", stops=False)
def false_alerts_expected_high(application: Application) -> Iterator[str]:
    """Tell the officer of a threshold that may exceed the ceiling although a reason is given."""
    ceiling = application.pack.false_alert_ceiling
    said = known_limits()["false_alert_ceiling"].say(ceiling)
    if application.expected is None:
        yield "No accepted measurement of this engine tells what false alerts to expect."
    elif _exact(application.expected.high) > ceiling:
        yield f"The expected false alerts may exceed {said}."


@check("plan.threshold", "E-89", stops=False)
def threshold_needs_its_reason(application: Application) -> Iterator[str]:
    """Tell the officer of a threshold that rests on a justification."""
    floor = application.mandate_threshold
    if application.threshold_is_justified and (floor is None or application.threshold < floor):
        yield "The threshold is below the mandate’s 0.6, or that cannot be told: it rests on the reason given."


@check("plan.engine", "E-43", "E-99", stops=False)
def engine_not_tested_here(application: Application) -> Iterator[str]:
    """Tell the officer of an engine without an accuracy test of this site's own in date."""
    if not application.engine_is_tested:
        yield "This version of the engine has no accuracy test of this site’s own that is in date."


@check("purpose.purpose", "E-03", "E-40")
def list_off_its_purpose(application: Application) -> Iterator[str]:
    """Find categories on the list that do not fit the purpose."""
    purpose = application.pack.listed("purposes", application.words("purpose.purpose"))
    if purpose is None:
        return
    words = {one.code: one.words for one in application.pack.lists["categories"]}
    for category, count in application.counts.by_category.items():
        if count and category not in purpose.categories:
            name = words.get(category, category)
            yield f"The list holds people whose category does not fit the purpose: {name} ({count})."


@check("list.benefits", "E-04", "M-25")
def category_without_a_benefit(application: Application) -> Iterator[str]:
    """Find categories on the list for which no benefit is stated."""
    stated = {row.get("category", "") for row in application.rows("list.benefits")}
    words = {one.code: one.words for one in application.pack.lists["categories"]}
    for category, count in application.counts.by_category.items():
        if count and stated and category not in stated:
            yield f"Say which benefit is expected from this category of the list: {words.get(category, category)}."


@check("list.young", "E-20", "E-21", "E-22", "E-95")
def young_or_disabled_without_a_case(application: Application) -> Iterator[str]:
    """Find people under 18 or with a disability on the list without the case for it."""
    counts = application.counts
    if (counts.young or counts.with_disability) and not application.words("list.young"):
        yield (
            f"The list holds {counts.young} under {application.pack.whole('young_under_years')} and"
            f" {counts.with_disability} with a disability: say why they must be on it."
        )


@check("list.young", "E-93", stops=False)
def young_on_the_list(application: Application) -> Iterator[str]:
    """Tell the officer of people under 18 on the list."""
    if application.counts.young:
        age = application.pack.whole("young_under_years")
        yield f"The list holds {application.counts.young} under {age}: each needs an approval of its own."


@check("list.young", "E-81", stops=False)
def children_bring_false_alerts(application: Application) -> Iterator[str]:
    """Tell the officer what an engine does with children."""
    if application.counts.children:
        limit = application.pack.whole("child_under_years")
        yield (
            f"With somebody under {limit} on the list more false alerts against children must be expected, and a child"
            " who is sought is found less often."
        )


@check("advice.legal_adviser", "E-94", "E-110", "E-22")
def legal_advice_missing(application: Application) -> Iterator[str]:
    """Find a list that needs the legal adviser's advice and has none for it as it stands."""
    if application.counts.needs_advice and not _covers(application.advised.legal_at, application):
        yield f"{_holds(application)}: the legal adviser’s advice must be on record before the request."


@check("advice.team_member", "E-94", "E-110", "E-22")
def team_advice_missing(application: Application) -> Iterator[str]:
    """Find a list that needs the LFR team's advice and has none for it as it stands."""
    if application.counts.needs_advice and not _covers(application.advised.team_at, application):
        yield f"{_holds(application)}: the LFR team’s advice must be on record before the request."


def _covers(given_at: datetime | None, application: Application) -> bool:
    listed = application.counts.listed_last_at
    return given_at is not None and (listed is None or given_at >= listed)


def _holds(application: Application) -> str:
    counts, age = application.counts, application.pack.whole("child_under_years")
    return f"The list holds {counts.children} under {age} and {counts.with_disability} with a disability"


@check("telling.notice_on", "E-29", "M-100")
def notice_too_late(application: Application) -> Iterator[str]:
    """Find notice later than the pack asks for without a reason; never a day after the start."""
    on = _notice(application)
    if on is not None and on > application.starts_at.date():
        yield "The public is told after the start: choose an earlier day."
    elif on is not None and on > _latest_notice(application) and not application.words("telling.late"):
        hours = application.pack.whole("notice_hours")
        yield f"The public is told less than {hours} hours before the start: say why not sooner."


@check("telling.late", "E-29", "M-100", stops=False)
def notice_late_with_a_reason(application: Application) -> Iterator[str]:
    """Tell the officer of late notice."""
    on = _notice(application)
    if on is not None and on > _latest_notice(application) and application.words("telling.late"):
        yield "The public is told later than the law pack asks for; the reason is given."


def _notice(application: Application) -> date | None:
    said = application.words("telling.notice_on")
    return date.fromisoformat(said) if said else None


def _latest_notice(application: Application) -> date:
    return (application.starts_at - timedelta(hours=application.pack.whole("notice_hours"))).date()
