import numpy as np
import pytest

from overt.vision.templates import TemplateKeeper
from overt.vision.values import Floats, Quality, Shot
from tests.unit.vision.scenes import ExactEngine, textured

GOOD = Quality(50, 0.5, 0, 0, 0, 0.5, 0, 0)


def shot() -> Shot:
    return Shot(
        textured(152, 152)[:150, :150].copy(), np.zeros((8, 8, 3), np.uint8), np.zeros(4, np.float32), GOOD, 0, 0.0
    )


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.clause("M-42")
@pytest.mark.clause("E-24")
def test_a_template_is_zeros_when_its_comparison_is_over() -> None:
    keeper = TemplateKeeper(ExactEngine())
    with keeper.lend([shot(), shot()]) as templates:
        assert templates.any()
        kept = templates
    assert not kept.any()
    assert keeper.made == keeper.overwritten == 2


@pytest.mark.clause("M-42")
def test_a_template_is_overwritten_even_when_the_comparison_fails() -> None:
    keeper = TemplateKeeper(ExactEngine())
    kept: list[Floats] = []
    with pytest.raises(RuntimeError), keeper.lend([shot()]) as templates:
        kept.append(templates)
        raise RuntimeError
    assert not kept[0].any()
    assert keeper.made == keeper.overwritten == 1


def test_the_longest_life_of_a_template_is_measured() -> None:
    clock = Clock()
    keeper = TemplateKeeper(ExactEngine(), clock)
    for seconds in (0.010, 0.250, 0.020):
        with keeper.lend([shot()]):
            clock.now += seconds
    assert keeper.longest_seconds == pytest.approx(0.250)


def test_no_shots_make_no_templates() -> None:
    keeper = TemplateKeeper(ExactEngine())
    with keeper.lend([]) as templates:
        assert len(templates) == 0
    assert keeper.made == keeper.overwritten == 0
    assert keeper.longest_seconds == 0.0
