from overt.vision import engines
from overt.vision.engine_bench import BATCHES, LISTS, SIZES, bench_engine


def test_every_stage_is_measured_and_named() -> None:
    costs = list(bench_engine(engines.load("dlib"), runs=1))
    assert len(costs) == 2 * len(SIZES) + len(BATCHES) + len(LISTS)
    assert len({cost.stage for cost in costs}) == len(costs)
    assert all(0 < cost.fastest_ms <= cost.median_ms for cost in costs)
