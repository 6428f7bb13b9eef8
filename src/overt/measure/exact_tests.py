"""Exact tests on counts: Fisher's two-sided test and its power by enumeration, Holm's correction, one-sided binomial.

It refuses to guess: power counts every table that can happen, leaving out tails below 1e-12.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import floor

import numpy as np
from numpy.typing import NDArray

from overt.measure.errors import MeasureError

ALPHA = 0.05
_TAIL = 1e-12
_SAME = 1 + 1e-7
"""Tables as likely as the one seen count as extreme; this much room is for rounding."""


def fisher_exact(a: int, n: int, b: int, m: int) -> float:
    """Return the two-sided p-value of `a` in `n` against `b` in `m`: all tables no likelier than this one (Fisher)."""
    _check(a, n)
    _check(b, m)
    return float(_p_values(np.array([a]), a + b, n, m)[0])


def fisher_power(base: float, ratio: float, n: int, m: int, *, alpha: float = ALPHA) -> float:
    """Return the chance that Fisher's test sees `n` passages at rate `base` and `m` at base·ratio as different."""
    other = base * ratio
    if not 0 <= base <= 1 or not 0 <= other <= 1 or n < 1 or m < 1:
        raise MeasureError("rate_impossible", f"A rate of {base:g} times {ratio:g} in {n} and {m} cannot be.")
    first, chance = _binomial(n, base)
    second, other_chance = _binomial(m, other)
    first_last, second_last = first + len(chance) - 1, second + len(other_chance) - 1
    power = 0.0
    for total in range(first + second, first_last + second_last + 1):
        a = np.arange(max(first, total - second_last), min(first_last, total - second) + 1)
        weight = chance[a - first] * other_chance[total - a - second]
        power += float(weight[_p_values(a, total, n, m) < alpha].sum())
    return min(1.0, power)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return the p-values corrected for their number, in the order given (Holm, 1979)."""
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted, largest = [0.0] * len(p_values), 0.0
    for place, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = largest
    return tuple(adjusted)


def binomial_test(events: int, trials: int, ceiling: float) -> float:
    """Return the exact one-sided p-value of seeing at least `events` when the true rate is at the ceiling."""
    from scipy import special

    _check(events, trials)
    return float(special.betainc(events, trials - events + 1, ceiling)) if events else 1.0


def _p_values(a: NDArray[np.int64], total: int, n: int, m: int) -> NDArray[np.float64]:
    """Return the two-sided p-value of each `a`, given the total: a sorted sum instead of one sum a table."""
    first, chances = _hypergeometric(total, n, m)
    ordered = np.sort(chances)
    sums = np.cumsum(ordered)
    inside = np.clip(a - first, 0, len(chances) - 1)
    far = (a < first) | (a >= first + len(chances))
    places = np.searchsorted(ordered, chances[inside] * _SAME, side="right")
    return np.where(far, 0.0, np.minimum(1.0, sums[places - 1]))


def _hypergeometric(total: int, n: int, m: int) -> tuple[int, NDArray[np.float64]]:
    """Return where the chances of a count in the first group begin to matter, and the chances from there on."""
    share = n / (n + m)
    reach = 10 * (total * share * (1 - share)) ** 0.5 + 40
    low = max(0, total - m, floor(total * share - reach))
    a = np.arange(low, min(total, n, floor(total * share + reach)) + 1)
    logs = _log_choose(n, a) + _log_choose(m, total - a) - _log_choose(n + m, np.array(total))
    return low, np.asarray(np.exp(logs), np.float64)


def _binomial(n: int, rate: float) -> tuple[int, NDArray[np.float64]]:
    """Return where the chances of a binomial begin to matter, and the chances from there to where they end to."""
    if rate in {0.0, 1.0}:
        return floor(n * rate), np.ones(1)
    reach = 8 * (n * rate * (1 - rate)) ** 0.5 + 40
    counts = np.arange(max(0, floor(n * rate - reach)), min(n, floor(n * rate + reach)) + 1)
    logs = _log_choose(n, counts) + counts * np.log(rate) + (n - counts) * np.log1p(-rate)
    chances = np.exp(logs)
    kept = np.flatnonzero(chances > _TAIL)
    return int(counts[kept[0]]), np.asarray(chances[kept[0] : kept[-1] + 1], np.float64)


def _log_choose(n: int, k: NDArray[np.int64]) -> NDArray[np.float64]:
    logs = _log_factorials(1 << n.bit_length())
    return np.asarray(logs[n] - logs[k] - logs[n - k], np.float64)


@lru_cache(maxsize=8)
def _log_factorials(size: int) -> NDArray[np.float64]:
    from scipy.special import gammaln

    return np.asarray(gammaln(np.arange(size + 1) + 1.0), np.float64)


def _check(events: int, trials: int) -> None:
    if not 0 <= events <= trials:
        raise MeasureError("counts_impossible", f"{events} of {trials} cannot be counted.")
