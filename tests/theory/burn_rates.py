#!/usr/bin/env python3
"""Theory of burn-rate alerts, written apart from the compiler: prints tests/theory/expected.json.

Source of the formulas: Google, "The Site Reliability Workbook", chapter 5, "Alerting on SLOs"
(https://sre.google/workbook/alerting-on-slos/). With budget = 1 - objective:

    threshold      burn rate * budget                                  "Alert on Burn Rate"
    budget spent   burn rate * long / period                           "Alert on Burn Rate"
    detection      budget / error ratio * long * burn rate             "Alert on Burn Rate"
    exhaustion     period / burn rate                                  table of burn rates
    both windows   short = long / 12                                   "Multiwindow, Multi-Burn-Rate Alerts"
    low traffic    one failure of n is a ratio of 1 / n                "Low-Traffic Services"

The repair of conditions and the guards follow the words of docs/slo.md. All numbers are exact
fractions; times are seconds.
"""

import json
from fractions import Fraction as F
from functools import lru_cache
from itertools import product
from math import ceil

MINUTE, HOUR, DAY = 60, 3600, 86400

OBJECTIVES = ["90", "95", "97.3", "99", "99.5", "99.9", "99.95", "99.99"]
PERIODS = [7, 14, 28, 30, 90]
CATALOGUE = [1 * HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR, 1 * DAY, 3 * DAY]
HIGHEST_THRESHOLD = F("0.8")

# Name, burn rate over 30 days, long window, severity.
POLICIES = {
    "fast-slow": [
        ("fast", F("14.4"), 1 * HOUR, "critical"),
        ("slow", F(5), 6 * HOUR, "warning"),
    ],
    "workbook": [
        ("fast", F("14.4"), 1 * HOUR, "critical"),
        ("slow", F(6), 6 * HOUR, "critical"),
        ("day", F(3), 1 * DAY, "warning"),
        ("drift", F(1), 3 * DAY, "warning"),
    ],
}

# At least three failures, with the line drawn half a failure lower.
MORE_FAILURES_THAN = F("2.5")

# --- conditions -----------------------------------------------------------------------------------


def budget(objective):
    return 1 - F(objective) / 100


def repaired(policy, objective, days):
    """The conditions of a policy for this objective and period, as (name, burn, long, severity)."""
    period = days * DAY
    conditions = []
    for name, burn, stated, severity in policy:
        share = burn * stated / (30 * DAY)

        def works(window):
            return share * period / window >= 1 and not too_high(window)

        def too_high(window):
            return share * period / window * budget(objective) > HIGHEST_THRESHOLD

        if works(stated):
            long = stated
        elif too_high(stated):
            long = next(window for window in CATALOGUE if window > stated and works(window))
        else:
            long = next(window for window in reversed(CATALOGUE) if window < stated and works(window))
        condition = (name, share * period / long, long, severity)
        equal = [at for at, it in enumerate(conditions) if it[1:3] == condition[1:3]]
        if not equal:
            conditions.append(condition)
        elif severity == "critical":
            conditions[equal[0]] = conditions[equal[0]][:3] + (severity,)
    return sorted(conditions, key=lambda it: (it[2], it[1]))


def recording_delay(window, smoothing):
    """How much later recorded rates tell, and 4 minutes more where averages of them are read."""
    if window <= HOUR:
        return 0
    return smoothing if window < DAY else smoothing + 4 * MINUTE


# The mean of a 5-minute rate is half as old as its window; its last failure leaves it at its end.
ONSET, END = 150, 300


def figures(policy, objective, days):
    conditions = repaired(POLICIES[policy], objective, days)
    for name, burn, long, severity in conditions:
        threshold, short = burn * budget(objective), long // 12
        yield {
            "policy": policy,
            "objective": objective,
            "days": days,
            "burn": name,
            "severity": severity,
            "factor": burn,
            "long": long,
            "short": short,
            "threshold": threshold,
            "share": burn * long / (days * DAY),
            "detection": threshold * long,
            "detection_delay": recording_delay(long, ONSET),
            "reset": short * (1 - threshold),
            "reset_delay": recording_delay(short, END),
            "one_failure_exceeds_below": 1 / threshold,
            "fewest_requests": ceil(1 / threshold),
            "exhaustion": days * DAY / burn,
            "outage_in_budget": budget(objective) * days * DAY,
        }


