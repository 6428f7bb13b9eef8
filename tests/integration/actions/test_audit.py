"""An audit of the record: nobody chooses what it looks at, nobody judges their own act, and it is published whole."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.commit_to_audit import commit_to_audit
from overt.actions.draw_audit import draw_audit
from overt.actions.publish_audit import publish_audit
from overt.actions.record_audit_finding import record_audit_finding
from overt.actions.show_alert import show_alert
from overt.ledger.checkpoint import sign_checkpoint
from overt.ledger.read import entries_after
from overt.ledger.sampling import draw_of, sample
from overt.ledger.tree import roots_at
from overt.records.models import Audit, AuditItem, AuditOutcome, Person
from tests import make
from tests.integration.actions.test_authority import refusal

FOUND = {"outcome": AuditOutcome.IN_ORDER.value, "findings": "the pictures were looked at first"}


@pytest.fixture
def who(home: Path, transactional_db: None) -> make.People:
    """A site on the machine's own clock, as the ledger's moments are."""
    return make.people()


@pytest.fixture
def period(who: make.People) -> tuple[datetime, datetime]:
    """A period with one authority, four alerts, and a look and a view of each."""
    since = site.now()
    run = make.camera_run(make.live(who, entries=4))
    for picture in run.deployment.entries.values_list("pictures__id", flat=True):
        alert = make.alert(run, picture=picture)
        show_alert(who.operator, alert)
        adjudicate(who.operator, alert, view="same")
    return since - timedelta(hours=1), site.now()


def committed(by: Person, period: tuple[datetime, datetime], wanted: int = 2, dice: str = "") -> Audit:
    """Commit to an audit, with another act after it and both published."""
    audit = commit_to_audit(by, since=period[0], until=period[1], wanted=wanted, dice=dice)
    commit_to_audit(by, since=period[0], until=period[1], wanted=1)
    sign_checkpoint(site.home() / "keys", site.home() / "ledger")
    return audit


@pytest.mark.clause("E-54")
@pytest.mark.clause("M-73")
def test_anybody_can_draw_the_sample_again_from_what_is_public(
    who: make.People, period: tuple[datetime, datetime]
) -> None:
    audit = draw_audit(who.dpo, committed(who.dpo, period))
    told = {one.event: one.details for one in entries_after(audit.entry) if one.event == "audit.drawn"}
    told["audit.committed"] = entries_after(audit.entry - 1)[0].details
    seed, root = bytes.fromhex(str(told["audit.drawn"]["seed"])), bytes.fromhex(str(told["audit.drawn"]["root"]))
    assert told["audit.committed"]["seed_digest"] == sha256(seed).hexdigest()
    assert root == roots_at(audit.entry + 2)[audit.entry + 2]
    views = [one.index for one in entries_after(-1) if one.event in {"alert.shown", "alert.adjudicated"}]
    drawn = AuditItem.objects.filter(what="view").values_list("entry", flat=True)
    assert set(drawn) == set(sample(draw_of(seed, root), views, 2))
    assert audit.population_json == {"alert": 4, "view": 8, "authority": 1}
    assert AuditItem.objects.count() == 2 + 2 + 1


@pytest.mark.clause("E-54")
def test_the_sample_is_not_known_when_it_is_committed_to_and_not_drawn_twice(
    who: make.People, period: tuple[datetime, datetime]
) -> None:
    early = commit_to_audit(who.dpo, since=period[0], until=period[1], wanted=1)
    sign_checkpoint(site.home() / "keys", site.home() / "ledger")
    assert refusal(draw_audit, who.dpo, early) == "root_not_published"
    audit = committed(who.dpo, period)
    draw_audit(who.dpo, audit)
    assert refusal(draw_audit, who.dpo, audit) == "audit_is_not_drawn_yet"


@pytest.mark.clause("E-54")
def test_the_oversight_group_draws_its_own_sample_with_its_own_seed(
    who: make.People, period: tuple[datetime, datetime]
) -> None:
    audit = committed(who.overseer, period, dice="6 3 3 1 5")
    assert (audit.of_panel, audit.seed) == (True, sha256(b"6 3 3 1 5").hexdigest())
    assert refusal(draw_audit, who.dpo, audit) == "actor_is_on_the_audits_side"
    draw_audit(who.overseer, audit)
    item = AuditItem.objects.first()
    assert item is not None
    assert refusal(record_audit_finding, who.dpo, item, **FOUND) == "actor_is_on_the_audits_side"
    assert refusal(publish_audit, who.dpo, audit, summary="fine") == "actor_is_on_the_audits_side"
    assert record_audit_finding(who.overseer, item, **FOUND).found_by == who.overseer.pk


@pytest.mark.clause("E-54")
@pytest.mark.clause("M-73")
def test_an_audit_is_published_when_every_act_is_judged_and_then_stands(
    who: make.People, period: tuple[datetime, datetime]
) -> None:
    audit = committed(who.dpo, period)
    assert refusal(publish_audit, who.dpo, audit, summary="nothing drawn") == "audit_is_open"
    draw_audit(who.dpo, audit)
    first, *others = AuditItem.objects.order_by("entry")
    assert refusal(publish_audit, who.dpo, audit, summary="all fine") == "everything_sampled_is_judged"
    record_audit_finding(who.dpo, first, outcome=AuditOutcome.NOT_IN_ORDER.value, findings="nobody looked")
    assert refusal(record_audit_finding, who.senior_responsible_officer, first, **FOUND) == "finding_stands"
    for item in others:
        record_audit_finding(who.senior_responsible_officer, item, **FOUND)
    assert refusal(publish_audit, who.dpo, audit, summary=" ") == "summary_missing"
    published = publish_audit(who.dpo, audit, summary="One act was not in order.")
    told = entries_after(-1)[-1]
    assert (told.event, told.details["in_order"], told.details["not_in_order"]) == ("audit.published", 4, 1)
    assert told.details["summary"] == sha256(published.summary.encode()).hexdigest()
    assert refusal(publish_audit, who.dpo, audit, summary="again") == "audit_is_open"


@pytest.mark.clause("E-54")
def test_nobody_judges_their_own_act(who: make.People, period: tuple[datetime, datetime]) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    show_alert(who.dpo, alert)
    audit = draw_audit(who.dpo, committed(who.dpo, (period[0], site.now()), wanted=200))
    own = audit.items.get(acted_by=who.dpo.pk)
    assert refusal(record_audit_finding, who.dpo, own, **FOUND) == "audited_act_is_of_somebody_else"
    assert record_audit_finding(who.senior_responsible_officer, own, **FOUND).outcome == "in_order"


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"wanted": 0}, "audit_size"), ({"wanted": 201}, "audit_size"), ({"days": 2}, "period_unclear")],
)
def test_an_audit_has_a_size_and_a_period_that_is_over(who: make.People, changed: dict[str, int], code: str) -> None:
    until = site.now() + timedelta(days=changed.get("days", 0))
    asked = {"since": site.now() - timedelta(days=1), "until": until, "wanted": changed.get("wanted", 3)}
    assert refusal(commit_to_audit, who.dpo, **asked) == code


@pytest.mark.parametrize("wrong", [{"outcome": "lovely"}, {"findings": " "}])
def test_a_finding_says_what_was_found(
    who: make.People, period: tuple[datetime, datetime], wrong: dict[str, str]
) -> None:
    audit = draw_audit(who.dpo, committed(who.dpo, period))
    item = audit.items.first()
    assert item is not None
    assert refusal(record_audit_finding, who.dpo, item, **{**FOUND, **wrong}) == "finding_missing"
    assert refusal(record_audit_finding, who.dpo, "0" * 32, **FOUND) == "no_such_item"
    assert refusal(draw_audit, who.dpo, "0" * 32) == "no_such_audit"
