"""Traffic as the closed form assumes it, drawn at random: sessions of calls, on a clock."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from promptlint.facts import Traffic


class Arrival(NamedTuple):
    """One call. `call` counts within its session from 0."""

    time: float
    session: int
    user: int
    call: int


def arrivals(traffic: Traffic, sessions: int, random: Random) -> list[Arrival]:
    """The calls of that many sessions, in the order of time.

    Sessions begin as a Poisson process and belong to users who begin equally many; the gaps
    between the calls of one are exponential. A number of calls that is not whole is the mean.
    """
    users = max(round(traffic.sessions / traffic.user_sessions), 1)
    rate = traffic.sessions / 3600
    least = int(traffic.calls)
    found: list[Arrival] = []
    begin = 0.0
    for session in range(sessions):
        begin += random.expovariate(rate)
        user = random.randrange(users)
        time = begin
        for call in range(least + (random.random() < traffic.calls - least)):
            if call:
                time += random.expovariate(1 / traffic.gap)
            found.append(Arrival(time, session, user, call))
    return sorted(found)
