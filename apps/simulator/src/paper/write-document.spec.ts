/** What an agency writes: a PDF anybody can read, a package the exchange reads, signatures that are judged as planned. */
import { execFileSync } from 'node:child_process';
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { checkDocument, judgeMessage, readPackage, type Package } from '@lienthong/edxml';
import {
  Authority,
  judgePackage,
  loadTrust,
  makeFlawKit,
  makeKey,
  makeRequest,
  type Signer,
  type Trust,
} from '@lienthong/signature';
import { makePlan } from '../plan/make-plan.js';
import type { Plan, PlannedDocument } from '../plan/planned-document.js';
import { readScenario } from '../scenario/read-scenario.js';
import { flawNames, type Flaw } from '../scenario/scenario.js';
import { Press } from './press.js';
import type { Signers } from './sign-document.js';
import { documentIdOf } from './wording.js';
import { DocumentWriter } from './write-document.js';

const FROM = new Date('2019-01-01T00:00:00Z');
const SENDER = 'H54.02';
let plan: Plan;
let press: Press;
let signers: Signers;
let writer: DocumentWriter;
let trust: Trust;

beforeAll(async () => {
  plan = makePlan(readScenario('thai-binh-2020h1'), 1, 2_000);
  press = await Press.open(plan);
  const authority = await Authority.create({ name: 'Thử nghiệm', from: FROM });
  const kit = await makeFlawKit(authority, {
    agency: SENDER,
    otherAgency: 'H54',
    from: FROM,
    at: new Date('2019-12-01T00:00:00Z'),
  });
  const [agency, leader] = await Promise.all([certified(authority, 'agency'), certified(authority, 'person')]);
  signers = { agency: () => agency, leader: () => leader, flawKit: () => kit };
  writer = new DocumentWriter(plan, press, signers);
  const crls = authority.crls(new Date('2019-12-31T00:00:00Z'), new Date('2021-12-31T00:00:00Z'));
  trust = loadTrust({ anchors: authority.anchors, intermediates: authority.intermediates, crls });
});

async function certified(authority: Authority, kind: 'agency' | 'person'): Promise<Signer> {
  const key = await makeKey();
  const order = { kind, agency: SENDER, commonName: 'Sở Tư pháp', from: FROM, to: new Date('2023-12-31T00:00:00Z') };
  return { key, certificate: authority.issue(makeRequest(key, order), order) };
}

/** A document of the sender whose key is at hand. */
function document(wanted: Partial<PlannedDocument> = {}): PlannedDocument {
  const found = plan.documents.find(({ sender }) => sender.code === SENDER);
  if (!found) throw new Error(`the plan has no document of ${SENDER}`);
  return { ...found, leader: false, ...wanted };
}

function read(bytes: Buffer): Package {
  const outcome = readPackage(bytes);
  if ('refusal' in outcome) throw new Error(outcome.refusal.detail);
  return outcome.value;
}

function judge(written: PlannedDocument, by = writer) {
  return judgePackage(read(by.write(written)), SENDER, trust, new Date('2020-06-30T10:00:00Z'));
}

describe('the package of a document', () => {
  test('keeps every rule of the exchange and names all recipients', () => {
    const written = document({ signed: true });
    const { document: header } = read(writer.write(written));
    expect(checkDocument(header, plan.days[written.day] ?? '')).toBeUndefined();
    expect(header.to).toHaveLength(written.recipients.length);
    expect(header.documentId).toBe(documentIdOf(plan, written));
  });

  test('a broadcast to every commune keeps them as well', () => {
    const wide = [...plan.documents].sort((a, b) => b.recipients.length - a.recipients.length)[0];
    const { document: header } = read(
      writer.write({ ...document({ signed: false }), recipients: wide?.recipients ?? [] }),
    );
    expect(header.to.length).toBeGreaterThan(200);
    expect(checkDocument(header, '2020-12-31')).toBeUndefined();
  });

  test('of each kind and each department is named and numbered as the decree lays down', () => {
    const departments = plan.nation.agencies.filter(({ tier }) => tier === 'department');
    const written = [
      ...plan.scenario.kinds.map((kind) => document({ kind, signed: false })),
      ...departments.map((sender) => document({ sender, signed: false })),
    ];
    for (const one of written) {
      const { findings } = judgeMessage(writer.write(one), { today: '2020-12-31' });
      // One implementation does not know the numbers of the kinds.
      expect([one.kind.name, one.sender.name, findings.filter(({ of }) => of !== 'Bkav')]).toEqual([
        ...[one.kind.name, one.sender.name, []],
      ]);
    }
  });

  test('written twice it is the same bytes', () => {
    const written = document({ signed: true, leader: true });
    expect(writer.write(written).equals(writer.write(written))).toBe(true);
  });

  test('the leader signs inside the PDF, and the agency over it', () => {
    const written = document({ signed: true, leader: true });
    const { facts, verdicts } = judge(written);
    expect(facts).toMatchObject({ declared: true, present: true, valid: true, trusted: true });
    expect(verdicts.map(({ signer }) => signer?.kind)).toEqual(['person', 'agency']);
    expect(read(writer.write(written)).attachments.map(({ name }) => name.replace(/^.*_/, ''))).toEqual(['Signed.pdf']);
  });

  test('in a scenario that asks for it they sign in files beside the PDF', () => {
    const beside = new DocumentWriter(
      { ...plan, scenario: { ...plan.scenario, signatureForm: 'detached' } },
      press,
      signers,
    );
    const written = document({ signed: true, leader: true });
    const { facts, verdicts } = judge(written, beside);
    expect(facts).toMatchObject({ declared: true, present: true, valid: true, trusted: true });
    expect(verdicts.map(({ signer }) => signer?.kind)).toEqual(['agency', 'person']);
    expect(read(beside.write(written)).attachments).toHaveLength(3);
  });

  test('an unsigned document carries nothing but its PDF', () => {
    const { attachments } = read(writer.write(document({ signed: false })));
    expect(attachments.map(({ contentType }) => contentType)).toEqual(['application/pdf']);
  });
});

