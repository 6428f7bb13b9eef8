"""The site's settings for the journeys' server, with an engine that a passport calls fit for operations.

No engine shipped with Overt is; these facts and the signed measurement of `tests.measuring` are the fixture.
"""

from tests.settings import *  # noqa: F403


def OVERT_ENGINE() -> object:  # noqa: N802 - a setting
    """Return the facts of the engine this site offers."""
    from tests.measuring import FIT

    return FIT
