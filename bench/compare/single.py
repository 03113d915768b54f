# SPDX-License-Identifier: BSL-1.0
"""What is measured of a fresh node by itself: memory for each record, an idle node, a flood on
another connection, dump files, several loops."""
import os
import re
import shutil
import subprocess
import sys
import time

from measure import load_command, run_step
from plan import FLOOD_STEPS, MILLION, Step

IDLE_SECONDS = 5
DUMP_RUNS = 3
PAGE = os.sysconf('SC_PAGE_SIZE')
CPU_CLOCK = 2  # of a process: CPUCLOCK_SCHED of linux/posix-timers.h


def resident(pid):
    """Bytes."""
    with open(f'/proc/{pid}/statm', encoding='ascii') as file:
        return int(file.read().split()[1]) * PAGE


def cpu_seconds(pid):
    """User and system time of all threads: what /proc/PID/stat rounds to 10 ms."""
    return time.clock_gettime(~pid << 3 | CPU_CLOCK)


def push(records, size, channel='single', connections=1):
    """A step that fills a channel."""
    return Step('', '', {'dmqnode': ('legacy', 'legacy')},
                {'work': 'push', 'depth': 64, 'channel': channel, 'producers': connections},
                size, records)


def idle(node, runs):
    """CPU and memory of a node that has nothing to do."""
    before = cpu_seconds(node.pid)
    time.sleep(IDLE_SECONDS)
    used = cpu_seconds(node.pid) - before
    runs.add('idle', node.name, 0, {'cpu_percent': used / IDLE_SECONDS * 100,
                                    'rss': resident(node.pid)})


def memory(node, load, runs):
    """Growth of the node by a million records of 100 bytes, after as many have come and gone."""
    step = push(MILLION, 100)
    run_step(load, push(1000, 100, 'warm-up'), node, node.credentials())
    before = resident(node.pid)
    run_step(load, step, node, node.credentials())
    grown = resident(node.pid) - before
    runs.add('memory', node.name, 0, {'bytes_per_record': grown / step.records})


def flood(node, load, runs):
    """Latency of Pop, one at a time, alone and beside a connection that pushes without a pause."""
    filling = push(5_000, 100, 'quiet')
    pops = filling._replace(options={'work': 'pop', 'depth': 1, 'channel': 'quiet'})
    flooding = push(10 * MILLION, 100, 'flood')
    run_step(load, filling, node, node.credentials())
    runs.add(FLOOD_STEPS[0], node.name, 0, run_step(load, pops, node, node.credentials()))
    run_step(load, filling, node, node.credentials())
    with subprocess.Popen(load_command(load, flooding, node, node.credentials()),
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as flooder:
        try:
            result = run_step(load, pops, node, node.credentials())
            if flooder.poll() is not None:
                raise RuntimeError('the flood was over before the last Pop')
        finally:
            flooder.kill()
    runs.add(FLOOD_STEPS[1], node.name, 0, result)


def timed(action):
    """Seconds."""
    start = time.monotonic()
    action()
    return time.monotonic() - start


def sync(path):
    """Returns when the disk has it."""
    with open(path, 'rb') as file:
        os.fsync(file.fileno())


def dumps(node, load, size, runs):
    """Stops that save, and starts that load, without what a node without records takes for them; cp
    of the same file on the same disk, on it at the end as after a stop, or not as after a start.
    More than once: memory that the system touches for the first time may be dear."""
    record = 1024
    nothing_to_save = timed(node.stop)
    nothing_to_load = timed(node.launch)
    run_step(load, push(size // record, record, 'dump'), node, node.credentials())
    for run in range(DUMP_RUNS):
        seconds = timed(node.stop) - nothing_to_save
        path = os.path.join(node.folder, 'data', 'dump.rq')
        runs.add('dump-save', node.name, run,
                 {'seconds': seconds, 'bytes': os.path.getsize(path)})
        copied, synced = copy_times(path)
        runs.add('dump-save', 'cp', run, {'seconds': synced})
        runs.add('dump-load', 'cp', run, {'seconds': copied})
        runs.add('dump-load', node.name, run, {'seconds': timed(node.launch) - nothing_to_load})


def copy_times(path):
    """Seconds until a file is copied, and until the disk has the copy."""
    copy = path + '.copy'
    copied = timed(lambda: shutil.copyfile(path, copy))
    synced = copied + timed(lambda: sync(copy))
    os.remove(copy)
    return copied, synced


def lock_waits(node_class, folder, load, runs):
    """Four loops: what a million records cost, and how long threads waited for locks."""
    class Threads(node_class):
        """The same with four loops."""
        name = 'dmqnode'
        threads = 4

    for channels in (16, 1):
        node = Threads(os.path.join(folder, 'threads'))
        node.start()
        try:
            runs.add(f'loops-{channels}-channels', node.name, 0, loaded(node, load, channels))
        finally:
            node.stop()


def loaded(node, load, channels):
    """Values of a node that 64 connections push to; time of waits by strace where it works."""
    connections, records = 64 // channels, MILLION // channels
    steps = [push(records, 100, f'loops{i}', connections) for i in range(channels)]
    before = cpu_seconds(node.pid)
    start = time.monotonic()
    all_at_once(steps, node, load)
    values = {'seconds': time.monotonic() - start, 'records': records * channels,
              'cpu': cpu_seconds(node.pid) - before}
    if shutil.which('strace'):
        values.update(waits(node, lambda: all_at_once(steps, node, load)))
    return values


def all_at_once(steps, node, load):
    """One dmq-load for each step."""
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(len(steps)) as pool:
        list(pool.map(lambda step: run_step(load, step, node, node.credentials()), steps))


def waits(node, action):
    """Time that all threads of the node together spent in futex calls, and in those of who waits
    for the lock of a channel."""
    report = os.path.join(node.folder, 'waits')
    tracer = subprocess.Popen(['strace', '-q', '-f', '-c', '-w',
                               '-e', 'trace=futex,clock_nanosleep,sched_yield', '-o', report,
                               '-p', str(node.pid)], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    action()
    tracer.terminate()
    tracer.wait()
    with open(report, encoding='ascii') as file:
        found = re.findall(r'^\s*[\d.]+\s+([\d.]+)\s.*\s(\w+)$', file.read(), re.MULTILINE)
    seconds = {call: float(total) for total, call in found}
    return {'futex_seconds': seconds.get('futex', 0.0),
            'channel_lock_seconds': seconds.get('clock_nanosleep', 0.0) +
                                    seconds.get('sched_yield', 0.0)}


def measure_single(node_class, folder, load, quick, runs):
    """All of it, each with a node of its own."""
    print('memory, idle node, flood, dump files, loops', file=sys.stderr)
    node = node_class(os.path.join(folder, 'single'))
    node.start()
    try:
        idle(node, runs)
        memory(node, load, runs)
        flood(node, load, runs)
    finally:
        node.stop()
    node.start()
    try:
        dumps(node, load, (256 << 20) if quick else (1 << 30), runs)
    finally:
        node.stop()
    if not quick:
        lock_waits(node_class, folder, load, runs)
