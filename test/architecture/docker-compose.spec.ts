/** No Docker runs here, so the compose file is read instead: by the rules of Compose, and by the programs it starts. */
import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hopQueues } from '@lienthong/queue';
import { parse } from 'yaml';
import { readExchangeConfig } from '../../apps/exchange/src/config.js';
import { generations } from '../../apps/trust/src/authorities/hierarchy.js';
import { readTrustConfig } from '../../apps/trust/src/config.js';
import { branches } from '../../apps/trust/src/ledger/deeds.js';
import { root, textOf } from './tree.js';

interface Mount {
  readonly type: string;
  readonly source: string;
  readonly target: string;
  readonly read_only?: boolean;
  readonly volume?: { readonly subpath?: string };
}

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly (string | Mount)[];
  readonly ports?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile_inline: string };
  readonly restart?: string;
}

interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

/** Keys of the Compose specification that this file may use; anything else is a typing error here. */
const topLevelKeys = ['name', 'services', 'volumes'];
const serviceKeys = [
  'image',
  'build',
  'command',
  'environment',
  'depends_on',
  'healthcheck',
  'volumes',
  'ports',
].concat(['init', 'restart', 'stop_grace_period']);
const healthKeys = ['test', 'interval', 'timeout', 'retries', 'start_period'];
const conditions = ['service_started', 'service_healthy', 'service_completed_successfully'];

const compose = parse(textOf('docker-compose.yml'), { merge: true, uniqueKeys: true }) as ComposeFile;
const services = Object.entries(compose.services);
const exchanges = services.filter(([, { command }]) => command.includes('dist/apps/exchange/src/main.js'));
const authority = compose.services['trust']!;

/** As Compose puts in variables: the password and the passphrase, which must be given, and the scanner, which may be. */
const filled = (text: string, given: Readonly<Record<string, string>>): string =>
  text
    .replace(/\$\{(?:POSTGRES_PASSWORD|AUTHORITY_PASSPHRASE):\?[^}]*\}/g, 'a-long-secret')
    .replace(/\$\{(SCANNER|SCAN_SECONDS):-\}/g, (_, name: string) => given[name] ?? '');

function settingsOf({ environment = {} }: Service, given: Readonly<Record<string, string>> = {}) {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(value, given)]));
}

describe('docker-compose.yml by the rules of Compose', () => {
  test('only known keys are used, at every level', () => {
    const top = Object.keys(compose).filter((key) => !key.startsWith('x-'));
    expect(top.filter((key) => !topLevelKeys.includes(key))).toEqual([]);
    for (const [name, service] of services) {
      expect([name, Object.keys(service).filter((key) => !serviceKeys.includes(key))]).toEqual([name, []]);
      expect(Object.keys(service.healthcheck ?? {}).filter((key) => !healthKeys.includes(key))).toEqual([]);
    }
  });

  test('a service waits only for services that are there, and for health only where health is told', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(Object.keys(compose.services)).toContain(other);
        expect(conditions).toContain(condition);
        if (condition === 'service_healthy') expect(compose.services[other]?.healthcheck).toBeDefined();
      }
    }
  });

  test('every mounted volume is declared, and every declared one is mounted', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) =>
      volumes.map((volume) => (typeof volume === 'string' ? volume.split(':')[0] : volume.source)),
    );
    expect([...new Set(mounted)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });

  test('environment values are text, as YAML would otherwise turn ports and words into something else', () => {
    const values = services.flatMap(([, { environment = {} }]) => Object.values(environment));
    expect(values.filter((value) => typeof value !== 'string')).toEqual([]);
  });

  test('commands and health checks are lists, so that signals reach the program and not a shell', () => {
    const lists = services.flatMap(([, { command, healthcheck }]) => [
      command,
      ...(healthcheck ? [healthcheck.test] : []),
    ]);
    expect(lists.filter((list) => !Array.isArray(list) || list.some((word) => typeof word !== 'string'))).toEqual([]);
  });

  test('ports are opened on this machine only, each once', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.filter((port) => !/^127\.0\.0\.1:\d+:\d+$/.test(port))).toEqual([]);
    expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
  });
});

