"""Categories of a watchlist, in the words of the law pack that binds its deployment."""

from collections.abc import Mapping

from overt.records.models import Deployment
from overt.records.queries.packs import pack_of
from overt.web.words import code_words


def categories_of(deployment: Deployment) -> Mapping[str, str]:
    """Return every category the deployment's pack lists, in its order, with its words."""
    return {one.code: one.words for one in pack_of(deployment).lists["categories"]}


def category_words(deployment: Deployment, code: str) -> str:
    """Return one category in the pack's words; a code the pack does not list is shown as it is."""
    return categories_of(deployment).get(code, code_words(code))
