# SPDX-License-Identifier: BSL-1.0
"""Runs dmq-load, keeps every run as a line of JSON, and sums up what the runs of a step say."""
import json
import statistics
import subprocess
import sys

from plan import LEAVES_SOME, SHARE

UNANSWERED = ('legacy', 'nats')  # dialects that have streams without answers
DEPTH_INSTEAD = 64
LOAD_TIMEOUT = 120  # seconds


class Runs:
    """The raw results: written as they come, kept by step and server."""

    def __init__(self, path):
        self.file = open(path, 'w', encoding='utf-8')  # pylint: disable=consider-using-with
        self.results = {}
        self.failures = []
        self.failed = set()  # names of servers

    def add(self, step, server, run, result):
        """`result` maps names of values to numbers."""
        if result.get('records') and 'cpu' in result:
            result['cpu_per_million'] = result['cpu'] / result['records'] * 1e6
            result['per_second'] = result['records'] / result['seconds']
        self.file.write(json.dumps({'step': step, 'server': server, 'run': run, **result}) + '\n')
        self.file.flush()
        self.results.setdefault(step, {}).setdefault(server, []).append(result)

    def fail(self, step, server, why):
        """A run that was wrong: lost records, say."""
        self.failures.append(f'{step}, {server}: {why}')
        self.failed.add(server)
        print(f'bench: {self.failures[-1]}', file=sys.stderr)
        self.file.write(json.dumps({'step': step, 'server': server, 'failure': why}) + '\n')

    def values(self, step, server, value):
        """Of all runs."""
        runs = self.results.get(step, {}).get(server, [])
        return [run[value] for run in runs if value in run]

    def median(self, step, server, value):
        """None if there is no such run."""
        values = self.values(step, server, value)
        return statistics.median(values) if values else None


def spoken(dialect):
    """What a dialect is called wherever it is spoken."""
    return dialect.removesuffix('-local')


def load_command(load, step, server, credentials):
    """The command line of one run."""
    options = dict(step.options)
    producer, consumer = step.dialects[server.name]
    if options.get('depth') == 0 and producer not in UNANSWERED:
        options['depth'] = DEPTH_INSTEAD
    records = step.records
    if 'rate' not in options:
        records = max(1000, round(records * SHARE.get(server.name, 1)))
    command = [load, '--pid', str(server.pid), '--credentials', credentials,
               '--size', str(step.size), '--records', str(records),
               '--timeout', str(LOAD_TIMEOUT)]
    if options['work'] != 'pop':
        command += ['--producer', f'{spoken(producer)}@{server.addresses[producer]}']
    if options['work'] != 'push':
        command += ['--consumer', f'{spoken(consumer)}@{server.addresses[consumer]}']
    for name, value in options.items():
        command += [f'--{name}', str(value)]
    return command


def run_step(load, step, server, credentials):
    """The values of one run; raises RuntimeError with what dmq-load complains about."""
    done = subprocess.run(load_command(load, step, server, credentials), capture_output=True,
                          text=True, check=False, timeout=2 * LOAD_TIMEOUT)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip() or f'dmq-load ended with {done.returncode}')
    return json.loads(done.stdout)


def channel_of_run(step, server, run):
    """The step with another channel, where that is needed."""
    if server.name not in LEAVES_SOME:
        return step
    options = step.options
    channel = f'{options["channel"]}-{options["consumers"]}x{options["depth"]}-{step.size}-{run}'
    return step._replace(options={**options, 'channel': channel})


def measure(load, steps, servers, credentials, repeats, runs):
    """All steps with all servers. One after the other does the same step, then all over again: what
    else the machine does hits them alike. The first round only warms up. A server that fails a step
    is started anew."""
    for run in range(repeats + 1):
        for step in steps:
            for server in servers:
                if server.name not in step.dialects:
                    continue
                try:
                    result = run_step(load, channel_of_run(step, server, run), server, credentials)
                    if run > 0:
                        runs.add(step.name, server.name, run, result)
                except (RuntimeError, subprocess.TimeoutExpired) as error:
                    runs.fail(step.name, server.name, str(error))
                    server.stop()
                    server.start()
            progress(run * len(steps) + steps.index(step) + 1, (repeats + 1) * len(steps))


def progress(done, total):
    """On a terminal: one line that is drawn over."""
    if sys.stderr.isatty():
        print(f'\r{done} of {total} ', end='' if done < total else '\n', file=sys.stderr)