describe('docker-compose.yml and the programs it starts', () => {
  test('PostgreSQL is new enough and Redis keeps what the queues need', () => {
    expect(Number(/^postgres:(\d+)/.exec(compose.services['postgres']?.image ?? '')?.[1])).toBeGreaterThanOrEqual(15);
    expect(compose.services['redis']?.image).toMatch(/^redis:7/);
    expect(compose.services['redis']?.command.join(' ')).toBe(
      'redis-server --appendonly yes --appendfsync everysec --maxmemory-policy noeviction',
    );
  });

  test('every service that stays has a health check and comes back by itself', () => {
    const staying = services.filter(([name]) => name !== 'prepare');
    expect(staying.filter(([, { healthcheck, restart }]) => !healthcheck || restart !== 'unless-stopped')).toEqual([]);
    expect(exchanges.map(([name]) => name)).toEqual(['office', 'axis']);
  });

  test('the exchange takes the settings it is given', () => {
    const read = exchanges.map(([, service]) => readExchangeConfig(settingsOf(service)));
    expect(
      read
        .map(({ QUEUES }) => QUEUES)
        .flat()
        .toSorted(),
    ).toEqual(hopQueues.toSorted());
    expect(read.map(({ HOST, PORT, DATA_DIR }) => [HOST, PORT, DATA_DIR])).toEqual(
      read.map(() => ['0.0.0.0', 8080, '/data']),
    );
    expect(read.map(({ SCANNER, SCAN_SECONDS }) => [SCANNER, SCAN_SECONDS])).toEqual(read.map(() => [undefined, 60]));
    const given = { SCANNER: 'tcp://clamav:3310', SCAN_SECONDS: '20' };
    const scanning = exchanges.map(([, service]) => readExchangeConfig(settingsOf(service, given)));
    expect(scanning.map(({ SCANNER, SCAN_SECONDS }) => [SCANNER, SCAN_SECONDS])).toEqual(
      read.map(() => ['tcp://clamav:3310', 20]),
    );
    expect(new Set(read.map(({ PROCESS_NAME }) => PROCESS_NAME)).size).toBe(read.length);
  });

  test('no setting is given that the exchange does not know', () => {
    const known = [...textOf('apps/exchange/src/config.ts').matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1]);
    const given = exchanges.flatMap(([, { environment = {} }]) => Object.keys(environment));
    expect(given.filter((name) => !known.includes(name))).toEqual([]);
  });

  test('addresses name services of this file', () => {
    for (const [, service] of [...exchanges, ['prepare', compose.services['prepare']!] as const]) {
      const { DATABASE_URL = '', REDIS_URL = '' } = settingsOf(service);
      expect([new URL(DATABASE_URL).hostname, new URL(REDIS_URL).hostname]).toEqual(['postgres', 'redis']);
    }
    expect(settingsOf(compose.services['postgres']!)).toMatchObject({
      POSTGRES_USER: 'lienthong',
      POSTGRES_DB: 'lienthong',
    });
  });

  test('a published port leads to the port the exchange listens on, and the health check asks there', () => {
    for (const [, service] of exchanges) {
      const { PORT } = settingsOf(service);
      expect(service.ports?.map((port) => port.split(':')[2])).toEqual([PORT]);
      expect(service.healthcheck?.test.join(' ')).toContain(`127.0.0.1:${PORT}/health/ready`);
    }
  });

  test('no exchange is given the keys of the authority or of the agencies', () => {
    const mounts = exchanges.flatMap(([, { volumes = [] }]) =>
      volumes.filter((one): one is Mount => typeof one !== 'string'),
    );
    const written = mounts.filter(({ read_only }) => read_only !== true).map(({ target }) => target);
    expect(new Set(written)).toEqual(new Set(['/data/trust/crls']));
    const outside = mounts.filter(({ target, volume }) => target !== `/data/${volume?.subpath}`);
    expect(outside).toEqual([]);
    expect(mounts.filter(({ volume }) => !/^(places|trust)(\/|$)/.test(volume?.subpath ?? ''))).toEqual([]);
  });

  test('the authority takes the settings it is given, is given nothing but its own folder, and is asked for every list', () => {
    const { PORT, PUBLIC_URL, DATA_DIR, DATABASE_URL } = readTrustConfig(settingsOf(authority));
    expect([PUBLIC_URL, DATA_DIR]).toEqual([`http://trust:${PORT}`, '/data']);
    expect(new URL(DATABASE_URL ?? '').hostname).toBe('postgres');
    const known = [...textOf('apps/trust/src/config.ts').matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1]);
    expect(Object.keys(authority.environment ?? {}).filter((name) => !known.includes(name))).toEqual([]);
    expect(authority.volumes).toMatchObject([{ target: '/data/authority', volume: { subpath: 'authority' } }]);
    const names = generations.flatMap(({ number }) => ['root', ...branches].map((branch) => `${branch}-g${number}`));
    for (const [, service] of exchanges) {
      const { LIST_URLS, STATUS_URLS } = readExchangeConfig(settingsOf(service));
      expect(LIST_URLS).toEqual(names.map((name) => `${PUBLIC_URL}/pki/lists/${name}.crl`));
      expect(STATUS_URLS).toEqual([`${PUBLIC_URL}/ocsp`]);
    }
  });

  test('no password stands in the file', () => {
    const text = textOf('docker-compose.yml');
    expect(text.match(/POSTGRES_PASSWORD: (?!\$\{POSTGRES_PASSWORD:\?)/)).toBeNull();
    expect(text.match(/AUTHORITY_PASSPHRASE: (?!\$\{AUTHORITY_PASSPHRASE:\?)/)).toBeNull();
    expect(text.match(/:\/\/\w+:(?!\$\{POSTGRES_PASSWORD:\?)[^@\s]+@/)).toBeNull();
  });
});

describe('the image', () => {
  const lines = (compose.services['prepare']?.build?.dockerfile_inline ?? '').trim().split('\n');

  test('one service builds it and the others use it', () => {
    const ours = services.filter(([, { image }]) => image === 'lienthong');
    expect(ours.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual(['prepare']);
    expect(ours.length).toBe(exchanges.length + 2);
  });

  test('it has a Node.js that the package allows and does not run as root', () => {
    const { engines } = JSON.parse(textOf('package.json')) as { engines: { node: string } };
    expect(engines.node).toMatch(/^>=20\./);
    expect(lines[0]).toBe('FROM node:20-slim');
    expect(lines).toContain('USER node');
  });

  test('everything it copies is there, and with it every program that is started', () => {
    const copied = lines.filter((line) => line.startsWith('COPY ')).flatMap((line) => line.split(' ').slice(1, -1));
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const programs = services.flatMap(([, { command }]) => command.filter((word) => /\.m?js$/.test(word)));
    const sources = programs.map((path) => path.replace(/^dist\/(.*)\.js$/, '$1.ts'));
    expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(sources.filter((path) => !copied.includes(path.split('/')[0] ?? ''))).toEqual([]);
  });
});
