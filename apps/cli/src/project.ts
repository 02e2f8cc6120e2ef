/** Where things are: the project's folder, its built programs, and what lies where in a data folder. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CommandFault } from './command-fault.js';

/** The folder with nest-cli.json above this file, which runs from `dist` as well as from its source. */
export const projectFolder = folderWith('nest-cli.json', import.meta.dirname);

function folderWith(name: string, from: string): string {
  if (existsSync(join(from, name))) return from;
  const above = dirname(from);
  if (above === from) throw new CommandFault(`No folder above ${import.meta.dirname} holds ${name}.`);
  return folderWith(name, above);
}

export const projectVersion = (): string =>
  (JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { version: string }).version;

/** A built program of an app, as `node` takes it. */
export function builtProgram(app: string, file: string): string {
  const path = join(projectFolder, 'dist', 'apps', app, 'src', file);
  if (!existsSync(path)) throw new CommandFault(`${path} is missing; build it with: npm run build`);
  return path;
}

/** Everything a deployment keeps; folders and files with keys are 0700 and 0600. */
export interface DataFolder {
  readonly path: string;
  /** Cluster, password and log of the embedded PostgreSQL. */
  readonly postgres: string;
  readonly logs: string;
  /** Places' keys and certificates. */
  readonly places: string;
  /** What opens the authority's keys, as text. */
  readonly authorityPassphrase: string;
  /** Keys of the authority's registrar, operator and auditor, as the trust service wrote them at its first start. */
  readonly trustKeys: string;
  /** Trust anchors, issuing authorities and revocation lists. */
  readonly trust: string;
  /** Signed checkpoints of the event chains, outside the database on purpose. */
  readonly checkpoints: string;
  /** API key of the deployment's operator, as text. */
  readonly operatorKey: string;
  /** API key of one agency, for the person who tries things out. */
  readonly demoKey: string;
  /** System id and secret of one centre, for the same. */
  readonly demoSystem: string;
  /** What was replayed here last, and its report. */
  readonly replay: string;
  /** The simulator's own note of the replay that goes on. */
  readonly replayNote: string;
  /** Addresses, while the deployment runs. */
  readonly running: string;
}

/** Layout of the data folder; `.data` in the project where none is named. */
export function dataFolder(named?: string): DataFolder {
  const path = named === undefined ? join(projectFolder, '.data') : resolve(named);
  return {
    path,
    postgres: join(path, 'postgres'),
    logs: join(path, 'logs'),
    places: join(path, 'places'),
    authorityPassphrase: join(path, 'authority-passphrase'),
    trustKeys: join(path, 'authority', 'role-keys.json'),
    trust: join(path, 'trust'),
    checkpoints: join(path, 'checkpoints'),
    operatorKey: join(path, 'operator-key'),
    demoKey: join(path, 'demo-key.json'),
    demoSystem: join(path, 'demo-system.json'),
    replay: join(path, 'replay.json'),
    replayNote: join(path, 'wallet', 'replay.json'),
    running: join(path, 'running.json'),
  };
}
