/** Event chains: every link's hash from its stored bytes, from the chain's start value on, without gaps, up to the head that the chain has. */
import { hash } from 'node:crypto';
import { chainEnds, eventLinks, type ChainRow, type LinkRow } from '@lienthong/store';
import type { Auditing } from './auditing.js';
import { isReadable } from './read-event.js';

/** Where a walk along a chain stands. */
interface Walk {
  readonly chain: number;
  link: bigint;
  hash: Buffer;
}

/** Gives the events (`chain/link`) whose bytes say nothing that can be compared. */
export async function checkChains({ rows, findings, progress }: Auditing, place: string): Promise<string[]> {
  const unreadable: string[] = [];
  const ends = new Map<number, Walk>();
  let walk: Walk | undefined;
  for await (const page of eventLinks(rows, place)) {
    for (const row of page) {
      if (walk?.chain !== row.chain) walk = { chain: row.chain, link: 0n, hash: startOf(place, row.chain) };
      ends.set(row.chain, walk);
      for (const [expected, found] of step(walk, row)) findings.add(place, 'event', keyOf(row), expected, found);
      if (isReadable(row.body)) continue;
      findings.add(place, 'event', keyOf(row), 'a body whose entries can be read', 'something else');
      unreadable.push(keyOf(row));
    }
    findings.looked('events', page.length);
    progress.at(`${place}: events`);
  }
  const heads = await chainEnds(rows, place);
  compareHeads(findings, place, ends, heads);
  return unreadable;
}

const keyOf = ({ chain, link }: LinkRow): string => `${chain}/${link}`;

function startOf(place: string, chain: number): Buffer {
  return hash('sha256', `${place}/${chain}`, 'buffer');
}

/** Goes on to the next link; what is wrong with it is told once, and the walk goes on from what is stored. */
function step(walk: Walk, row: LinkRow): [expected: string, found: string][] {
  const [due, came] = [walk.link + 1n, BigInt(row.link)];
  const expected = hash('sha256', Buffer.concat([walk.hash, row.body]), 'hex');
  const found = row.hash.toString('hex');
  walk.link = came;
  walk.hash = row.hash;
  if (due !== came) return [[`link ${due}`, `link ${came}: what stood between is gone`]];
  return expected === found ? [] : [[`hash ${expected}`, `hash ${found}`]];
}

function compareHeads(
  findings: Auditing['findings'],
  place: string,
  ends: ReadonlyMap<number, Walk>,
  heads: readonly ChainRow[],
): void {
  const known = new Map(heads.map((head) => [head.chain, head]));
  for (const chain of new Set([...ends.keys(), ...known.keys()])) {
    const end = ends.get(chain) ?? { chain, link: 0n, hash: startOf(place, chain) };
    const head = known.get(chain);
    const found = head === undefined ? 'no row' : `link ${head.link}, hash ${head.hash}`;
    findings.compare(place, 'chain', String(chain), `link ${end.link}, hash ${end.hash.toString('hex')}`, found);
  }
}