# --- events ---------------------------------------------------------------------------------------


class Flow:
    """Events that flow: so many a second by day, from 8 to 20 h, and so many by night."""

    def __init__(self, by_day, by_night):
        self.by_day, self.by_night = by_day, by_night

    def until(self, time):
        """Events since the first midnight."""
        days, rest = divmod(time, DAY)
        by_day = days * 12 * HOUR + min(max(rest - 8 * HOUR, 0), 12 * HOUR)
        return self.by_day * by_day + self.by_night * (time - by_day)

    def bends(self, start, end):
        """The moments at which the rate changes."""
        hours = range(int(start // HOUR), int(end // HOUR) + 1)
        return [hour * HOUR for hour in hours if hour % 24 in (8, 20)]


class Ticks:
    """Events that happen one by one, every so many seconds."""

    def __init__(self, every, offset):
        self.every, self.offset = every, offset

    def until(self, time):
        return (time - self.offset) // self.every

    def bends(self, start, end):
        first = ceil(F(start - self.offset) / self.every)
        last = (end - self.offset) // self.every
        return [self.offset + n * self.every for n in range(first, last + 1)]


STEADY = Flow(10, 10)
DAY_AND_NIGHT = Flow(100, 1)
ONE_A_MINUTE = Ticks(60, 15)
PROBES = Ticks(15, 0)
PROBES_A_MINUTE = Ticks(60, 0)

TRAFFIC = {
    "requests": {
        "steady": STEADY,
        "day-and-night": DAY_AND_NIGHT,
        "one-a-minute": ONE_A_MINUTE,
        "starts": STEADY,
        "ends": STEADY,
    },
    # A prober asks whatever the traffic is.
    "probes": {
        "steady": PROBES,
        "day-and-night": PROBES,
        "one-a-minute": PROBES_A_MINUTE,
        "none": PROBES,
        "starts": PROBES,
        "ends": PROBES,
    },
}

# --- detection and reset --------------------------------------------------------------------------

# A total outage late in the evening of the fourth day, until the small hours three days later.
OUTAGE = (3 * DAY + 22 * HOUR + 90, 7 * DAY + 2 * HOUR + 30)
# What starts from nothing does so this long before.
YOUNG = 30 * MINUTE


def first_time(value, moments, reached):
    """The first time at which a value that is linear between two moments has reached its mark, 0."""
    for left, right in zip(moments, moments[1:]):
        at_left = value(left)
        if reached(at_left):
            return left
        # What it comes to on the right, where it may jump.
        at_right = 2 * value(F(left + right) / 2) - at_left
        if reached(at_right):
            return left + (right - left) * -at_left / (at_right - at_left)
    return moments[-1]


def above(value):
    return value > 0


def not_above(value):
    return value <= 0


def bad(events, since, time):
    start, end = OUTAGE
    return max(events.until(min(time, end)) - events.until(max(since, start)), 0)


def excess(events, threshold, window, born, seen=lambda time: 1):
    """Bad events of a window beyond those that its threshold allows, as a function of time."""

    def at(time):
        since = max(time - window, born)
        total = events.until(time) - events.until(since)
        return bad(events, since, time) * seen(time) - threshold * total

    return at


def share_seen(window, born):
    """Above an hour, time before the first sample counts as clean, in whole steps of 5 minutes."""
    if window <= HOUR:
        return lambda time: 1
    return lambda time: min(F((time // 300 - born // 300) * 300, window), 1)


@lru_cache
def moments(events, start, end, *windows):
    """Between these, all counts are linear or constant."""
    moments = {start, end} | set(range(start - start % 300, end, 300))
    for shift in (0,) + windows:
        moments |= {bend + shift for bend in events.bends(start - shift, end - shift)}
        moments |= {moment + shift for moment in OUTAGE}
    return sorted(moment for moment in moments if start <= moment <= end)


def detection(events, threshold, long, born):
    """Seconds of outage until both windows exceed the threshold, with enough failures."""
    start, short = OUTAGE[0], long // 12
    times = moments(events, start, start + long, long, short)
    values = [
        excess(events, threshold, long, born, share_seen(long, born)),
        excess(events, threshold, short, born),
        lambda time: bad(events, start, time) - MORE_FAILURES_THAN,
    ]
    return max(first_time(value, times, above) for value in values) - start


def reset(events, threshold, long):
    """Seconds after the outage until the short window no longer exceeds the threshold."""
    end, short = OUTAGE[1], long // 12
    times = moments(events, end, end + short, short)
    return first_time(excess(events, threshold, short, 0), times, not_above) - end


def times(objective, days):
    for name, burn, long, _ in repaired(POLICIES["workbook"], objective, days):
        threshold = burn * budget(objective)
        for kind, traffics in TRAFFIC.items():
            for traffic, events in traffics.items():
                born = OUTAGE[0] - YOUNG if traffic == "starts" else 0
                # A window is empty once the target has been gone for as long.
                gone = traffic == "ends"
                yield {
                    "objective": objective,
                    "days": days,
                    "burn": name,
                    "events": kind,
                    "traffic": traffic,
                    "detection": detection(events, threshold, long, born),
                    "reset": long // 12 if gone else reset(events, threshold, long),
                }


# --- the ratio of events over a period --------------------------------------------------------------


def incidents(days):
    """Total outages of a period: two hours by night, ten minutes at noon, and a burst every day."""
    yield DAY + 2 * HOUR, DAY + 4 * HOUR
    yield 3 * DAY + 12 * HOUR, 3 * DAY + 12 * HOUR + 10 * MINUTE
    for day in range(days):
        start = day * DAY + 10 * HOUR + 7 * MINUTE + 37 * day
        yield start, start + 60 + 17 * (day % 5)


def compliance(days):
    for kind, traffics in TRAFFIC.items():
        for traffic, events in traffics.items():
            first = 2 * DAY if traffic == "starts" else 0
            last = (days - 1) * DAY if traffic == "ends" else days * DAY
            count = lambda since, until: max(events.until(min(until, last)) - events.until(max(since, first)), 0)
            failed = sum(count(*incident) for incident in incidents(days))
            yield {
                "days": days,
                "events": kind,
                "traffic": traffic,
                "bad": failed,
                "total": count(0, days * DAY),
            }


# --- what is lost, and what windows cost ------------------------------------------------------------

SCRAPE, EVALUATION, PAIR, AVERAGES = 15, 30, 300, 240


def losses():
    """Failures that the recorded pair miscounts, in seconds of failing."""
    # The 5-minute rates that see an increment, each of which holds 300 / (300 - scrape) of it.
    seeing = F(PAIR - SCRAPE, EVALUATION)
    yield {"loss": "burst", "seconds": SCRAPE * (ceil(seeing) / seeing - 1)}
    # `rate` needs two samples: what happened before the first one is lost.
    yield {"loss": "newborn", "seconds": SCRAPE}
    # While a 5-minute rate holds the 0 at which a counter began, it is not stretched to its window:
    # on the way from none to all of the window, half of what it would add is missing.
    yield {"loss": "from-zero", "seconds": F(PAIR, 2) * F(SCRAPE, PAIR - SCRAPE)}


def costs():
    """Samples that one evaluation reads for a window: of each raw series, of the pair, of its averages."""
    for window in [HOUR, 6 * HOUR, DAY, 3 * DAY] + [days * DAY for days in PERIODS]:
        yield {
            "window": window,
            "each_raw_series": window // SCRAPE,
            "pair": 2 * window // EVALUATION,
            "averages": 2 * window // AVERAGES,
        }


def main():
    tables = {
        "figures": [row for cell in product(POLICIES, OBJECTIVES, PERIODS) for row in figures(*cell)],
        "times": [row for cell in product(OBJECTIVES, PERIODS) for row in times(*cell)],
        "compliance": [row for days in PERIODS for row in compliance(days)],
        "losses": list(losses()),
        "costs": list(costs()),
    }
    lines = lambda rows: ",\n".join(json.dumps(row, default=str) for row in rows)
    bodies = [f'"{name}": [\n{lines(rows)}\n]' for name, rows in tables.items()]
    print("{" + ",\n".join(bodies) + "}")


if __name__ == "__main__":
    main()