describe('a planted flaw', () => {
  const facts: Readonly<Record<Flaw, string>> = {
    'claims-only': 'declared',
    placeholder: 'declared present',
    'altered-bytes': 'declared present',
    'wrong-key': 'declared present',
    'other-agency': 'declared present',
    'unknown-issuer': 'declared present valid',
    'expired-certificate': 'declared present valid',
    revoked: 'declared present valid',
  };

  test.each(flawNames)('%s is counted as planned', (flaw) => {
    const judged = judge(document({ signed: true, flaw })).facts;
    const holding = (['declared', 'present', 'valid', 'trusted'] as const).filter((fact) => judged[fact]);
    expect(holding.join(' ')).toBe(facts[flaw]);
  });
});

describe('the PDF', () => {
  const pdf = (): Buffer => press.print(document(), new Date('2020-02-03T02:00:00Z')).pdf;

  test('is about ten kilobytes and its cross references point at their objects', () => {
    const bytes = pdf();
    expect(bytes.length).toBeLessThan(16_000);
    const text = bytes.toString('latin1');
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    const offsets = [...text.slice(start).matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset));
    expect(offsets.length).toBeGreaterThan(9);
    offsets.forEach((offset, index) => expect(text.slice(offset).startsWith(`${index + 1} 0 obj`)).toBe(true));
  });

  test('shows its text in Vietnamese by glyphs of the embedded font', () => {
    const text = shownText(pdf());
    for (const words of [
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'SỞ NỘI VỤ',
      'Nơi nhận:',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).not.toContain('?');
  });

  test('reads the same to somebody else', () => {
    const bytes = pdf();
    const text = readByPoppler(bytes);
    if (text === undefined) return;
    const ours = shownText(bytes)
      .split('\n')
      .filter((line) => line !== '');
    expect(ours.filter((line) => !text.includes(line))).toEqual([]);
  });
});

/** One line a drawn line: the bytes of each string, named by the file's own map to Unicode. */
function shownText(bytes: Buffer): string {
  const streams = [...bytes.toString('latin1').matchAll(/stream\n/g)].filter(
    ({ index }) =>
      !bytes
        .subarray(index - 3)
        .toString('latin1')
        .startsWith('end'),
  );
  const inflated = streams.map(({ index }) => inflateSync(bytes.subarray(index + 7)).toString('latin1'));
  const map = new Map<string, string>();
  for (const [, code, unit] of (inflated.find((text) => text.includes('beginbfchar')) ?? '').matchAll(
    /^<(\w\w)><(\w{4})>$/gm,
  )) {
    map.set(String.fromCharCode(parseInt(code ?? '', 16)), String.fromCharCode(parseInt(unit ?? '', 16)));
  }
  const strings = inflated.flatMap((text) =>
    [...text.matchAll(/ Tm \(((?:\\[^]|[^)\\])*)\) Tj/g)].map(([, shown]) => shown ?? ''),
  );
  const unescaped = strings.map((shown) =>
    shown.replace(/\\([^])/g, (_, byte: string) => (byte === 'r' ? '\r' : byte)),
  );
  return unescaped.map((shown) => [...shown].map((byte) => map.get(byte) ?? '\ufffd').join('')).join('\n');
}

/** Where poppler-utils are installed. */
function readByPoppler(bytes: Buffer): string | undefined {
  try {
    return execFileSync('pdftotext', ['-raw', '-', '-'], { input: bytes, encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
