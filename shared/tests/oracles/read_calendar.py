"""Reads the committed calendar file as a calendar program would, and finds the dates that stand in calendar.txt.

    python3 shared/tests/oracles/read_calendar.py

`cargo xtask oracles` does it with the packages of requirements.txt.
Ends with 1 and the first differences if they are not the same.
"""

import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import icalendar
import recurring_ical_events

HERE = Path(__file__).parent


def wall(value):
    """A day or a moment as the clock in Rome shows it."""
    if isinstance(value, datetime):
        assert str(value.tzinfo) in ("Europe/Rome", "None"), value
        return value.replace(tzinfo=None)
    return datetime.combine(value, time.min)


def main():
    first, *lines = (HERE / "calendar.txt").read_text().splitlines()
    begin, end = (date.fromisoformat(text) for text in first.split())
    calendar = icalendar.Calendar.from_ical((HERE / "calendar.ics").read_bytes())
    zones = [zone["TZID"] for zone in calendar.walk("VTIMEZONE")]
    assert zones == ["Europe/Rome"], zones
    found = []
    for event in recurring_ical_events.of(calendar).between(begin, end + timedelta(days=1)):
        start = wall(event["DTSTART"].dt)
        # Without DTEND a day lasts a day and a moment nothing: neither says when it ends.
        stop = wall(event["DTEND"].dt) if "DTEND" in event else start
        identity = event["UID"].split("@")[0].split("/")[0]
        found.append((identity, start, stop, event["STATUS"]))
    expected = []
    for line in lines:
        identity, start, stop, status = line.split()
        start = datetime.fromisoformat(start)
        stop = start if stop == "-" else datetime.fromisoformat(stop)
        expected.append((identity, start, stop, status))
    # What the library says of an end that nobody gave is its own affair.
    open_ended = {(identity, start) for identity, start, stop, _ in expected if start == stop}
    found = sorted(
        (identity, start, start if (identity, start) in open_ended else stop, status)
        for identity, start, stop, status in found
    )
    expected.sort()
    if found != expected:
        for name, some, others in (("missing", expected, found), ("too many", found, expected)):
            for line in [line for line in some if line not in others][:10]:
                print(name, *line)
        return 1
    print(f"{len(found)} dates, the same")
    return 0


sys.exit(main())
