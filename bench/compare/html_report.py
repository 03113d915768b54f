# SPDX-License-Identifier: BSL-1.0
"""The HTML report: one file, bars as SVG, no script, nothing from elsewhere."""
import html

from report import outcomes, shown

COLOURS = {'limit': '#9aa5b1', 'dmqnode': '#1f6feb', 'redis': '#d73a49', 'nats': '#2da44e',
           'beanstalkd': '#bf8700', 'memcached': '#8250df'}
STYLE = '''
body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 60em; color: #1c2128 }
h1 { font-size: 1.6em } h2 { font-size: 1.2em; margin-top: 2em }
table { border-collapse: collapse } td, th { padding: .2em .8em; text-align: right }
td:first-child, th:first-child { text-align: left } tr:nth-child(even) { background: #f6f8fa }
.reached { color: #1a7f37 } .missed { color: #cf222e; font-weight: 600 } .none { color: #6e7781 }
.key span { margin-right: 1.2em } .key i { display: inline-block; width: .9em; height: .9em;
margin-right: .3em }
svg { display: block; margin: .4em 0 1.2em } text { font: 12px system-ui, sans-serif }
'''
LEFT, BAR, GAP, WIDTH = 330, 15, 10, 860


def bar(y, length, whiskers, colour, label):
    """One bar, its range over the runs, and its value."""
    low, high = whiskers
    middle = y + BAR / 2
    return (f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 2}" fill="{colour}"/>'
            f'<path d="M{LEFT + low:.1f} {middle}H{LEFT + high:.1f}" stroke="#1c2128"/>'
            f'<text x="{LEFT + max(length, high) + 6:.1f}" y="{y + 11}">{label}</text>')


def chart(steps, names, runs, value, unit):
    """Bars of all servers, step by step."""
    rows = [(step, name, runs.median(step.name, name, value)) for step in steps for name in names]
    rows = [row for row in rows if row[2] is not None]
    if not rows:
        return ''
    scale = (WIDTH - LEFT - 90) / max(max(runs.values(s.name, n, value)) for s, n, _ in rows)
    parts, y, before = [], 0, None
    for step, name, median in rows:
        if step is not before:
            y += GAP if before else 0
            parts.append(f'<text x="0" y="{y + 11}">{html.escape(step.title)}</text>')
            before = step
        values = runs.values(step.name, name, value)
        parts.append(bar(y, median * scale, (min(values) * scale, max(values) * scale),
                         COLOURS.get(name, '#57606a'), f'{shown(median)} {unit}'))
        y += BAR
    return f'<svg width="{WIDTH}" height="{y + 4}">{"".join(parts)}</svg>'


def goals(runs):
    """A table of all goals."""
    rows = ['<tr><th>goal</th><th></th><th>measured</th><th></th></tr>']
    for outcome in outcomes(runs):
        kind = 'none' if outcome.got is None else 'reached' if outcome.reached else 'missed'
        cells = [html.escape(cell) for cell in outcome.words()]
        rows.append(f'<tr><td>{cells[0]}</td><td>{cells[1]}</td><td>{cells[2]}</td>'
                    f'<td class="{kind}">{cells[3]}</td></tr>')
    return f'<table>{"".join(rows)}</table>'


def key(names):
    """Which colour is whose."""
    return '<p class="key">' + ''.join(
        f'<span><i style="background:{COLOURS.get(name, "#57606a")}"></i>{name}</span>'
        for name in names) + '</p>'


def by_chart(steps):
    """[(title, steps)] in the order of the steps."""
    charts = {}
    for step in steps:
        charts.setdefault(step.chart, []).append(step)
    return charts.items()


def report(steps, names, runs, where, failures):
    """The whole document."""
    parts = [f'<!doctype html><html lang="en"><meta charset="utf-8"><title>dmqnode: benchmarks'
             f'</title><style>{STYLE}</style><h1>dmqnode: benchmarks</h1><p>',
             html.escape(', '.join(f'{name}: {value}' for name, value in where.items())), '</p>']
    parts += [f'<p class="missed">{html.escape(failure)}</p>' for failure in failures]
    parts += ['<h2>Goals</h2>', goals(runs), '<h2>Server CPU seconds for a million records</h2>'
              '<p>Bars: median; lines: least to most of all runs.</p>', key(names)]
    for title, of_chart in by_chart(steps):
        parts += [f'<h3>{html.escape(title)}</h3>',
                  chart(of_chart, names, runs, 'cpu_per_million', 's')]
    parts.append('<h2>Latency</h2><p>Open loop for push to consume: from when a record was due. '
                 'One at a time: from request to answer.</p>' + key(names))
    for value, title in (('p50_us', 'p50'), ('p99_us', 'p99'), ('p999_us', 'p99.9'),
                         ('max_us', 'max')):
        drawn = chart(steps, names, runs, value, 'µs')
        parts.append(f'<h3>{title}</h3>{drawn}' if drawn else '')
    parts += ['<h2>Throughput</h2><p>Records per second, with the load generator on the same '
              'machine: it depends on what else runs there.</p>', key(names),
              chart(steps, names, runs, 'per_second', '/s'), '</html>']
    return ''.join(parts)
