"""When what has fallen is started again, by a clock of the test's own."""

from collections import deque

import pytest

from corps import embedded
from corps.management.commands.up import Watched


class Brittle:
    """Something that ends whenever the test says so, and counts its starts."""

    name, log = "The sample", "/sample/log"

    def __init__(self):
        self.alive, self.starts = True, 0

    def is_alive(self):
        return self.alive

    def start(self):
        self.alive, self.starts = True, self.starts + 1


def starts_after_falls(falls, until):
    """At which seconds a part that falls at these seconds is started."""
    part, started = Brittle(), []
    watched = Watched(part)
    for second in range(until):
        if second in falls:
            part.alive = False
        before = part.starts
        watched.look(float(second), lambda _words: None)
        started += [second] if part.starts > before else []
    return started


def test_the_first_fall_is_mended_at_once_and_the_next_ones_later_and_later():
    assert starts_after_falls({10, 20, 30, 40}, 60) == [10, 21, 32, 44]


def test_falls_of_another_minute_do_not_count():
    assert starts_after_falls(set(range(0, 1000, 20)), 1000)[-1] >= 980


def test_five_falls_within_a_minute_are_one_clear_sentence():
    with pytest.raises(embedded.CannotStart) as problem:
        starts_after_falls({1, 5, 15, 25, 35}, 60)

    assert str(problem.value) == (
        "The sample has ended 5 times within a minute: the end of /sample/log says why."
    )


def test_what_does_not_start_is_one_fall_more():
    class Broken(Brittle):
        def start(self):
            raise embedded.CannotStart("It does not start.")

    part, said = Broken(), []
    part.alive, watched = False, Watched(part)

    with pytest.raises(embedded.CannotStart, match="5 times within a minute"):
        deque((watched.look(float(second), said.append) for second in range(60)), maxlen=0)

    assert said == ["The sample has ended; it is started again. Its log: /sample/log"] * 4
