# SPDX-License-Identifier: BSL-1.0
"""What the runs say, as a table and as a list of goals."""
import os
import platform
import subprocess

from plan import FLOOD_STEPS, GOALS


def shown(number):
    """Three digits that matter."""
    if number is None:
        return '-'
    if number >= 100:
        return f'{number:,.0f}'
    return f'{number:.3g}' if number >= 1 else f'{number:.3f}'


def environment():
    """Where it was measured; load: how many wanted a core when it began."""
    try:
        commit = subprocess.run(['git', 'describe', '--always', '--dirty'], capture_output=True,
                                text=True, check=False).stdout.strip()
    except OSError:
        commit = ''
    model = ''
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        for line in file:
            if line.startswith('model name'):
                model = line.partition(':')[2].strip()
                break
    return {'commit': commit, 'cpu': model, 'cores': os.cpu_count(),
            'kernel': platform.release(), 'load': round(os.getloadavg()[0], 1)}


def table(steps, names, runs):
    """CPU seconds for a million records of each server, and what is beside it."""
    width = max(len(step.title) for step in steps)
    lines = ['CPU seconds of the server for a million records, median', '',
             f'{"":{width}}' + ''.join(f'{name:>12}' for name in names)]
    for step in steps:
        line = f'{step.title:{width}}'
        for name in names:
            value = runs.median(step.name, name, 'cpu_per_million')
            line += f'{shown(value) if value is not None else "":>12}'
        lines.append(line)
    return '\n'.join(lines) + '\n\n' + latency_table(steps, names, runs)


def latency_table(steps, names, runs):
    """Where latencies were measured."""
    lines = [f'{"microseconds, median of the runs":50}' +
             ''.join(f'{name:>10}' for name in ('p50', 'p99', 'p99.9', 'max'))]
    for step in (*(step.name for step in steps), *FLOOD_STEPS):
        for name in names:
            values = [runs.median(step, name, value)
                      for value in ('p50_us', 'p99_us', 'p999_us', 'max_us')]
            if values[0] is not None:
                lines.append(f'{step + ", " + name:50}' +
                             ''.join(f'{shown(value):>10}' for value in values))
    return '\n'.join(lines) + '\n'


class Outcome:
    """A goal and what was measured; `got` is None if something is missing for it."""

    def __init__(self, goal, runs):
        self.goal = goal
        mine = runs.median(goal.step, 'dmqnode', goal.value)
        other = runs.median(goal.step, goal.than, goal.value) if goal.than else 1
        self.got = mine / other if mine is not None and other else None
        self.reached = self.got is not None and self.got <= goal.most

    def words(self):
        """(what, the goal, what was got, the verdict)"""
        goal = self.goal
        than = f' × {goal.than}' if goal.than else ''
        verdict = 'not measured' if self.got is None else 'reached' if self.reached else \
            f'missed by {(self.got / goal.most - 1) * 100:.0f} %'
        return (f'{goal.step}, {goal.value}', f'≤ {shown(goal.most)}{than}',
                f'{shown(self.got)}{than}' if self.got is not None else '-', verdict)


def outcomes(runs):
    """Of all goals."""
    return [Outcome(goal, runs) for goal in GOALS]


def goal_table(runs):
    """The goals in words."""
    rows = [('goal', '', 'measured', ''), *(outcome.words() for outcome in outcomes(runs))]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    return '\n'.join('  '.join(f'{cell:{width}}' for cell, width in zip(row, widths)).rstrip()
                     for row in rows) + '\n'
