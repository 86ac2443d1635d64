"""Sides measured in turn, A B A B, and what comes of it against the goals."""

import dataclasses
import statistics
from collections.abc import Callable

from .generator import Sample
from .options import BenchError

# The share of its core from which on a server is what bounds a rate.
USED_UP = 0.9


class LeftOut(Exception):
    """A row cannot be measured here; the message is the reason that the page gives."""


@dataclasses.dataclass
class Side:
    name: str
    # Given the seconds of a run.
    run: Callable[[float], Sample]


@dataclasses.dataclass
class Goal:
    """What ours is held to: a bound of a figure, or of its ratio to that of another side in the same round."""

    text: str
    attribute: str = "rate"
    against: str = ""
    at_least: float | None = None
    at_most: float | None = None
    # The goal is one of work that no disk bounds: where the load leaves our core idle, CPU time tells what rates cannot.
    is_unbound: bool = False

    def is_met(self, value):
        return value >= self.at_least if self.at_least is not None else value <= self.at_most


@dataclasses.dataclass
class Finding:
    """One line of the table of goals, as text but for whether the goal is reached (None: not measured)."""

    what: str
    ours: str
    reference: str
    ratio: str
    # The same by the CPU time per request: above 1, ours needs less.
    by_cpu: str
    goal: str
    reached: bool | None


@dataclasses.dataclass
class Detail:
    """All runs of one side."""

    what: str
    side: str
    samples: list

    def median(self, attribute):
        values = [getattr(sample, attribute) for sample in self.samples]
        return None if None in values else statistics.median(values)


@dataclasses.dataclass
class Result:
    findings: list = dataclasses.field(default_factory=list)
    details: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)

    def add(self, other):
        self.findings += other.findings
        self.details += other.details
        self.notes += other.notes


def figure(value, attribute):
    if attribute == "rate":
        return f"{value:,.0f}/s"
    if attribute == "cpu_us":
        return f"{value:,.1f} µs of CPU"
    return f"{value:,.2f} ms"


def compare(options, what, sides, goals, notes=()):
    """Measures all sides `runs` times in turn; the first is ours, one that is None or fails is left out."""
    notes = list(notes)
    sides = [side for side in sides if side is not None]
    samples = {side.name: [] for side in sides}
    for turn in range(options.runs + 1):
        is_warming_up = turn == 0
        for side in list(sides):
            try:
                sample = side.run(1 if is_warming_up else options.seconds)
            except BenchError as error:
                if side is sides[0]:
                    raise
                notes.append(f"{side.name} is left out of {what}, because it failed: {reason(error)}")
                sides.remove(side)
                del samples[side.name]
                continue
            if not is_warming_up:
                samples[side.name].append(sample)
    details = [Detail(what, name, taken) for name, taken in samples.items()]
    findings = [judge(what, goal, details[0], samples) for goal in goals]
    return Result(findings, details, notes)


def reason(error):
    """The first line of what went wrong, and what wrk counted."""
    lines = str(error).splitlines()
    return " ".join([lines[0], *(line.strip() for line in lines if "Non-2xx" in line or "Socket errors" in line)])


def judge(what, goal, ours, samples):
    mine = figure(ours.median(goal.attribute), goal.attribute)
    if not goal.against:
        value = ours.median(goal.attribute)
        return Finding(what, mine, "–", "–", "–", goal.text, goal.is_met(value))
    if goal.against not in samples:
        return Finding(what, mine, f"{goal.against}: left out", "–", "–", goal.text, None)
    theirs = samples[goal.against]
    rounds = list(zip(ours.samples, theirs, strict=True))
    ratio = statistics.median(getattr(one, goal.attribute) / getattr(other, goal.attribute) for one, other in rounds)
    by_cpu = None
    if goal.attribute == "rate":
        by_cpu = statistics.median(other.cpu_us / one.cpu_us for one, other in rounds)
    reference = figure(Detail(what, goal.against, theirs).median(goal.attribute), goal.attribute)
    is_load_bound = goal.is_unbound and ours.median("core") < USED_UP
    return Finding(what, mine, f"{goal.against} {reference}", f"{ratio:.2f}", f"{by_cpu:.2f}" if by_cpu else "–",
                   f"{goal.text}{', by CPU' if is_load_bound else ''}",
                   goal.is_met(by_cpu if is_load_bound else ratio))  # fmt: skip


def measure(rows, stand):
    """Runs the rows in order; a row that cannot be measured leaves its reason."""
    total = Result()
    for name, row in rows:
        print(f"measuring {name}", flush=True)
        try:
            result = row(stand)
        except LeftOut as reason:
            total.notes.append(f"`{name}` is left out: {reason}")
            total.findings.append(Finding(f"`{name}`", "–", "–", "–", "–", str(reason), None))
            continue
        except OSError as error:
            raise BenchError(f"{name}: {error}") from error
        for finding in result.findings:
            print(f"  {finding.ours}  {finding.reference}  ratio {finding.ratio} (by CPU {finding.by_cpu})  goal: {finding.goal}"
                  f"  {said(finding.reached)}", flush=True)  # fmt: skip
        total.add(result)
    return total


def said(reached):
    return {True: "reached", False: "not reached", None: "not measured"}[reached]
