/** What the processes of a run cost, read from Linux's /proc: CPU time and memory (PSS), by kind of process. */
import { readdirSync, readFileSync } from 'node:fs';

/** CPU times of proc(5) are counted in clock ticks, 100 a second on every Linux that Node runs on (sysconf(3)). */
const ticksPerSecond = 100;
const sampleEveryMs = 1_000;
/** A server process shares most of its memory with dozens of others, and looking at all of them takes long. */
const samplesPerServerLook = 5;

export const kinds = ['launcher', 'simulator', 'agents', 'exchange', 'PostgreSQL', 'Redis'];

const signs = [
  ['exchange', /apps\/exchange\/src\/main\.js/],
  ['agents', /agent-process\.js/],
  ['simulator', /apps\/simulator\/src\/main\.js/],
  ['launcher', /apps\/cli\/src\/main\.js/],
  ['Redis', /^redis-server|\/redis-server/],
  ['PostgreSQL', /^postgres: |\/postgres /],
];

/** The processes below (and including) the roots, each with its kind; shells and the like are left out. */
export function processesBelow(roots) {
  const all = new Map(allProcesses().map((one) => [one.pid, one]));
  const isBelow = (one) => one !== undefined && (roots.includes(one.pid) || isBelow(all.get(one.parent)));
  return [...all.values()].filter(isBelow).flatMap((one) => {
    const kind = kindOf(one.pid);
    return kind === undefined ? [] : [{ ...one, kind }];
  });
}

/** CPU seconds so far by kind. Server processes that have ended count in their parent, the postmaster. */
export function cpuSeconds(roots) {
  const seconds = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  for (const one of processesBelow(roots))
    seconds[one.kind] += (one.own + (one.kind === 'PostgreSQL' ? one.ended : 0)) / ticksPerSecond;
  return seconds;
}

/** CPU seconds between two readings, by kind. */
export function cpuBetween(before, after) {
  return Object.fromEntries(kinds.map((kind) => [kind, Math.max(0, after[kind] - before[kind])]));
}

/** CPU seconds of each thread of a process; the main thread is the one with the process's number. */
export function threadSeconds(pid) {
  const seconds = { main: 0, others: 0 };
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const fields = fieldsOf(`/proc/${pid}/task/${task}/stat`);
    if (fields !== undefined) seconds[Number(task) === pid ? 'main' : 'others'] += ticksOf(fields) / ticksPerSecond;
  }
  return seconds;
}

function allProcesses() {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const fields = fieldsOf(`/proc/${name}/stat`);
    if (fields === undefined) return [];
    const ended = Number(fields[13]) + Number(fields[14]);
    return [{ pid: Number(name), parent: Number(fields[1]), own: ticksOf(fields), ended }];
  });
}

/** The fields of a stat file from the third on (state, parent, …): a program's name may hold anything, blanks included. */
function fieldsOf(file) {
  const text = textOf(file);
  return text === undefined ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

const ticksOf = (fields) => Number(fields[11]) + Number(fields[12]);

function kindOf(pid) {
  const command = textOf(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? '';
  if (command.startsWith('/bin/sh')) return undefined;
  return signs.find(([, sign]) => sign.test(command))?.[0];
}

/** Undefined when the process has ended meanwhile, or belongs to somebody else. */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Proportional set size in MiB: own memory, and its share of what several processes use. */
function pssMiB(pid) {
  const [, kibibytes] = /^Pss:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/smaps_rollup`) ?? '') ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
}

/** Looks at the memory of all processes while they work, and keeps the highest value of each. */
export class MemoryWatch {
  #peaks = new Map();
  #names = new Map();
  #samples = 0;
  #timer;

  constructor(roots) {
    this.roots = roots;
  }

  start() {
    this.#timer = setInterval(() => this.#look(), sampleEveryMs);
    return this;
  }

  /** Peaks in MiB by name: `exchange 1`, `agents 2`, …; of PostgreSQL the largest process, and all of them together. */
  stop() {
    clearInterval(this.#timer);
    this.#samples = 0;
    this.#look();
    return Object.fromEntries([...this.#peaks].sort(([left], [right]) => left.localeCompare(right)));
  }

  #look() {
    const withServers = this.#samples++ % samplesPerServerLook === 0;
    const servers = [];
    for (const { pid, kind } of processesBelow(this.roots)) {
      if (kind === 'PostgreSQL' && !withServers) continue;
      const pss = pssMiB(pid);
      if (pss === undefined) continue;
      if (kind === 'PostgreSQL') servers.push(pss);
      else this.#keep(this.#nameOf(pid, kind), pss);
    }
    if (servers.length === 0) return;
    this.#keep('PostgreSQL, largest process', Math.max(...servers));
    this.#keep('PostgreSQL, all processes', sum(servers));
  }

  #nameOf(pid, kind) {
    if (!this.#names.has(pid)) {
      const others = [...this.#names.values()].filter((name) => name.startsWith(kind)).length;
      this.#names.set(pid, kind === 'exchange' || kind === 'agents' ? `${kind} ${others + 1}` : kind);
    }
    return this.#names.get(pid);
  }

  #keep(name, pss) {
    this.#peaks.set(name, Math.max(pss, this.#peaks.get(name) ?? 0));
  }
}

export function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}
