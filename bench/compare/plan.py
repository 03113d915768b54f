# SPDX-License-Identifier: BSL-1.0
"""What is measured: workloads, who takes part in each, and the goals."""
from typing import NamedTuple, Optional

MILLION = 1_000_000


class Step(NamedTuple):
    """One run of dmq-load. `dialects` has, for each server that takes part, what the producer and
    the consumer speak. `options` are dmq-load's."""
    name: str
    title: str
    dialects: dict
    options: dict
    size: int
    records: int
    chart: str = ''


class Goal(NamedTuple):
    """Of dmqnode: `value` of the step is at most `most` times that of `than`, or at most `most`."""
    step: str
    most: float
    than: Optional[str] = None
    value: str = 'cpu_per_million'


BOTH = ('limit', 'dmqnode')
KIB = 1024
# fewer records for servers that take long for each: the figure that counts is for a million anyway
SHARE = {'beanstalkd': 1 / 50, 'redis': 1 / 4, 'nats': 1 / 4, 'memcached': 1 / 4}
# where a consumer that has all it wanted may leave some of it behind: each run has a channel to itself
LEAVES_SOME = ('beanstalkd',)


def size_name(size):
    return f'{size} B' if size < KIB else f'{size // KIB} KiB'


def same(servers, dialect):
    """Producer and consumer speak the same."""
    return {server: (dialect, dialect) for server in servers}


def requests(dialect, connections, depth, size, records, peers=True):
    """Push, then Pop of what was pushed."""
    push = same(BOTH, dialect)
    pop = same(BOTH, dialect)
    if peers:
        for each in ('redis', 'beanstalkd', 'memcached'):
            push[each] = pop[each] = (each, each)
        push['nats'] = ('jetstream', 'jetstream')
    options = {'producers': connections, 'consumers': connections, 'depth': depth,
               'channel': f'requests-{dialect}'}
    where = f'{dialect}-{connections}x{depth}-{size}'
    what = f'{connections} connections, {depth} outstanding, {size_name(size)}'
    chart = f'{dialect}: Push and Pop, {depth} outstanding'
    return [
        Step(f'push-{where}', f'{dialect} Push, {what}', push, {'work': 'push', **options}, size,
             records, chart),
        Step(f'pop-{where}', f'{dialect} Pop, {what}', pop, {'work': 'pop', **options}, size,
             records, chart),
    ]


def stream(connections, size, records, peers=True):
    """Produce to Consume, as many producers as consumers."""
    dialects = same(BOTH, 'legacy')
    if peers:
        dialects['nats'] = ('nats', 'nats')
        dialects['redis'] = ('redis', 'redis')
        dialects['beanstalkd'] = ('beanstalkd', 'beanstalkd')
    options = {'work': 'flow', 'producers': connections, 'consumers': connections, 'depth': 0,
               'channel': 'stream'}
    return Step(f'stream-{connections}:{connections}-{size}',
                f'Produce→Consume {connections}:{connections}, {size_name(size)}', dialects,
                options, size, records, 'legacy: Produce→Consume')


def stored_stream(size, records):
    """The same of servers that keep and number the records."""
    dialects = {'limit': ('legacy', 'legacy'), 'dmqnode': ('legacy', 'legacy'),
                'redis': ('redis-stream', 'redis-stream'), 'nats': ('jetstream', 'jetstream')}
    return Step(f'stored-stream-1:1-{size}',
                f'Push 64 outstanding→Consume 1:1, {size_name(size)}', dialects,
                {'work': 'flow', 'depth': 64, 'channel': 'stored-stream'}, size, records,
                'legacy Push→Consume beside Redis streams, JetStream')


def local(step, dialect):
    """What two clients of the same host would see: the limit server by TCP, this node as the client
    library finds it."""
    return step._replace(name=f'local-{step.name}',
                         title=f'{step.title}; dmqnode by UNIX-domain socket',
                         dialects={'limit': (dialect, dialect),
                                   'dmqnode': (f'{dialect}-local', f'{dialect}-local')})


def with_variants(step, names):
    """Variants of the node take part wherever the node does."""
    dialects = dict(step.dialects)
    if 'dmqnode' in dialects:
        dialects.update({name: dialects['dmqnode'] for name in names})
    return step._replace(dialects=dialects)


def neo_stream(size, records):
    return Step(f'neo-stream-1:1-{size}',
                f'neo Push 64 outstanding→Consume, {size_name(size)}', same(BOTH, 'neo'),
                {'work': 'flow', 'depth': 64, 'channel': 'neo-stream'}, size, records,
                'neo: Push→Consume')


