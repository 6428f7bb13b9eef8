"""Form 1 from an empty draft to a submitted application: every omission has its sentence; script on and off."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from overt.actions.create_deployment import create_deployment
from overt.actions.save_application import save_application
from overt.actions.seal_watchlist import seal_watchlist
from overt.law.form_one import form, setting_of
from overt.law.states import Kind, Source
from overt.law.templates import Answer, AnswerKind, Column, Question, is_asked
from overt.records.models import ApplicationFile, Deployment
from overt.records.queries.application import answers_of
from overt.records.queries.packs import pack_of
from overt.web.apply.engine import engine_on_offer
from tests import applying, assessing, make
from tests.integration.actions.test_listing import FIT
from tests.journeys.conftest import CAMERA, Open, Site
from tests.journeys.newcomers import Newcomer, newcomer, set_up_app
from tests.journeys.screen import Screen

__all__ = ["newcomer"]

pytestmark = pytest.mark.browser

WHERE_AXE_LOOKS = {
    "purpose.purpose",
    "purpose.basis",
    "place.crime",
    "place.private",
    "threshold.faces",
    "telling.notice_on",
}
"""One page of each kind: choices, words, rows, yes or no, a number, a date. The others share their template."""

OMISSIONS = 25
"""Questions left out one after another, each in an application that lacks nothing else."""


def sealed_draft(site: Site) -> Deployment:
    """An operational draft with one person on its sealed list and its documents in force, and no answer yet."""
    make.in_order(site.who)
    plan = make.plan(kind="operational", source="camera", use_case="crime_hotspot", engine=FIT, threshold="0.64")
    draft = create_deployment(site.who.team_member, plan)
    assessing.everything_in_force(site.who, draft)
    make.entry(site.who.team_member, draft)
    seal_watchlist(site.who.team_member, draft)
    return draft


def answers_for(draft: Deployment) -> dict[str, Answer]:
    """Return what the applicant will say."""
    day = localdate(draft.starts_at)
    told = applying.answers_for(day.isoformat(), (CAMERA,))
    told["telling.notice_on"] = (day - timedelta(days=7)).isoformat()
    told["systems.named"] = applying.SYSTEMS[:1]
    told["threshold.ceiling"] = "No engine of ours has a measurement yet; nobody is engaged on a score alone."
    return told


def put(screen: Screen, asked: Question | Column, value: str) -> None:
    """Answer one question or column."""
    if asked.kind is AnswerKind.CHOICE:
        screen.page.locator(f"[name={asked.code}][value={value}]").check()
    elif asked.kind is AnswerKind.DATE:
        on = date.fromisoformat(value)
        for part, number in (("day", on.day), ("month", on.month), ("year", on.year)):
            screen.page.locator(f"[name={asked.code}_{part}]").fill(str(number))
    else:
        screen.page.locator(f"[name={asked.code}]").fill(value)


def answer(screen: Screen, question: Question, said: Answer, shot: str) -> None:
    """Answer the open question and go on."""
    expect(screen.page.get_by_role("heading", name=question.ask, level=1)).to_be_visible()
    if question.rows is None:
        assert isinstance(said, str)
        if shot:
            screen.check(f"{shot}-{question.code}")
        put(screen, question, said)
        screen.press("Save and continue")
        return
    for row in said:
        assert not isinstance(row, str)
        screen.follow(f"Add: {question.rows.name.lower()}")
        for column in question.rows.columns:
            put(screen, column, row[column.code])
        if shot:
            screen.check(f"{shot}-{question.code}-row")
        screen.press("Save")
    if shot:
        screen.check(f"{shot}-{question.code}")
    screen.press("Continue")


@pytest.mark.clause("E-85", "M-23", "M-92", "M-96", "E-91", "E-105")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_application_is_answered_step_by_step_and_submitted(
    site: Site, newcomer: Newcomer, tmp_path: Path, script: bool
) -> None:
    draft = sealed_draft(site)
    asked, setting = form(pack_of(draft)), setting_of(Kind.OPERATIONAL, Source.CAMERA)
    name = "form-one" if script else ""
    team = newcomer(script=script, width=320 if script else 1280)
    set_up_app(team, site.who.team_member)
    team.go(f"/apply/{draft.pk}/answers")
    team.heading("Check your answers")
    if script:
        team.check("form-one-answers-empty")
    shown = team.page.get_by_role("main").inner_text()
    missing = [
        question.missing
        for place, question in asked.template.questions().items()
        if question.required and question.needed is None and not place.startswith(("rehearsal", "joint_terms"))
    ]
    assert len(missing) > 45
    assert [sentence for sentence in missing if sentence not in shown] == []
    assert "Attach the intelligence case." in shown
    assert "Nothing accepted here tells whether false alerts stay under 1 in 1,000" in shown
    team.press("Submit the application")
    team.sees("It was not submitted")
    stopped = team.page.get_by_role("main").inner_text()
    assert [sentence for sentence in missing if sentence not in stopped] == []
    if script:
        team.check("form-one-refused")
    assert Deployment.objects.get().state == "draft"

    said = answers_for(draft)
    team.go(f"/apply/{draft.pk}")
    if script:
        team.check("form-one-tasks-empty")
    for section in asked.sections_for(setting):
        if section.needed is not None:
            continue
        places = {section.place(one): one for one in section.questions if is_asked(section, one, said)}
        if not script and not WHERE_AXE_LOOKS & set(places):
            save_application(site.who.team_member, draft, answers={place: said[place] for place in places})
            continue
        team.page.get_by_role("link", name=section.title, exact=True).click()
        for place, question in places.items():
            answer(team, question, said[place], name if place in WHERE_AXE_LOOKS else "")
    team.go(f"/apply/{draft.pk}")
    team.follow("Files of the intelligence case")
    case = tmp_path / "case.txt"
    case.write_text("What is known, and from where.")
    team.page.get_by_label("File").set_input_files(case)
    team.press("Attach the file")
    team.sees("The file is attached, sealed.")
    if script:
        team.check("form-one-case")
    assert ApplicationFile.objects.get().name == "case.txt"

    team.go(f"/apply/{draft.pk}")
    team.sees_not("Not started")
    if script:
        team.check("form-one-tasks-done")
    team.press("Check your answers and submit")
    assert {place: held for place, held in answers_of(draft).items() if held} == {
        place: held for place, held in said.items() if held and not place.startswith(("rehearsal", "joint_terms"))
    }
    team.sees_not("The application cannot be submitted before.")
    if script:
        team.check("form-one-answers-done")
    team.press("Submit the application")
    team.sees("An Authorising Officer who had no hand in it decides.")
    assert Deployment.objects.get().state == "submitted"


@pytest.mark.clause("E-85", "M-23")
def test_each_omission_by_itself_stops_the_application_with_its_own_sentence(
    site: Site, newcomer: Newcomer, campaign_seed: int
) -> None:
    ceiling = {"threshold.ceiling": "Nobody is engaged on a score alone."}
    draft = applying.complete(site.who, sealed_draft(site), **ceiling)
    said = answers_of(draft)
    asked = form(pack_of(draft)).template.questions()
    wanted = sorted(place for place in said if asked[place].required and asked[place].needed is None)
    team = newcomer()
    set_up_app(team, site.who.team_member, looks=False)
    missing = team.page.locator("main li a[href$='?from=answers']")
    for place in random.Random(campaign_seed).sample(wanted, OMISSIONS):
        save_application(site.who.team_member, draft, answers={place: "" if asked[place].rows is None else ()})
        team.go(f"/apply/{draft.pk}/answers")
        expect(missing).to_have_text([asked[place].missing])
        team.press("Submit the application")
        team.sees("It was not submitted")
        expect(missing).to_have_text([asked[place].missing])
        assert Deployment.objects.get().state == "draft"
        save_application(site.who.team_member, draft, answers={place: said[place]})
    team.go(f"/apply/{draft.pk}/answers")
    team.press("Submit the application")
    team.sees("An Authorising Officer who had no hand in it decides.")


def test_a_question_is_answered_with_the_keyboard_alone_and_changed_from_the_answers(site: Site, open_as: Open) -> None:
    draft = create_deployment(site.who.team_member, make.plan(engine=engine_on_offer()))
    team = open_as(site.who.team_member, width=320)
    team.go(f"/apply/{draft.pk}/form/rehearsal/lesson?from=answers")
    team.page.keyboard.press("Tab")
    expect(team.page.locator(":focus")).to_have_text("Skip to main content")
    team.page.keyboard.press("Enter")
    while team.page.locator(":focus").get_attribute("name") != "lesson":
        team.page.keyboard.press("Tab")
    team.page.keyboard.type("How to halt.")
    team.page.keyboard.press("Tab")
    expect(team.page.locator(":focus")).to_have_text("Save and continue")
    team.page.keyboard.press("Enter")
    team.heading("Check your answers")
    team.sees("How to halt.")
    team.check("form-one-answers-drawn")
    team.follow("Change the plan")
    team.heading("Change the plan")
    team.check("form-one-plan")
    team.fill("Title", "Another title")
    team.press("Save the plan")
    team.heading("Another title")
    assert Deployment.objects.get().title == "Another title"
