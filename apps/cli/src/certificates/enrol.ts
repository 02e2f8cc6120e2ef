/** `lienthong certificates enrol`: keys, requests and certificates for everybody in a table; what is there already is kept. */
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Enrolment, type EnrolmentOutcome } from '@lienthong/client';
import { readHoldersCsv, type CertificateHolder, type RefusedLine } from '@lienthong/directory';
import { makeRequest } from '@lienthong/signature';
import { readCliConfig } from '../config.js';
import { keepBytes } from '../kept-file.js';
import { ProgressDisplay } from '../print/progress.js';
import { alignedLines, count } from '../print/table.js';
import { dataFolder } from '../project.js';
import { textIn } from '../read-text.js';
import { askAuthority, keyOf, type AuthorityDesk, type AuthorityOptions } from './ask-authority.js';
import { openCustody, type Custody, type CustodyOptions } from './custody.js';
import { shownJson } from '../print/shown-text.js';

export interface EnrolOptions extends AuthorityOptions, CustodyOptions {
  readonly agencies: string;
  readonly wallet?: string;
  readonly json?: true;
}

/** `waiting`: asked for, and not approved yet; the same command fetches them later. */
export interface EnrolReport {
  enrolled: number;
  readonly kept: number;
  waiting: number;
  readonly refused: RefusedLine[];
}

/** Exit code 1 when a line was refused; the others have their certificates all the same. */
export async function enrol(options: EnrolOptions): Promise<number> {
  const { holders, refused } = readHoldersCsv(textIn(options.agencies));
  const wallet = options.wallet ?? join(dataFolder(options.data).path, 'wallet');
  const missing = holders.filter((holder) => !existsSync(certificateFile(wallet, holder)));
  const report: EnrolReport = { enrolled: 0, kept: holders.length - missing.length, waiting: 0, refused };
  const custody = await openCustody(wallet, options, readCliConfig());
  const display = new ProgressDisplay();
  try {
    const work = { wallet, custody, report, show: progressOf(display, holders.length, report) };
    await askAuthority(options, (desk) => enrolAll(desk, missing, work));
  } finally {
    display.close();
    custody.close();
  }
  report.refused.sort((a, b) => a.line - b.line);
  process.stdout.write(`${options.json ? shownJson(report) : enrolText(report)}\n`);
  return report.refused.length === 0 ? 0 : 1;
}

export const certificateFile = (wallet: string, { who }: Pick<CertificateHolder, 'who'>): string =>
  join(wallet, 'certificates', `${who}.pem`);

export const certificatePem = (der: Buffer): string => new X509Certificate(der).toString();

interface Work {
  readonly wallet: string;
  readonly custody: Custody;
  readonly report: EnrolReport;
  readonly show: () => void;
}

async function enrolAll(desk: AuthorityDesk, holders: readonly CertificateHolder[], work: Work): Promise<void> {
  const operator = desk.keys.operator;
  const laid: Promise<void>[] = [];
  const enrolment = new Enrolment<CertificateHolder>({
    client: desk.client,
    keys: { registrar: keyOf(desk, 'registrar'), ...(operator !== undefined && { operator }) },
    answered: (holder, outcome) => laid.push(layDown(work, holder, outcome)),
  });
  work.show();
  const waiting = [...holders];
  const make = async (): Promise<void> => {
    for (let holder = waiting.shift(); holder !== undefined; holder = waiting.shift()) {
      const { agency, commonName, kind, branch, who } = holder;
      const request = makeRequest(await work.custody.keyOf(who, kind), { agency, commonName, kind });
      enrolment.add(holder, { agency, commonName, kind, branch, request: request.toString('base64') });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, make));
  await enrolment.finish();
  await Promise.all(laid);
}

async function layDown({ wallet, custody, report, show }: Work, holder: CertificateHolder, outcome: EnrolmentOutcome) {
  if ('refusal' in outcome) report.refused.push({ line: holder.line, reason: outcome.refusal.detail });
  else if ('waiting' in outcome) report.waiting += 1;
  else {
    await custody.take(holder.who, outcome.certificate);
    // Last: a certificate in its place means that everything is done for its holder.
    keepBytes(certificateFile(wallet, holder), certificatePem(outcome.certificate), 0o644);
    report.enrolled += 1;
  }
  show();
}

function progressOf(display: ProgressDisplay, total: number, report: EnrolReport): () => void {
  const refusedBefore = report.refused.length;
  return () => {
    const done = report.kept + report.enrolled + report.waiting + report.refused.length - refusedBefore;
    display.show({ phase: 'enrol', label: 'certificates', done, total });
  };
}

export function enrolText({ enrolled, kept, waiting, refused }: EnrolReport): string {
  const parts = [`${count(enrolled)} enrolled`, `${count(kept)} had their certificates already`];
  if (waiting > 0) parts.push(`${count(waiting)} wait for the operator`);
  const summary = [...parts, `${count(refused.length)} lines refused`].join(', ');
  if (refused.length === 0) return summary;
  const rows = [['line', 'reason'], ...refused.map(({ line, reason }) => [String(line), reason])];
  return [summary, '', ...alignedLines(rows, ['right', 'left'])].join('\n');
}
