/** The figures of a bench as a person reads them: aligned tables with units, and the block for the README. */

/** Rows in columns: the first column to the left, the others to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column] ?? '').length)));
  const cell = (text, column) => {
    const value = String(text ?? '');
    return column === 0 ? value.padEnd(widths[0]) : value.padStart(widths[column]);
  };
  return rows.map((row) => `  ${row.map(cell).join('  ')}`.trimEnd()).join('\n');
}

const whole = (value) => Math.round(value).toLocaleString('en-US');
const decimal = (value, digits = 1) => value.toFixed(digits);
const block = (title, rows) => `${title}\n${table(rows)}\n`;

export function replayText(title, { report, cpu, memory, signatures, cores, documents }) {
  const us = (seconds) => (seconds / documents) * 1e6;
  const used = Object.entries(cpu).filter(([, seconds]) => seconds > 0);
  const all = used.reduce((sum, [, seconds]) => sum + seconds, 0);
  return [
    block(title, [
      [
        `signing floor: ${whole(signatures)} RSA-2048 signatures on ${cores} cores`,
        decimal(report.signingFloorSeconds, 2),
        's',
      ],
      [`replay of ${whole(documents)} documents, wall time`, decimal(report.wallSeconds, 2), 's'],
      ['replay ÷ signing floor', decimal(report.timesFloor), 'times'],
      ['documents a second, end to end', decimal(report.documentsPerSecond), '/s'],
      ['deliveries, statuses', `${whole(report.deliveries.delivered)}, ${whole(report.statuses)}`, ''],
      ['books balance', report.booksBalance ? 'yes' : 'NO', ''],
    ]),
    block('CPU per document, by process', [
      ...used.map(([kind, seconds]) => [kind, whole(us(seconds)), 'µs']),
      ['together', whole(us(all)), 'µs'],
      ['cores kept busy', decimal(all / report.wallSeconds, 2), ''],
    ]),
    block(
      'peak memory (PSS), by process',
      Object.entries(memory).map(([name, mib]) => [name, whole(mib), 'MiB']),
    ),
    ...(report.differences ?? []).map((difference) => `  DIFFERS: ${difference}\n`),
  ].join('\n');
}

export function restText(rest) {
  const used = Object.entries(rest).filter(([, cores]) => cores > 0);
  return block(
    'at rest, without any request: CPU, of one core',
    used.map(([kind, cores]) => [kind, decimal(cores * 100), '%']),
  );
}

export function storageText({ packageBytes, beside, tables }) {
  return block('bytes stored per document', [
    ['', 'rows and indexes', 'of it indexes', ''],
    ...tables.map(({ name, beside: bytes, indexes }) => [name, whole(bytes), whole(indexes), 'B']),
    ['together, beside the package', whole(beside), '', 'B'],
    ['the package itself', whole(packageBytes), '', 'B'],
  ]);
}

export function burstsText(bursts) {
  return bursts.map(burstText).join('\n');
}

function burstText({ name, documents, bytes, submitSeconds, settleSeconds, lasting, cpu, loop }) {
  const us = (kind) => `${whole((cpu[kind] / documents) * 1e6)}`;
  return [
    block(`burst at ${name}: ${whole(documents)} packages of ${decimal(bytes / 1000)} KB around attachments of 10 KB`, [
      ['accepted', decimal(documents / submitSeconds), '/s'],
      ['the last one accepted after', decimal(submitSeconds), 's'],
      ['backlog of hops and statuses gone after further', decimal(settleSeconds), 's'],
      ['documents a second, end to end', decimal(lasting), '/s'],
      ['CPU per document, exchange', us('exchange'), 'µs'],
      ['CPU per document, PostgreSQL', us('PostgreSQL'), 'µs'],
    ]),
    loopText(loop),
  ].join('\n');
}

export function loopText({ rate, documents, notArrived, ...times }) {
  const rows = [
    ...(times.disk === undefined ? [] : [['20 KB on the disk beside it', times.disk]]),
    ['accepted (202 and receipt)', times.accepted],
    ['in an inbox of the province', times.inside],
    ['in an inbox behind the axis', times.outside],
    ['in an inbox, both', times.inbox],
  ];
  return block(`submit to inbox: open loop, ${whole(documents)} documents at ${decimal(rate)}/s`, [
    ['', 'p50', 'p95', 'p99', 'most', '', 'seen'],
    ...rows.map(([name, { count, p50, p95, p99, most }]) => {
      return [name, ...[p50, p95, p99, most].map((ms) => decimal(ms)), 'ms', whole(count)];
    }),
    ...(notArrived > 0 ? [[`NOT ARRIVED: ${notArrived}`]] : []),
  ]);
}

export function growthText({ costs, ratio, stored }) {
  const [first] = costs;
  return [
    block('CPU per document of a burst, by documents stored', [
      ['stored', 'exchange', 'PostgreSQL', 'together', '', 'against empty'],
      ...costs.map((cost) => {
        const us = [cost.exchange, cost.postgres, cost.total].map(whole);
        return [whole(cost.stored), ...us, 'µs', decimal(cost.total / first.total, 2)];
      }),
    ]),
    block(`signed ratio by month and agency, ${whole(stored)} documents stored`, [
      ['', 'rows', 'median', 'most', ''],
      ...ratio.map(({ name, rows, medianMs, mostMs }) => [name, whole(rows), decimal(medianMs), decimal(mostMs), 'ms']),
    ]),
  ].join('\n');
}

export function signaturesText(rows) {
  const [bare] = rows;
  const shown = (value) => (value === null ? 'can not' : whole(value));
  return block('signatures and verdicts a second of CPU', [
    ['', 'by', 'signatures', 'verdicts', '', 'signing ÷ bare'],
    ...rows.map(({ format, who, signs, judges }) => {
      return [format, who, shown(signs), shown(judges), '/s', decimal(bare.signs / signs, 2)];
    }),
  ]);
}

export function edxmlText({ rows, lookups, memory }) {
  return [
    block('edXML messages a second of CPU', [
      ['', 'a second', '', 'CPU ÷ bare parse'],
      ...rows.map(({ name, rate, timesParse }) => [name, whole(rate), '/s', timesParse ? decimal(timesParse, 2) : '']),
    ]),
    block(`directory of ${whole(lookups.agencies)} agencies`, [['look-up by any code', decimal(lookups.us, 2), 'µs']]),
    block(
      'peak memory for a package of 50 MB',
      memory.map(({ name, times }) => [name, decimal(times, 2), 'times its size']),
    ),
  ].join('\n');
}

export function directoryText({ agencies, importSeconds, first, last, found, copy, difference, follow }) {
  const row = (name, { ms, bytes }) => [name, decimal(ms), 'ms', whole(bytes), 'B'];
  return block(`directory of ${whole(agencies)} agencies, as a client sees it`, [
    row('first page of 100', first),
    row('last page of 100', last),
    ['last ÷ first', decimal(last.ms / first.ms, 2), 'times'],
    row('a text, below one agency', found),
    row(`difference of ${difference.items} changes`, difference),
    ['a whole copy, in pages of 500', decimal(copy.seconds * 1e3), 'ms', whole(copy.bytes), 'B'],
    ['bytes of the copy ÷ of the difference', whole(copy.bytes / difference.bytes), 'times'],
    ['one agency changed, and known', decimal(follow), 'ms'],
    ['import of all', decimal(importSeconds), 's'],
  ]);
}

export function splitText({ documents, steps, functions, statements }) {
  return [
    block(`CPU per document inside the exchange, by step (profiled replay of ${whole(documents)} documents)`, [
      ...steps.filter(({ us }) => us >= 1).map(({ name, us }) => [name, whole(us), 'µs']),
    ]),
    block(
      'its dearest functions (self time)',
      functions.map(({ name, us }) => [name, whole(us), 'µs']),
    ),
    block("PostgreSQL's dearest statements (its CPU, dealt out by their time)", [
      ['', 'a document', 'µs'],
      ...statements.map(({ name, calls, us }) => [name, decimal(calls, 2), whole(us)]),
    ]),
  ].join('\n');
}

/** The README's table of measured figures. */
export function markdown({ machine, replay, redis, storage, loop, growth }) {
  const largest = ({ memory }) =>
    Math.max(...Object.entries(memory).map(([name, mib]) => (/all/.test(name) ? 0 : mib)));
  const both = (of) =>
    [replay, redis].filter(Boolean).map(of).join(' (PostgreSQL queue), ') + (redis ? ' (Redis)' : '');
  const [half] = growth?.ratio ?? [];
  const ends = growth && [growth.costs[0], growth.costs.at(-1)];
  const inbox = loop && [loop.inbox.p50, loop.inbox.p95, loop.inbox.p99].map(whole).join(' / ');
  const rows = [
    ['documents a second, end to end', '450', replay && both(({ report }) => whole(report.documentsPerSecond))],
    ["replay's wall time ÷ signing floor", 'at most 22', replay && both(({ report }) => decimal(report.timesFloor))],
    ['largest process (PSS)', 'under 400 MB', replay && `${whole(largest(replay) * 1.048576)} MB`],
    [
      `cost of a document at ${whole(growth?.stored ?? 1e6)} stored ÷ empty store`,
      'at most 1.2',
      ends && decimal(ends[1].total / ends[0].total, 2),
    ],
    [
      "rows and indexes a document, beside the package's bytes",
      'at most 6 KB',
      storage && `${decimal(storage.beside / 1024)} KB`,
    ],
    [
      `ratio by month and agency at ${whole(growth?.stored ?? 1e6)} documents`,
      'under 50 ms',
      half && `${decimal(half.medianMs)} ms`,
    ],
    ['submit to inbox at half that rate, p50 / p95 / p99', 'printed', inbox && `${inbox} ms`],
  ];
  const lines = rows.map((row) => `| ${row.map((value) => value ?? '').join(' | ')} |`);
  return ['| figure | to reach | measured |', '| --- | --- | --- |', ...lines, '', `${machine}.`].join('\n');
}
