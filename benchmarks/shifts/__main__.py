"""Rifts and thaws between states in 2014, found day by day in ICEWS, against a list written beforehand.

Usage: python -m benchmarks.shifts ../shared/benchmarks/icews14 [--list FILE] [--per-week 2] [--alerts] [--tune]

Every method, ours and three baselines, gets the threshold at which it gives the same number of alerts a year over all
dyads, and sees on each evening only what was reported up to then. A turn of the list is found when there is an alert
of its dyad and kind from 3 days before to 21 days after its day. An alert that finds no turn counts as false, though
many are turns that the list leaves out. The baselines are measured three times: as they stand beside every shift, and
tuned on the very list, once among spans of one week and once among all. The table of alliances is used as it was known
on the first day. Ends with status 1 below a floor.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from benchmarks.shifts.reading import DAYS, FIRST_DAY, Turn, dyads_of, read_acts, read_turns
from benchmarks.shifts.rivals import CHOSEN, SHOWN, WEEKLY, chosen, rivals
from detente.relations.act import Act
from detente.relations.alliances import load_alliances
from detente.relations.parties import name_of
from detente.relations.prior import Priors, load_terms
from detente.relations.sentences import shift_sentence
from detente.relations.shifts import Shift, find_shifts
from detente.relations.shifts.daily import KINDS, Daily, count_daily
from detente.relations.shifts.detection import Alert
from detente.relations.standing import Stands

EARLY, LATE = timedelta(days=3), timedelta(days=21)
"""How long before and after its day an alert finds a turn; fixed before the first measurement."""
FLOOR, TUNED_FLOOR = 1.5, 1.25
"""Least ratio of our recall to that of the best baseline, untuned and tuned."""
BUDGETS = (60, 80, 104, 130, 160, 208)
"""Alerts a year at which settings are compared."""
HALVES = 2000

Settings = dict[str, str]
Known = tuple[tuple[str, str], str, date]


def found(turns: Sequence[Turn], alerts: Iterable[Known]) -> list[bool]:
    """For each turn whether an alert (dyad, kind, day) finds it."""
    days: dict[tuple[tuple[str, str], str], list[date]] = {}
    for dyad, kind, day in alerts:
        days.setdefault((dyad, kind), []).append(day)
    return [
        any(turn.day - EARLY <= day <= turn.day + LATE for day in days.get((turn.dyad, turn.kind), ()))
        for turn in turns
    ]


def false_alarms(turns: Sequence[Turn], alerts: Iterable[Known]) -> int:
    """Alerts that find no turn."""
    return sum(not _finds(turns, alert) for alert in alerts)


def _finds(turns: Sequence[Turn], alert: Known) -> bool:
    return any(found(turns, [alert]))


def known(daily: Daily, alerts: Iterable[Alert]) -> list[Known]:
    """Alerts by dyad, kind and day, from their places."""
    return [(daily.dyads[dyad], KINDS[kind], FIRST_DAY + timedelta(days=day)) for kind, dyad, day in alerts]


def halves(ours: Sequence[bool], theirs: Sequence[Sequence[bool]]) -> list[float]:
    """Ratios of our recall to the best baseline's over random halves of the list, rising."""
    chance, places = random.Random(2014), list(range(len(ours)))
    ratios = []
    for _ in range(HALVES):
        half = chance.sample(places, len(places) // 2)
        best = max(sum(each[place] for place in half) for each in theirs)
        ratios.append(sum(ours[place] for place in half) / max(1, best))
    return sorted(ratios)


def tune(daily: Daily, turns: Sequence[Turn]) -> None:
    """Print recall of every baseline with all settings at BUDGETS, best mean first."""
    rows = []
    for rival in rivals(daily):
        hits = [sum(found(turns, known(daily, rival.alerts(budget)))) for budget in BUDGETS]
        rows.append((-sum(hits), f"{sum(hits) / len(hits):6.2f} {hits} {rival.name}: {rival.settings}\n"))
    sys.stdout.write(f"turns found of {len(turns)} at {BUDGETS} alerts a year\n")
    sys.stdout.writelines(row for _, row in sorted(rows))


def _line(name: str, turns: Sequence[Turn], alerts: Sequence[Known], dyad_years: float) -> str:
    hits, wrong = sum(found(turns, alerts)), false_alarms(turns, alerts)
    return (
        f"{name}: {len(alerts)} alerts, {hits} of {len(turns)} turns found, recall {hits / len(turns):.3f}; "
        f"{wrong} false alarms, {wrong / dyad_years:.4f} a dyad-year\n"
    )


def known_beforehand() -> Priors:
    """The table of alliances without what happened since the first day."""
    return Priors(load_alliances().known_on(FIRST_DAY), load_terms())


def measure(acts: Sequence[Act], turns: Sequence[Turn], per_week: float) -> tuple[tuple[Shift, ...], bool]:
    """Print all figures; our shifts, and whether the ratios of recall reach their floors."""
    last = FIRST_DAY + timedelta(days=DAYS - 1)
    began = time.perf_counter()
    shifts = find_shifts(acts, Stands(acts, priors=known_beforehand()), per_week, last)
    seconds = time.perf_counter() - began
    daily = count_daily(acts, last)
    if daily is None:
        return (), False
    ours: list[Known] = [(shift.dyad, shift.kind, shift.alert) for shift in shifts]
    sys.stdout.write(f"{len(acts)} acts, {dyads_of(acts)} dyads, {seconds:.1f} s for all dyads\n")
    sys.stdout.write(_line("shifts", turns, ours, _dyad_years(daily)))
    hits = found(turns, ours)
    say = sys.stdout.write
    say("baselines as they stand beside every shift:\n")
    shown = compare(hits, daily, turns, per_week, SHOWN)
    say("tuned on this list, one week:\n")
    weekly = compare(hits, daily, turns, per_week, WEEKLY)
    say("tuned on this list, any span:\n")
    free = compare(hits, daily, turns, per_week, CHOSEN)
    return shifts, shown >= FLOOR and min(weekly, free) >= TUNED_FLOOR


def compare(ours: Sequence[bool], daily: Daily, turns: Sequence[Turn], per_week: float, settings: Settings) -> float:
    """Print figures of the baselines with these settings; ratio of our recall to that of the best."""
    theirs = []
    for rival in chosen(daily, settings):
        alerts = known(daily, rival.alerts(round(per_week * daily.days / 7)))
        sys.stdout.write(_line(f"  {rival.name} ({rival.settings})", turns, alerts, _dyad_years(daily)))
        theirs.append(found(turns, alerts))
    ratio = sum(ours) / max(1, *(sum(each) for each in theirs))
    split = halves(ours, theirs)
    low, middle, high = (split[int(share * HALVES)] for share in (0.05, 0.5, 0.95))
    sys.stdout.write(
        f"ratio to the best of these: {ratio:.2f}; over {HALVES} random halves of the list {middle:.2f}, 90 % of them "
        f"between {low:.2f} and {high:.2f}\n"
    )
    return ratio


def _dyad_years(daily: Daily) -> float:
    return len(daily.dyads) * daily.days / DAYS


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of ICEWS14")
    parser.add_argument("--list", type=Path, default=Path(__file__).with_name("states_2014.tsv"), dest="turns")
    parser.add_argument("--codes", type=Path, help="table of CAMEO codes; default: cameo_codes.csv in ../../facts")
    parser.add_argument("--per-week", type=float, default=2.0, help="alerts a week over all dyads")
    parser.add_argument("--alerts", action="store_true", help="tell each of our alerts, by day")
    parser.add_argument("--tune", action="store_true", help="compare the settings of the baselines instead")
    options = parser.parse_args()
    acts = read_acts(options.folder, options.codes or options.folder.parents[1] / "facts" / "cameo_codes.csv")
    turns = read_turns(options.turns)
    if options.tune:
        daily = count_daily(acts, FIRST_DAY + timedelta(days=DAYS - 1))
        if daily is not None:
            tune(daily, turns)
        return
    shifts, enough = measure(acts, turns, options.per_week)
    if options.alerts:
        for shift in sorted(shifts, key=lambda each: (each.alert, each.dyad)):
            mark = "*" if _finds(turns, (shift.dyad, shift.kind, shift.alert)) else " "
            sys.stdout.write(f"{mark} {shift_sentence(shift, name_of)}\n")
    sys.exit(not enough)


if __name__ == "__main__":
    main()
