/** The processes of the launcher, with small programs in the place of ours: they answer, come back, stop, and leave no orphan. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { builtProgram } from '../project.js';
import { ChildProgram } from './child-program.js';
import { requireFreePorts } from './serving-ports.js';
import { ServingProcess } from './serving-process.js';
import { Simulator } from './simulator.js';

let folder: string;
const undo: (() => Promise<unknown> | void)[] = [];
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lienthong-cli-'))));
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
  rmSync(folder, { recursive: true, force: true });
});

function program(source: string): string {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, source);
  return file;
}

async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`not within 15 s: ${what}`);
    await pause(30);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const planOf = (source: string) => ({
  program: program(source),
  environment: {},
  logFile: join(folder, 'program.log'),
});

/** An exchange as the launcher knows it: it listens, says that it is ready, and logs. */
const listening = (port: number) => `
  import { createServer } from 'node:http';
  createServer((_, answer) => answer.end('{"status":"ready"}')).listen(${port}, '127.0.0.1');
  console.log('serving');`;

/** The same, with a path that never gives the event loop back. */
const holdable = (port: number) => `
  import { createServer } from 'node:http';
  createServer(({ url }, answer) => {
    if (url === '/busy') for (;;);
    answer.end('{"status":"ready"}');
  }).listen(${port}, '127.0.0.1');`;
const urlOf = ({ url }: ServingProcess): string => url;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await until('a port', () => probe.listening);
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe('an exchange process', () => {
  async function exchange(source: (port: number) => string, standStillMs = 10_000) {
    const port = await freePort();
    const said: string[] = [];
    const url = `http://127.0.0.1:${port}`;
    const one = new ServingProcess({
      ...planOf(source(port)),
      name: 'exchange-1',
      url,
      say: (line) => said.push(line),
      standStillMs,
    });
    undo.push(() => one.stop());
    return { one, said };
  }

  test('that is killed comes back', async () => {
    const { one, said } = await exchange(listening);
    await one.becomeReady();
    const before = one.pid;
    process.kill(before, 'SIGKILL');
    await until('another process', () => one.pid !== before && isAlive(one.pid));
    await one.becomeReady();
    expect(said).toEqual(['exchange-1 ended (signal SIGKILL); starting it again in 0.5 s.']);
    expect(one.peakMemoryMiB()).toBeGreaterThan(10);
  });

  test('that stands back for others does so in each of its lives', async () => {
    const port = await freePort();
    const plan = { ...planOf(listening(port)), name: 'exchange-2', url: `http://127.0.0.1:${port}`, niceness: 7 };
    const one = new ServingProcess({ ...plan, say: () => undefined });
    undo.push(() => one.stop());
    await one.becomeReady();
    const before = one.pid;
    expect(getPriority(before)).toBe(7);
    process.kill(before, 'SIGKILL');
    await until('another process', () => one.pid !== before && isAlive(one.pid));
    expect(getPriority(one.pid)).toBe(7);
  });

  test.each([
    ['stopped from outside', (one: ServingProcess) => process.kill(one.pid, 'SIGSTOP')],
    ['kept busy by its own work', (one: ServingProcess) => fetch(`${urlOf(one)}/busy`).catch(() => undefined)],
  ])('whose event loop stands still, %s, is ended and comes back', async (_, hold) => {
    const { one, said } = await exchange(holdable, 1_000);
    await one.becomeReady();
    await pause(1_200);
    const before = one.pid;
    void hold(one);
    await until('another process', () => one.pid !== before && isAlive(one.pid));
    await one.becomeReady();
    expect(isAlive(before)).toBe(false);
    expect(said).toEqual([
      'exchange-1 has not answered for 1 s; ending it.',
      'exchange-1 ended (signal SIGKILL); starting it again in 0.5 s.',
    ]);
  });

  test('that is stopped stays away', async () => {
    const { one, said } = await exchange(listening);
    await one.becomeReady();
    const { pid } = one;
    await one.stop();
    expect([isAlive(pid), said]).toEqual([false, []]);
  });

  test('that never gets ready is given up with the end of its log', async () => {
    const { one } = await exchange(() => `console.error('The database holds no directory'); process.exit(2);`);
    await expect(one.becomeReady()).rejects.toThrow(
      /exchange-1 ends again and again[^]*The database holds no directory/,
    );
  });
});

