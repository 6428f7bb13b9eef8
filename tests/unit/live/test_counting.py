"""What a run counts when a check of the chain came before it: nothing of the check, everything after."""

from dataclasses import replace

from overt.live.counting import Counted
from overt.live.values import Counters, Latency


class Pipeline:
    """Counters that a test moves."""

    def __init__(self) -> None:
        self.counters = Counters()

    def __call__(self) -> Counters:
        return self.counters

    def sees(self, passages: int, alerts: int = 0, blurred: int = 0) -> None:
        was = self.counters
        refusals = {**was.refusals, "blurred": was.refusals.get("blurred", 0) + blurred}
        self.counters = replace(
            was, passages=was.passages + passages, alerts=was.alerts + alerts, refusals=refusals, frames=was.frames + 10
        )


def test_a_run_without_a_check_counts_everything() -> None:
    pipeline = Pipeline()
    counted = Counted(pipeline)
    pipeline.sees(3, alerts=1, blurred=2)
    counted.check_ended()
    assert counted.now == pipeline.counters
    assert counted.of([Latency(1, 2)]) == (Latency(1, 2),)


def test_the_counters_stand_still_from_a_checks_beginning_until_the_start_and_never_go_back() -> None:
    pipeline = Pipeline()
    counted = Counted(pipeline)
    pipeline.sees(0)
    before = counted.now
    counted.check_began()
    pipeline.sees(5, alerts=1, blurred=1)
    assert counted.now == before
    pipeline.sees(2)
    counted.check_ended()
    assert counted.now == replace(before, refusals={})
    pipeline.sees(4, alerts=2, blurred=3)
    assert (counted.now.passages, counted.now.alerts, counted.now.frames) == (4, 2, 20)
    assert counted.now.refusals == {"blurred": 3}


def test_two_checks_are_both_left_out_with_their_latencies() -> None:
    pipeline = Pipeline()
    counted = Counted(pipeline)
    for seen in (1, 2):
        counted.check_began()
        pipeline.sees(seen, alerts=seen)
    counted.check_ended()
    pipeline.sees(1, alerts=1)
    latencies = [Latency(float(number), 0.0) for number in range(4)]
    assert counted.now.passages == 1
    assert counted.of(latencies) == (latencies[3],)


def test_a_check_begun_again_after_counting_leaves_both_out() -> None:
    pipeline = Pipeline()
    counted = Counted(pipeline)
    counted.check_began()
    pipeline.sees(1, alerts=1)
    counted.check_ended()
    pipeline.sees(2, alerts=2)
    counted.check_began()
    pipeline.sees(7, alerts=1)
    counted.check_ended()
    pipeline.sees(1)
    assert (counted.now.passages, counted.now.alerts) == (3, 2)
    latencies = [Latency(float(number), 0.0) for number in range(4)]
    assert counted.of(latencies) == (latencies[1], latencies[2])
