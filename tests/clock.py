"""Tests that count requests in a minute: the limiter's minutes are those of the clock."""

import time

_MINUTE = 60.0


def within_one_minute(seconds: float) -> None:
    """Waits until so many seconds are left of the minute, where fewer are."""
    left = _MINUTE - time.time() % _MINUTE
    if left < seconds:
        time.sleep(left)