def fan_out(size, records):
    """One producer, four subscribers who get every record each."""
    dialects = {'limit': ('legacy', 'neo'), 'dmqnode': ('legacy', 'neo'), 'nats': ('nats', 'nats'),
                'redis': ('redis-stream', 'redis-stream')}
    return Step(f'fan-out-1:4-{size}', f'fan-out to 4 subscribers, {size_name(size)}', dialects,
                {'work': 'flow', 'depth': 0, 'consumers': 4, 'subscribers': 4,
                 'channel': 'fan-out'}, size, records, 'fan-out to 4, for each record pushed')


def latency(rate, seconds):
    dialects = same(BOTH, 'legacy')
    dialects.update(nats=('nats', 'nats'), redis=('redis', 'redis'))
    return Step('latency', f'push to consume, {rate:,} records/s, 100 B', dialects,
                {'work': 'flow', 'depth': 0, 'rate': rate, 'channel': 'latency'}, 100,
                rate * seconds, 'latency: CPU for each record')


def quick():
    """The workloads of the goals."""
    return [
        stream(1, 100, 2 * MILLION), stream(4, 100, 2 * MILLION),
        stream(1, KIB, MILLION // 2), stream(1, 16 * KIB, 40_000),
        *requests('legacy', 16, 64, 100, MILLION // 2),
        *requests('neo', 16, 64, 100, MILLION // 2, peers=False),
        neo_stream(100, MILLION // 2),
        *requests('legacy', 16, 1, 100, 60_000, peers=False),
        *requests('legacy', 256, 1, 100, 60_000, peers=False),
        *[local(step, 'neo') for step in requests('neo', 16, 1, 100, 60_000, peers=False)],
        fan_out(100, MILLION // 2),
        latency(10_000, 2),
    ]


def full():
    """All combinations of protocol, size, connections and depth."""
    steps = []
    for connections in (1, 4):
        for size, records in ((100, 2 * MILLION), (KIB, MILLION // 2), (16 * KIB, 40_000)):
            steps.append(stream(connections, size, records))
    for dialect in ('legacy', 'neo'):
        for depth in (64, 1):
            for connections in (1, 16, 256):
                for size, records in ((100, MILLION // 2), (KIB, MILLION // 10), (16 * KIB, 10_000)):
                    if depth == 1:
                        records = min(records, 40_000)
                    steps += requests(dialect, connections, depth, size, records,
                                      peers=dialect == 'legacy' and connections == 16)
    for size, records in ((100, MILLION // 2), (KIB, MILLION // 5), (16 * KIB, 20_000)):
        steps += [neo_stream(size, records), stored_stream(size, records), fan_out(size, records)]
    steps.append(latency(10_000, 5))
    steps += [local(step, dialect) for dialect in ('legacy', 'neo') for depth in (1, 64)
              for step in requests(dialect, 16, depth, 100, MILLION // 10, peers=False)]
    return steps


# Pop, one at a time, while nothing else happens, and while another connection pushes all it can
FLOOD_STEPS = ('pop-alone', 'pop-beside-a-flood')


def one_at_a_time_goals():
    return [Goal(f'{what}-legacy-{connections}x1-100', 1.08, 'limit')
            for connections in (16, 256) for what in ('push', 'pop')]


GOALS = (
    Goal('stream-1:1-100', 2, 'limit'), Goal('stream-1:1-100', 0.35, 'nats'),
    Goal('stream-4:4-100', 2, 'limit'), Goal('stream-4:4-100', 0.35, 'nats'),
    Goal('stream-1:1-1024', 1.3, 'limit'), Goal('stream-1:1-16384', 1.3, 'limit'),
    Goal('push-legacy-16x64-100', 1.5, 'limit'), Goal('push-legacy-16x64-100', 0.45, 'redis'),
    Goal('pop-legacy-16x64-100', 1.6, 'limit'), Goal('pop-legacy-16x64-100', 0.35, 'redis'),
    Goal('push-neo-16x64-100', 1.6, 'limit'), Goal('push-neo-16x64-100', 1.0),
    Goal('pop-neo-16x64-100', 1.6, 'limit'), Goal('pop-neo-16x64-100', 1.0),
    Goal('neo-stream-1:1-100', 1.2),
    *one_at_a_time_goals(),
    Goal('fan-out-1:4-100', 2, 'limit'), Goal('fan-out-1:4-100', 0.4, 'nats'),
    Goal('latency', 1.15, 'limit', 'p50_us'), Goal('latency', 1.5, 'limit', 'p99_us'),
    Goal('memory', 108 * 1.02, value='bytes_per_record'),
    Goal('idle', 0.1, value='cpu_percent'), Goal('idle', 10 * MILLION, value='rss'),
    Goal('dump-load', 1 / 0.8, 'cp', 'seconds'), Goal('dump-save', 1 / 0.8, 'cp', 'seconds'),
)
