"""The engine this site offers, as facts from its passport; this room refuses to load an engine."""

from django.conf import settings
from django.utils.timezone import localtime

from overt.actions import site
from overt.actions.values import EngineFacts
from overt.law import Kind
from overt.records.models import Deployment
from overt.records.queries.evaluations import accepted_for
from overt.records.queries.packs import pack_of


def engine_on_offer() -> EngineFacts:
    """Return what the passport of the site's engine says."""
    facts = settings.OVERT_ENGINE()
    assert isinstance(facts, EngineFacts)
    return facts


def engine_trouble(deployment: Deployment) -> str:
    """Return why the pictures of this draft cannot be checked on this site, in a sentence; "" when they can."""
    return str(settings.OVERT_ENGINE_TROUBLE(deployment.engine, deployment.engine_digest))


def facts_in_words(engine: EngineFacts) -> list[str]:
    """Say what an applicant must know about the engine before choosing a threshold."""
    lowest, highest = engine.scale
    fit = ", ".join(sorted(engine.fit_for)) or "nothing yet"
    return [
        f"The engine is {engine.name}. Its passport says that it is fit for: {fit}.",
        f"Its scores lie between {lowest} and {highest}; higher is more alike. A score is not a probability.",
        _floor(engine),
    ]


def engine_test_words(deployment: Deployment) -> str:
    """Say when this version of the engine was last tested on this site; "" where no test is asked for."""
    if deployment.kind == Kind.REHEARSAL:
        return ""
    accepted = accepted_for(deployment.engine, deployment.engine_digest, pack_of(deployment))
    if not accepted:
        return "This version has no accuracy test of this site’s own that two people signed."
    newest, until = accepted[0]
    tested, ends = localtime(newest.finished_at), localtime(until)
    lapsed = "It is out of date since" if until <= site.now() else "It counts until"
    return f"Last accuracy test here: {tested.day} {tested:%B %Y}. {lapsed} {ends.day} {ends:%B %Y}."


def _floor(engine: EngineFacts) -> str:
    if engine.mandate_threshold:
        return f"{engine.mandate_threshold} on this scale corresponds to the mandate’s 0.6: below it, say why."
    return "Nobody has derived which score on this scale corresponds to the mandate’s 0.6, so always say why."
