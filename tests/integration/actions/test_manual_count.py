"""The count by hand, by real acts: minutes nobody chose, two counters, and an error beside the faces seen."""

from hashlib import sha256

import pytest

from overt.actions.begin_counted_minute import begin_counted_minute
from overt.actions.commit_to_count import commit_to_count
from overt.actions.draw_count import draw_count
from overt.actions.end_counted_minute import end_counted_minute
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.start import start
from overt.actions.values import Tally
from overt.documents.evidence import gather
from overt.documents.report.counts import counts
from overt.ledger.read import entries_after
from overt.ledger.sampling import draw_of, sample
from overt.ledger.tree import roots_at
from overt.records.models import Deployment, ManualCount
from overt.records.queries.manual_counts import counted_pairs, drawn_minutes
from overt.vault.testing import FakeClock
from overt.web.operate.figures import figures_context
from tests import make
from tests.integration.actions.test_authority import refusal

pytestmark = pytest.mark.clause("E-97")


@pytest.fixture
def live(who: make.People) -> Deployment:
    """A live rehearsal of 50 minutes with every minute of its one camera drawn."""
    authorised = make.authorised(who)
    commit_to_count(who.silver, authorised, wanted=50)
    started = start(who.silver, authorised)
    draw_count(who.silver, started)
    return started


def test_the_minutes_follow_from_a_seed_fixed_before_the_start_and_a_root_known_only_after_it(who: make.People) -> None:
    authorised = make.authorised(who)
    assert refusal(commit_to_count, who.operator, authorised, wanted=5) == "role_missing"
    assert refusal(commit_to_count, who.silver, authorised, wanted=0) == "count_size"
    plan = commit_to_count(who.silver, authorised, wanted=5)
    assert refusal(commit_to_count, who.gold, authorised, wanted=6) == "count_committed"
    assert refusal(draw_count, who.silver, authorised) == "wrong_state"
    deployment = start(who.silver, authorised)
    draw_count(who.silver, deployment)
    assert refusal(draw_count, who.silver, deployment) == "nothing_to_draw"
    told = {one.event: one for one in entries_after(-1, 5000) if one.event.startswith(("count.", "deployment.started"))}
    drawn, committed = told["count.drawn"].details, told["count.committed"].details
    assert told["count.committed"].index < told["deployment.started"].index
    assert committed["seed_digest"] == sha256(bytes.fromhex(str(drawn["seed"]))).hexdigest()
    size = told["deployment.started"].index + 1
    assert (drawn["root_size"], drawn["root"]) == (size, roots_at(size)[size].hex())
    draw = draw_of(bytes.fromhex(plan.seed), roots_at(size)[size])
    minutes = sample(draw, range(49), 5) if _whole_minutes(deployment) == 49 else sample(draw, range(50), 5)
    assert ManualCount.objects.get().draw_json == [["north", minute] for minute in minutes]


def _whole_minutes(deployment: Deployment) -> int:
    assert deployment.started_at is not None
    return int((deployment.ends_at - deployment.started_at).total_seconds() // 60)


def test_nothing_is_drawn_without_a_seed_from_before_the_start(who: make.People) -> None:
    deployment = make.live(who)
    assert refusal(commit_to_count, who.silver, deployment, wanted=5) == "wrong_state"
    assert refusal(draw_count, who.silver, deployment) == "nothing_to_draw"
    assert drawn_minutes(deployment) == []


def test_a_drawn_minute_is_counted_by_hand_beside_the_software_while_it_lasts(
    who: make.People, live: Deployment, clock: FakeClock
) -> None:
    run = make.camera_run(live)
    renew_camera_run(run, Tally(passages=7))
    later = refusal(begin_counted_minute, who.team_member, live, camera="north", minute=1)
    assert later == "minute_not_now"
    assert refusal(begin_counted_minute, who.team_member, live, camera="south", minute=0) == "minute_not_now"
    begun = begin_counted_minute(who.team_member, live, camera="north", minute=0)
    assert refusal(begin_counted_minute, who.silver, live, camera="north", minute=0) == "minute_counted"
    clock.advance(50)
    renew_camera_run(run, Tally(passages=19))
    assert counted_pairs(live.id) == []
    assert refusal(end_counted_minute, who.silver, begun.id, by_hand=11) == "count_of_another"
    end_counted_minute(who.team_member, begun.id, by_hand=11)
    assert refusal(end_counted_minute, who.team_member, begun.id, by_hand=12) == "count_of_another"
    assert counted_pairs(live.id) == [(11, 12)]
    (entry,) = [one for one in entries_after(-1, 5000) if one.event == "count.ended"]
    assert (entry.details["by_hand"], entry.details["passages"]) == (11, 12)


def test_the_error_stands_beside_the_faces_seen_with_the_counting_method_and_version(
    who: make.People, live: Deployment, clock: FakeClock
) -> None:
    assert "No minute was counted by hand, so the error is not known." in str(figures_context(live)["counting"])
    run, seen = make.camera_run(live), 0
    for minute, (by_hand, counted) in enumerate([(10, 11), (8, 8), (12, 13), (9, 10), (11, 12)]):
        begun = begin_counted_minute(who.team_member, live, camera="north", minute=minute)
        seen += counted
        renew_camera_run(run, Tally(passages=seen))
        end_counted_minute(who.team_member, begun.id, by_hand=by_hand)
        clock.advance(10)
        renew_camera_run(run, Tally(passages=seen))
        for _ in range(5):
            clock.advance(10)
            renew_camera_run(run, Tally(passages=seen))
    said = str(figures_context(live)["counting"])
    assert said.startswith("passages as tracked, by the tracker of Overt ")
    assert "50 by hand, 54 by the software; error +8.0% (95 % interval" in said
    facts = str(counts(gather(live)).blocks)
    assert "50 by hand, 54 by the software" in facts