describe('the simulator', () => {
  const listen = () => {
    const heard: unknown[] = [];
    const listener = { progress: (step: object) => heard.push(step), log: (line: string) => heard.push(line) };
    return { heard, listener };
  };
  const lines = (...all: unknown[]): string =>
    all
      .map((line) => `console.log(${JSON.stringify(typeof line === 'string' ? line : JSON.stringify(line))});`)
      .join('\n');

  test('is heard line by line, and its last word is the report', async () => {
    const { heard, listener } = listen();
    const step = { phase: 'keys', done: 1, total: 2 };
    const source = lines({ progress: step }, { log: 'half' }, 'a stray line', '{broken', {
      report: { booksBalance: true },
    });
    expect(await new Simulator(planOf(source), listener).result()).toEqual({ booksBalance: true });
    expect(heard).toEqual([step, 'half', 'a stray line', '{broken']);
  });

  test('an object that is neither progress nor log is its answer', async () => {
    expect(await new Simulator(planOf(lines({ places: [], agencies: [] })), listen().listener).result()).toEqual({
      places: [],
      agencies: [],
    });
  });

  test('unusable input is told in its own words, with exit code 2', async () => {
    const source = `${lines({ error: 'there is no scenario x' })}; process.exitCode = 2;`;
    await expect(new Simulator(planOf(source), listen().listener).result()).rejects.toMatchObject({
      message: 'there is no scenario x',
      exitCode: 2,
    });
  });

  test('a crash is told with the end of its log, with exit code 1', async () => {
    const source = `console.error('out of paper'); process.kill(process.pid, 'SIGKILL');`;
    await expect(new Simulator(planOf(source), listen().listener).result()).rejects.toMatchObject({
      message: expect.stringMatching(/signal SIGKILL[^]*out of paper/),
      exitCode: 1,
    });
  });
});

describe('the leash', () => {
  /** A launcher of its own that starts one program; gives the numbers of both. */
  async function launched(source: string): Promise<{ launcher: number; child: number }> {
    const plan = JSON.stringify(planOf(source));
    const module = JSON.stringify(pathToFileURL(builtProgram('cli', 'launch/child-program.js')).href);
    const text = `const { ChildProgram } = await import(${module}); console.log(new ChildProgram(${plan}).pid); setInterval(() => {}, 1000);`;
    const launcher = spawn(process.execPath, ['--input-type=module', '-e', text], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    undo.push(() => void launcher.kill('SIGKILL'));
    let printed = '';
    launcher.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const child = await until('the child’s number', () => (printed.includes('\n') ? Number(printed) : undefined));
    await until('the child to run', () => readFileSync(join(folder, 'program.log'), 'utf8').includes('up'));
    return { launcher: launcher.pid ?? 0, child };
  }

  test('a process ends when its launcher is killed with -9', async () => {
    const { launcher, child } = await launched(`console.log('up'); setInterval(() => {}, 1000);`);
    process.kill(launcher, 'SIGKILL');
    await until('the end of the child', () => !isAlive(child));
  });

  test('even one that does not listen to SIGTERM', async () => {
    const { launcher, child } = await launched(
      `process.on('SIGTERM', () => console.log('asked')); console.log('up'); setInterval(() => {}, 1000);`,
    );
    process.kill(launcher, 'SIGKILL');
    await until('the end of the child', () => !isAlive(child));
    expect(readFileSync(join(folder, 'program.log'), 'utf8')).toContain('asked');
  });

  test('it holds the process of the launcher only, not those that this one starts', async () => {
    const inner = `import { fork } from 'node:child_process';
      if (process.argv[2] === 'agent') process.exit(7);
      fork(process.argv[1], ['agent'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
        .on('exit', (code) => { console.log('agent ended with', code); process.exit(); });`;
    await new ChildProgram(planOf(inner)).ended;
    expect(readFileSync(join(folder, 'program.log'), 'utf8')).toBe('agent ended with 7\n');
  });

  test('a process that has nothing more to do ends although its launcher lives', async () => {
    expect(await new ChildProgram(planOf('')).ended).toEqual({ code: 0, signal: null });
  });

  test('a stop that is not heeded becomes a kill', async () => {
    const child = new ChildProgram(
      planOf(`process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000);`),
    );
    await until('the child to run', () => readFileSync(join(folder, 'program.log'), 'utf8').includes('up'));
    await child.stop(200);
    expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

describe('the ports', () => {
  test('a port that somebody else uses is named, with another one to try', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    undo.push(() => new Promise((resolve) => other.close(resolve)));
    await until('the other program', () => other.listening);
    await expect(requireFreePorts('127.0.0.1', port, 1)).rejects.toMatchObject({
      message: `Port ${port} on 127.0.0.1 is taken by another program. Choose another one: lienthong start --port ${port + 100}`,
      exitCode: 2,
    });
  });

  test('a port that becomes free in a moment is waited for', async () => {
    const port = await freePort();
    const dying = createServer().listen(port, '127.0.0.1');
    await until('the dying program', () => dying.listening);
    setTimeout(() => dying.close(), 400);
    await expect(requireFreePorts('127.0.0.1', port, 1)).resolves.toBeUndefined();
  });
});
