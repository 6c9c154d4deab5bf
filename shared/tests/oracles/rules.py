"""Writes the table of recurrence rules that tests/time/rules.rs compares with: python-dateutil's answers.

    python3 shared/tests/oracles/rules.py > shared/tests/oracles/rules.txt

`cargo xtask oracles` does it with the packages of requirements.txt.
One line a rule: start, rule, the first dates up to the end of 2039 (eight at most).
"""

import datetime as standard
import random
import sys
from datetime import datetime, timedelta
from types import SimpleNamespace
from itertools import islice, takewhile

import dateutil.rrule
from dateutil.rrule import rrulestr

# A rule that never comes true would be followed to the year 9999.
dateutil.rrule.datetime = SimpleNamespace(**{**vars(standard), "MAXYEAR": 2040})

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
LAST = datetime(2039, 12, 31, 23, 59)
chance = random.Random(2026)


def values(make, most=3):
    return ",".join(str(make()) for _ in range(chance.randint(1, most)))


def signed(most):
    return chance.randint(1, most) * (-1 if chance.random() < 0.4 else 1)


def rule(start):
    frequency = chance.choice(["DAILY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY", "YEARLY"])
    parts = ["FREQ=" + frequency]
    chosen = False
    if chance.random() < 0.5:
        parts.append(f"INTERVAL={chance.randint(1, 4)}")
    months = chance.random() < 0.35
    if months:
        parts.append("BYMONTH=" + values(lambda: chance.randint(1, 12)))
        chosen = True
    if frequency != "WEEKLY" and chance.random() < 0.35:
        parts.append("BYMONTHDAY=" + values(lambda: signed(31)))
        chosen = True
    if chance.random() < 0.5:
        most = 0
        if frequency in ("MONTHLY", "YEARLY") and chance.random() < 0.6:
            most = 53 if frequency == "YEARLY" and not months else 5
        parts.append("BYDAY=" + values(lambda: (str(signed(most)) if most else "") + chance.choice(DAYS)))
        chosen = True
    if chosen and chance.random() < 0.25:
        parts.append("BYSETPOS=" + values(lambda: signed(8), 2))
    if chance.random() < 0.3:
        parts.append("WKST=" + chance.choice(DAYS))
    return ";".join(parts)


def dates_of(text, start):
    bounded = text if "UNTIL" in text else text + LAST.strftime(";UNTIL=%Y%m%dT%H%M00")
    dates = takewhile(lambda date: date <= LAST, rrulestr(bounded, dtstart=start))
    return [date.strftime("%Y%m%d") for date in islice(dates, 8)]


def main():
    for _ in range(1500):
        start = datetime(2024, 1, 1, chance.randint(8, 19), chance.choice([0, 15, 30])) + timedelta(chance.randint(0, 1200))
        text = rule(start)
        dates = dates_of(text, start)
        end = chance.random()
        if end < 0.25 and dates:
            count = chance.randint(1, len(dates))
            text += f";COUNT={count}"
            # Counted by hand above, and by dateutil here.
            counted = [date.strftime("%Y%m%d") for date in rrulestr(text, dtstart=start)]
            assert counted == dates[:count], text
            dates = counted
        elif end < 0.5:
            until = start + timedelta(days=chance.randint(0, 2500), hours=chance.randint(-4, 4))
            text += until.strftime(";UNTIL=%Y%m%dT%H%M00")
            dates = dates_of(text, start)
        sys.stdout.write(f"{start:%Y-%m-%dT%H:%M} {text} {','.join(dates) or '-'}\n")


main()
