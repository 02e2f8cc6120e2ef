/** Checkpoints: signed by the place, joined to its chains, the same in the store, in the file outside it, and with the neighbours. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PlaceCheckpoint } from '@lienthong/edxml';
import { verifyStatement } from '@lienthong/signature';
import { checkpointRows, linkHashes, numberedCheckpoints, rememberedCheckpoints } from '@lienthong/store';
import { checkpointBytes, checkpointContext } from '../hops/signed-batch.js';
import type { Auditing } from './auditing.js';
import { parseJson } from '../values/parse-json.js';

/** Lines of a checkpoint file looked up together. */
const linesAtOnce = 200;

export async function checkCheckpoints(audit: Auditing, place: string): Promise<void> {
  const { rows, findings } = audit;
  let last = 0n;
  for await (const page of checkpointRows(rows, place)) {
    const sound: PlaceCheckpoint[] = [];
    for (const { number, body } of page) {
      if (BigInt(number) !== ++last) findings.add(place, 'checkpoint', String(last), 'a row', 'no row');
      last = BigInt(number);
      const checkpoint = readCheckpoint(body);
      const fault = faultOf(audit, place, number, checkpoint);
      if (fault !== undefined) findings.add(place, 'checkpoint', number, 'a checkpoint signed by the place', fault);
      else if (checkpoint !== undefined) sound.push(checkpoint);
    }
    await compareHeads(audit, place, sound, (checkpoint) => `checkpoint ${checkpoint.number}`);
    findings.looked('checkpoints', page.length);
  }
  await compareFile(audit, place, last);
  await compareRemembered(audit, place);
}

function isHead(value: unknown): boolean {
  const { chain, link, hash } = (value ?? {}) as Record<string, unknown>;
  return Number.isInteger(chain) && typeof link === 'string' && /^\d{1,18}$/.test(link) && typeof hash === 'string';
}

function readCheckpoint(body: unknown): PlaceCheckpoint | undefined {
  const { place, number, at, heads, signature } = (body ?? {}) as Record<string, unknown>;
  const isWhole = typeof place === 'string' && typeof at === 'string' && typeof signature === 'string';
  const isSound = isWhole && Number.isSafeInteger(number) && Array.isArray(heads) && heads.every(isHead);
  return isSound ? (body as PlaceCheckpoint) : undefined;
}

function faultOf(
  audit: Auditing,
  place: string,
  number: string,
  checkpoint: PlaceCheckpoint | undefined,
): string | undefined {
  if (checkpoint === undefined) return 'something that is no checkpoint';
  if (checkpoint.place !== place || String(checkpoint.number) !== number)
    return `checkpoint ${checkpoint.number} of ${checkpoint.place}`;
  const certificate = audit.certificateOf(place);
  const signature = Buffer.from(checkpoint.signature, 'base64');
  const isGenuine =
    certificate !== undefined &&
    verifyStatement(checkpointContext, checkpointBytes(checkpoint), signature, certificate);
  return isGenuine ? undefined : 'a signature that is not by its key over these heads';
}

/** Every head is a real link: a tail that was cut off, or a chain written anew, shows here. */
async function compareHeads(
  { rows, findings }: Auditing,
  place: string,
  checkpoints: readonly PlaceCheckpoint[],
  nameOf: (checkpoint: PlaceCheckpoint) => string,
): Promise<void> {
  const wanted = new Map(checkpoints.flatMap(({ heads }) => heads.map((head) => [`${head.chain}/${head.link}`, head])));
  if (wanted.size === 0) return;
  const links = await linkHashes(rows, place, [...wanted.values()]);
  const stored = new Map(links.map(({ chain, link, hash }) => [`${chain}/${link}`, `hash ${hash}`]));
  for (const checkpoint of checkpoints)
    for (const { chain, link, hash } of checkpoint.heads) {
      const [key, found] = [`${chain}/${link}`, stored.get(`${chain}/${link}`) ?? 'no row'];
      if (found !== `hash ${hash}`) findings.add(place, 'event', key, `hash ${hash} (${nameOf(checkpoint)})`, found);
    }
}

const identityOf = (checkpoint: PlaceCheckpoint | undefined): string =>
  checkpoint === undefined
    ? 'no row'
    : `${checkpointBytes(checkpoint).toString('utf8')} ${checkpoint.signature.slice(0, 16)}`;

