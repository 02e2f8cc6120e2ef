/** Event chains and checkpoints as an audit reads them: every link with its stored bytes. */
import { statement, type Connection } from '../store.js';
import { pagesOf } from './audit-snapshot.js';

/** Rows whose bodies may have tens of kilobytes each. */
const largePage = 200;

export interface LinkRow {
  readonly chain: number;
  readonly link: string;
  readonly body: Buffer;
  readonly hash: Buffer;
}

const links = statement(
  'audit-links',
  'SELECT chain, link::text AS link, body, hash FROM event WHERE place = $1 ORDER BY event.chain, event.link',
);

export function eventLinks(connection: Connection, place: string): AsyncGenerator<LinkRow[]> {
  return pagesOf(connection, links, [place], largePage);
}

export interface ChainRow {
  readonly chain: number;
  readonly link: string;
  readonly hash: string;
}

const ends = statement(
  'audit-chains',
  `SELECT chain, link::text AS link, encode(hash, 'hex') AS hash FROM chain WHERE place = $1 ORDER BY chain.chain`,
);

/** Where each chain of a place ends, as its head says. */
export async function chainEnds(connection: Connection, place: string): Promise<ChainRow[]> {
  return connection.run<ChainRow>(ends, [place]);
}

const hashes = statement(
  'audit-link-hashes',
  `SELECT e.chain, e.link::text AS link, encode(e.hash, 'hex') AS hash FROM jsonb_to_recordset($2::jsonb) AS k (chain int, link bigint)
   JOIN event e ON e.place = $1 AND e.chain = k.chain AND e.link = k.link`,
);

/** The stored hashes of these links, as far as there are such links. */
export async function linkHashes(
  connection: Connection,
  place: string,
  keys: readonly { chain: number; link: string }[],
): Promise<ChainRow[]> {
  const rows = keys.map(({ chain, link }) => ({ chain, link }));
  return connection.run<ChainRow>(hashes, [place, JSON.stringify(rows)]);
}

export interface CheckpointRow {
  readonly number: string;
  readonly body: unknown;
}

const checkpoints = statement(
  'audit-checkpoints',
  'SELECT number::text AS number, body FROM checkpoint WHERE place = $1 ORDER BY checkpoint.number',
);

export function checkpointRows(connection: Connection, place: string): AsyncGenerator<CheckpointRow[]> {
  return pagesOf(connection, checkpoints, [place], largePage);
}

const numbered = statement(
  'audit-numbered-checkpoints',
  'SELECT number::text AS number, body FROM checkpoint WHERE place = $1 AND number = ANY ($2::bigint[])',
);

/** The checkpoints with these numbers, as far as there are such. */
export async function numberedCheckpoints(
  connection: Connection,
  place: string,
  numbers: readonly number[],
): Promise<CheckpointRow[]> {
  return connection.run<CheckpointRow>(numbered, [place, numbers]);
}

export interface RememberedCheckpoint extends CheckpointRow {
  readonly neighbour: string;
}

const remembered = statement(
  'audit-remembered',
  'SELECT neighbour, number::text AS number, body FROM neighbour_checkpoint WHERE place = $1 ORDER BY neighbour',
);

/** The newest checkpoint that a place remembers of each neighbour. */
export async function rememberedCheckpoints(connection: Connection, place: string): Promise<RememberedCheckpoint[]> {
  return connection.run<RememberedCheckpoint>(remembered, [place]);
}
