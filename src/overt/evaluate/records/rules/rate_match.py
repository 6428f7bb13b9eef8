"""Compare a printed rate with a fraction to the printed digits: right, truncated or wrong.

Rounding to the nearest printed digit is right, and so is either neighbour of an exact half.
"""

import re
from enum import StrEnum
from fractions import Fraction
from math import floor

from overt.evaluate.records.cells import Count, PrintedRate, tidy

WIDEST = 50
"""Longest range of a suppressed count that is tried number by number."""


class Match(StrEnum):
    """How a printed rate relates to the fraction."""

    RIGHT = "right"
    TRUNCATED = "truncated"
    WRONG = "wrong"


def match(rate: PrintedRate, numerator: int, denominator: int) -> Match:
    """Compare with numerator ÷ denominator; the denominator is above 0."""
    exact = Fraction(numerator, denominator)
    if rate.unit == "ratio":
        return Match.RIGHT if rate.value == exact else Match.WRONG
    if rate.unit == "one_in":
        if numerator == 0:
            return Match.WRONG
        exact = 1 / exact
    if abs(rate.value - exact) <= rate.step / 2:
        return Match.RIGHT
    return Match.TRUNCATED if floor(exact / rate.step) * rate.step == rate.value else Match.WRONG


def best_match(rate: PrintedRate, numerators: Count, denominators: Count) -> Match:
    """Compare with every fraction a suppressed count leaves open; the kindest answer counts."""
    if numerators.high - numerators.low > WIDEST or denominators.low != denominators.high:
        return Match.RIGHT
    found = {match(rate, number, denominators.low) for number in range(numerators.low, numerators.high + 1)}
    return next(each for each in Match if each in found)


def written(rate: PrintedRate, numerator: int, denominator: int) -> str:
    """Write the fraction as the cell would, with its digits."""
    exact = Fraction(numerator, denominator)
    if rate.unit == "ratio":
        return f"{numerator:,} in {denominator:,}"
    if rate.unit == "one_in":
        return f"1 in {round(1 / exact):,}" if numerator else f"0 in {denominator:,}"
    places = len(re.sub(r"[^\d.,]", "", tidy(rate.printed)).replace(",", ".").partition(".")[2])
    scale = Fraction(1, 10**places) / rate.step
    return f"{float(exact * scale):.{places}f}{'%' if rate.unit == 'percent' else ''}"
