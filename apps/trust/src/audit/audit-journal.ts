/** Recomputes the authority's journal from its bytes: every link, the stamp on its head, the lists that came of it. */
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { judgeTimeStamp, loadTrust } from '@lienthong/signature';
import { headFault, headText, readHead, type StampedHead } from '../ledger/head.js';
import { JournalFault, readLines, type NumberedEvent } from '../ledger/journal.js';
import { Register } from '../ledger/register.js';

/** `findings` is empty when everything agrees. */
export interface JournalAudit {
  readonly lines: number;
  readonly certificates: number;
  readonly findings: readonly string[];
}

/** `kept`: heads that auditors kept elsewhere. Throws the system's error when there is no journal. */
export async function auditJournal(folder: string, kept: readonly StampedHead[]): Promise<JournalAudit> {
  const { events, head, fault } = await readBoth(folder);
  if (fault !== undefined) return { lines: events.length, certificates: 0, findings: [fault] };
  const register = new Register();
  for (const { event } of events) register.apply(event);
  const lists = await readLists(folder, register);
  const heads = [...(head === undefined ? [] : [head]), ...kept];
  const findings = [
    ...(head === undefined ? ['the journal has no stamped head'] : []),
    ...unstamped(events, head),
    ...heads.flatMap((one) => headFault(events, one) ?? stampFault(register, lists.whole, one) ?? []),
    ...lists.findings,
  ];
  return { lines: events.length, certificates: register.certificates.size, findings };
}

interface Read {
  readonly events: readonly NumberedEvent[];
  readonly head: StampedHead | undefined;
  readonly fault?: string;
}

/** A service that is at work writes a line, then its stamp: for a moment the two may differ. */
async function readBoth(folder: string, attempts = 5): Promise<Read> {
  const text = await readFile(join(folder, 'journal'), 'utf8');
  const head = await readHead(join(folder, 'head.json'));
  try {
    const events = readLines(text.slice(0, text.lastIndexOf('\n') + 1));
    if (head?.number === events.length || attempts === 1) return { events, head };
    await pause(200);
    return await readBoth(folder, attempts - 1);
  } catch (error) {
    if (error instanceof JournalFault) return { events: [], head, fault: error.message };
    throw error;
  }
}

function unstamped(events: readonly NumberedEvent[], head: StampedHead | undefined): string[] {
  const more = events.length - (head?.number ?? 0);
  return more > 0 ? [`${more} lines came after the stamped head`] : [];
}

/** The stamp must be good, and of a stamper that the authority itself made. */
function stampFault(register: Register, crls: readonly Buffer[], head: StampedHead): string | undefined {
  const authorities = [...register.authorities.values()];
  const certificates = (isRoot: boolean): Buffer[] =>
    authorities.filter(({ branch }) => (branch === 'root') === isRoot).map(({ certificate }) => certificate);
  const trust = loadTrust({ anchors: certificates(true), intermediates: certificates(false), crls });
  const text = headText(head);
  const content = { sha256: hash('sha256', text, 'buffer'), bytes: text };
  const verdict = judgeTimeStamp(Buffer.from(head.token, 'base64'), content, trust, { at: new Date(head.at) });
  const own = register.parts.some(({ certificate }) => hash('sha256', certificate, 'hex') === verdict.stamp?.authority);
  if (verdict.valid && own) return undefined;
  return `the stamp on line ${head.number} is not good: ${verdict.detail}`;
}

async function readLists(folder: string, { publication }: Register): Promise<{ whole: Buffer[]; findings: string[] }> {
  const [whole, findings]: [Buffer[], string[]] = [[], []];
  for (const [name, digest] of publication?.digests ?? []) {
    const list = await readFile(join(folder, 'lists', `${name}.crl`)).catch(() => Buffer.alloc(0));
    if (hash('sha256', list, 'hex') === digest) whole.push(list);
    else findings.push(`the revocation list of ${name} is not the one that was published`);
  }
  return { whole, findings };
}
