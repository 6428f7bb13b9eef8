"""What a person may do next with a deployment, as links; it refuses to offer a page their roles do not open."""

from dataclasses import dataclass

from django.urls import reverse

from overt.law import Kind, Role, State
from overt.law.conditions.documents import BOUND
from overt.records.models import Deployment
from overt.web.gates import EVERYBODY, roles_for

BEFORE = frozenset({State.DRAFT})
RUNNING = frozenset({State.AUTHORISED, State.LIVE, State.HALTED})
AFTER_START = frozenset({State.LIVE, State.HALTED, State.CLOSED, State.EXPIRED, State.CANCELLED})


@dataclass(frozen=True)
class NextStep:
    """One link and the words on it."""

    words: str
    url: str


@dataclass(frozen=True)
class _Offer:
    words: str
    page: str
    roles: frozenset[Role]
    states: frozenset[State]
    kinds: frozenset[Kind] = frozenset(Kind)


OFFERS = (
    _Offer("Finish the application", "apply", roles_for("submit"), BEFORE),
    _Offer("Advise on the list", "apply-advice", roles_for("record_advice"), BEFORE, BOUND),
    _Offer("Decide on the application", "authority", roles_for("authorise"), frozenset({State.SUBMITTED})),
    _Offer("Authorise urgently", "authority", roles_for("authorise_urgently"), frozenset({State.SUBMITTED})),
    _Offer("Advise on the application", "advice", roles_for("give_advice"), frozenset({State.SUBMITTED})),
    _Offer("Documents it needs", "assess-for", EVERYBODY, frozenset({State.DRAFT, State.SUBMITTED}), BOUND),
    _Offer("Read the application", "authority", EVERYBODY - {Role.OVERSEER}, frozenset({State.SUBMITTED})),
    _Offer("Read the authority", "authority", EVERYBODY, frozenset(State) - {State.DRAFT, State.SUBMITTED}),
    _Offer("Before the start", "preparations", roles_for("record_preparation"), RUNNING, BOUND),
    _Offer("Count by hand", "count", roles_for("begin_counted_minute") - roles_for("start"), RUNNING, BOUND),
    _Offer("Operate", "operate", roles_for("start", "propose_resume", "resume"), RUNNING),
    _Offer("Command view and figures", "command", roles_for("start", "propose_resume", "resume"), RUNNING),
    _Offer("Engagements", "engagements", roles_for("record_engagement"), AFTER_START),
    _Offer("Read the record", "record", EVERYBODY - {Role.OVERSEER}, frozenset({State.DRAFT, State.SUBMITTED})),
    _Offer("Read the record", "record", EVERYBODY, frozenset(State) - {State.DRAFT, State.SUBMITTED}),
)


def next_steps(roles: frozenset[Role], deployment: Deployment) -> list[NextStep]:
    """Return the links for somebody in these roles, the most pressing first; each page at most once."""
    steps: dict[str, NextStep] = {}
    for offer in OFFERS:
        fits = State(deployment.state) in offer.states and Kind(deployment.kind) in offer.kinds
        if offer.roles & roles and fits:
            steps.setdefault(offer.page, NextStep(offer.words, reverse(offer.page, args=[deployment.pk])))
    return list(steps.values())