/** The newest checkpoint may be committed and not yet in the file. Every other has its line, and no line is of a checkpoint that is not there. */
async function compareFile(audit: Auditing, place: string, last: bigint): Promise<void> {
  const { findings, folder } = audit;
  if (!existsSync(join(folder, 'places', place))) return;
  const file = join(folder, 'checkpoints', `${place}.jsonl`);
  if (!existsSync(file)) {
    if (last > 1n) findings.add(place, 'checkpoint file', file, `${last} lines`, 'no such file');
    return;
  }
  const gaps = new LineGaps(audit, place);
  let lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    lines.push(line);
    if (lines.length < linesAtOnce) continue;
    gaps.look(await compareLines(audit, place, lines, last));
    lines = [];
  }
  gaps.look(await compareLines(audit, place, lines, last));
  gaps.end(Number(last));
}

/** Finds numbers between which lines are missing, over all pages of a file. */
class LineGaps {
  private seen = 0;

  constructor(
    private readonly audit: Auditing,
    private readonly place: string,
  ) {}

  look(numbers: readonly number[]): void {
    for (const number of numbers) {
      if (number > this.seen + 1) this.report(number - 1);
      this.seen = Math.max(this.seen, number);
    }
  }

  end(last: number): void {
    if (this.seen < last - 1) this.report(last - 1);
  }

  private report(to: number): void {
    const from = this.seen + 1;
    const which = from === to ? String(from) : `${from} to ${to}`;
    this.audit.findings.add(this.place, 'checkpoint file', which, 'a line for each checkpoint', 'no line');
  }
}

/** Gives the numbers of the lines that agree. Lines about checkpoints after the snapshot's `last` were written while the audit ran, or tell of rows that are gone. */
async function compareLines(
  { rows, newest, findings }: Auditing,
  place: string,
  lines: readonly string[],
  last: bigint,
): Promise<readonly number[]> {
  const told = lines.map((line) => ({ line, checkpoint: readCheckpoint(parseJson(line)) }));
  const numbers = told.flatMap(({ checkpoint }) => (checkpoint === undefined ? [] : [checkpoint.number]));
  const isLater = (number: number) => BigInt(number) > last;
  const later = numbers.filter(isLater);
  const stored = [
    ...(await numberedCheckpoints(
      rows,
      place,
      numbers.filter((number) => !isLater(number)),
    )),
    ...(later.length === 0 ? [] : await numberedCheckpoints(newest, place, later)),
  ];
  const byNumber = new Map(stored.map(({ number, body }) => [number, readCheckpoint(body)]));
  const agreeing: number[] = [];
  for (const { line, checkpoint } of told) {
    if (checkpoint === undefined)
      findings.add(place, 'checkpoint file', line.slice(0, 40), 'a checkpoint', 'no checkpoint');
    else if (identityOf(byNumber.get(String(checkpoint.number))) !== identityOf(checkpoint))
      findings.add(
        ...([place, 'checkpoint file', String(checkpoint.number)] as const),
        `what the table has: ${identityOf(byNumber.get(String(checkpoint.number)))}`,
        identityOf(checkpoint),
      );
    else agreeing.push(checkpoint.number);
  }
  findings.looked('checkpoint lines', lines.length);
  return agreeing;
}

/** What a place remembers of its neighbours must be theirs still. */
async function compareRemembered(audit: Auditing, place: string): Promise<void> {
  const { rows, findings } = audit;
  for (const { neighbour, number, body } of await rememberedCheckpoints(rows, place)) {
    const checkpoint = readCheckpoint(body);
    const fault = faultOf(audit, neighbour, number, checkpoint);
    if (fault !== undefined)
      findings.add(place, 'neighbour_checkpoint', neighbour, `a checkpoint signed by ${neighbour}`, fault);
    if (fault !== undefined || checkpoint === undefined || !audit.isHosted(neighbour)) continue;
    const [own] = await numberedCheckpoints(rows, neighbour, [checkpoint.number]);
    if (own === undefined) findings.add(neighbour, 'checkpoint', number, `a row: ${place} remembers it`, 'no row');
    else if (identityOf(readCheckpoint(own.body)) !== identityOf(checkpoint))
      findings.add(place, 'neighbour_checkpoint', neighbour, `checkpoint ${number} as ${neighbour} has it`, 'another');
    await compareHeads(audit, neighbour, [checkpoint], () => `remembered by ${place}`);
  }
}
