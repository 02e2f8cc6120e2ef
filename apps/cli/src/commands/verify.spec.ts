/** `lienthong verify` as it is typed: real keys and files of every kind, verdicts as lines and as JSON, and the three exit codes. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgedAt, signedAt, writeSignedFiles } from '../../../../test/support/signed-files.js';
import { builtProgram } from '../project.js';
import type { FileVerdict } from '../verify/file-verdict.js';
import { verdictLines } from '../verify/verdict-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'lienthong-verify-'));
beforeAll(() => writeSignedFiles(folder));
afterAll(() => rmSync(folder, { recursive: true }));

function lienthong(...args: string[]): { code: number | null; out: string; err: string } {
  const words = [builtProgram('cli', 'main.js'), 'verify', ...args];
  const ran = spawnSync(process.execPath, words, { cwd: folder, env: { HOME: folder }, encoding: 'utf8' });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

const lists = ['--crl', 'lists'];
const trust = ['--trust', 'root.pem', '--intermediate', 'issuing.crt', 'place.pem', ...lists];

/** The exit code, and each file with its verdict. */
function judged(
  files: readonly string[],
  ...options: string[]
): [code: number | null, ...verdicts: [string, string][]] {
  const { code, out, err } = lienthong(
    ...files,
    '--json',
    ...(options.length > 0 ? options : ['--at', judgedAt, ...trust]),
  );
  if (out === '') throw new Error(err);
  return [
    code,
    ...(JSON.parse(out) as FileVerdict[]).map(({ file, code: verdict }): [string, string] => [file, verdict]),
  ];
}

describe('files that were signed well', () => {
  const files = [
    'letter.docx.p7s',
    'letter.docx',
    'sealed.pdf',
    'beside.edxml',
    'inside.xml',
    'whole.edxml',
    'letter.docx.tst',
    'letter.docx.tsr',
    'armoured.docx.p7s',
    'letter.eml',
    'unix.eml',
    'signer.crt',
    'receipt.json',
  ];

  test('are trusted, whatever their kind, and the command ends with 0', () => {
    expect(judged(files)).toEqual([0, ...files.map((file) => [file, 'trusted'])]);
  });

  test('are trusted by the data folder of a deployment, without naming anybody', () => {
    expect(judged(files, '--at', judgedAt, '--data', 'data')).toEqual([0, ...files.map((file) => [file, 'trusted'])]);
    expect(judged(['letter.docx'], '--at', judgedAt, '--trust', 'data/trust')[0]).toBe(0);
  });

  test('are told on one line each, signatures of a file with several below it', () => {
    const { code, out } = lienthong(
      'letter.docx.p7s',
      'sealed.pdf',
      'receipt.json',
      'letter.docx.tst',
      '--at',
      judgedAt,
      ...trust,
    );
    const time = '2020-03-16T03:20:00Z';
    const agency = 'H54.07     Sở Giao thông vận tải                ';
    expect([code, ...out.trimEnd().split('\n')]).toEqual([
      0,
      'file             verdict  agency     signer                                 signed at             by the word of  why not',
      `letter.docx.p7s  trusted  ${agency}  ${time}  the signer`,
      'sealed.pdf       trusted',
      `  Signature5     trusted  ${agency}  ${time}  the signer`,
      `  Signature9     trusted  ${agency}  ${time}  the signer`,
      `receipt.json     trusted  00.54.W00  Thái Bình                              ${time}  a rehearsal`,
      `letter.docx.tst  trusted             Chứng thực thử nghiệm (Dấu thời gian)  ${time}  a time stamp`,
    ]);
  });

  test('can not feign lines by what stands in a name', () => {
    const signature = {
      where: '',
      trusted: true,
      code: 'trusted',
      detail: 'good',
      agency: 'H54\u202e',
      name: 'Sở\nx.pdf  trusted',
    };
    const verdict = {
      kind: 'document',
      trusted: true,
      code: 'trusted',
      detail: 'good',
      signatures: [signature],
    } as const;
    const lines = verdictLines([{ file: 'y.pdf', ...verdict }]);
    expect(lines[1]).toBe('y.pdf  trusted  H54\ufffd    Sở\ufffdx.pdf  trusted');
  });

  test('are told as one JSON array, with what is needed to judge again', () => {
    const { out } = lienthong('beside.edxml', '--json', '--at', judgedAt, ...trust);
    expect(JSON.parse(out)).toMatchObject([
      {
        ...{ file: 'beside.edxml', kind: 'package', trusted: true, code: 'trusted' },
        facts: { declared: true, present: true, valid: true, trusted: true, verdict: 'trusted' },
        signatures: [
          {
            ...{ agency: 'H54.07', signedAt: signedAt.toISOString(), timeSource: 'claimed' },
            evidence: { judgedAt: new Date(judgedAt).toISOString(), chain: [expect.any(String), expect.any(String)] },
          },
        ],
      },
    ]);
  });
});

describe('files that do not hold', () => {
  test.each([
    ['altered.docx.p7s', 'signature-altered'],
    ['altered.pdf', 'signature-altered'],
    ['altered.docx.tst', 'signature-altered'],
    ['altered.docx.tsr', 'signature-altered'],
    ['rejected.docx.tsr', 'signature-invalid'],
    ['altered.eml', 'signature-altered'],
    ['unsigned.eml', 'unsigned'],
    ['expired.pem', 'certificate-expired'],
    ['root.pem', 'certificate-untrusted'],
    ['altered-receipt.json', 'signature-altered'],
    ['expired.docx.p7s', 'certificate-expired'],
    ['revoked.docx.p7s', 'certificate-revoked'],
    ['foreign.edxml', 'certificate-of-another-agency'],
    ['recall.edxml', 'signature-altered'],
    ['unsigned.docx', 'unsigned'],
    ['unsigned.pdf', 'unsigned'],
    ['unsigned.edxml', 'unsigned'],
    ['other.xml', 'not-edxml'],
    ['ambiguous-receipt.json', 'signature-malformed'],
    ['no-receipt.json', 'signature-malformed'],
  ])('%s: %s, and the command ends with 1', (file, verdict) => {
    expect(judged([file])).toEqual([1, [file, verdict]]);
  });

  test('are told beside those that do, and why', () => {
    const { code, out } = lienthong('letter.docx.p7s', 'altered.docx.p7s', '--at', judgedAt, ...trust);
    const [, good, bad] = out.split('\n');
    expect([code, good, bad]).toEqual([
      1,
      expect.stringMatching(/^letter.docx.p7s {3}trusted .* the signer$/),
      expect.stringMatching(/^altered.docx.p7s {2}signature-altered .* the content is not what was signed/),
    ]);
  });

  test('other content than the file beside is judged when it is named', () => {
    const all = ['--at', judgedAt, ...trust];
    expect(judged(['altered.docx.p7s'], '--content', 'letter.docx', ...all)).toEqual([
      0,
      ['altered.docx.p7s', 'trusted'],
    ]);
    expect(judged(['letter.docx.p7s'], '--content', 'altered.docx', ...all)[0]).toBe(1);
  });

  test('without the place’s certificate a receipt is not trusted and says what to name', () => {
    const { code, out } = lienthong(
      'receipt.json',
      '--at',
      judgedAt,
      '--trust',
      'root.pem',
      '--intermediate',
      'issuing.crt',
      ...lists,
    );
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('the certificate of 00.54.W00 was not given: name it with --intermediate'),
    ]);
  });

  test('by OCSP answers a certificate is as good or revoked as by lists', () => {
    const known = ['--trust', 'root.pem', '--intermediate', 'issuing.crt', '--crl', join('lists', '0.crl')];
    expect(judged(['letter.docx', 'revoked.docx'], '--at', judgedAt, ...known, '--ocsp', 'answers')).toEqual([
      1,
      ['letter.docx', 'trusted'],
      ['revoked.docx', 'certificate-revoked'],
    ]);
  });

  test('without revocation lists nothing is trusted', () => {
    const known = ['--trust', 'root.pem', '--intermediate', 'issuing.crt'];
    expect(judged(['letter.docx'], '--at', judgedAt, ...known)).toEqual([1, ['letter.docx', 'revocation-stale']]);
  });
});

describe('the time of the judgement', () => {
  test('decides: before the certificate was revoked or had expired its signature is trusted, years later none is', () => {
    const files = ['revoked.docx', 'expired.docx'];
    const verdicts = (at: string): string[] =>
      judged(files, '--at', at, ...trust)
        .slice(1)
        .map((one) => String(one).split(',')[1] ?? '');
    expect(verdicts('2020-03-16T12:00:00Z')).toEqual(['trusted', 'trusted']);
    expect(verdicts(judgedAt)).toEqual(['certificate-revoked', 'certificate-expired']);
    expect(verdicts('2025-01-01T00:00:00Z')).toEqual(['certificate-expired', 'certificate-expired']);
  });

  test('is the stamp’s for a signature with a time stamp: it stays trusted when its certificate is revoked later', () => {
    const { code, out } = lienthong('stamped.docx', '--at', judgedAt, ...trust);
    expect([code, out.split('\n')[1]]).toEqual([
      0,
      expect.stringMatching(/ trusted .* 2020-03-16T03:20:00Z {2}a time stamp$/),
    ]);
  });

  test('is now where none is given', () => {
    expect(judged(['letter.docx'], ...trust)).toEqual([1, ['letter.docx', 'certificate-expired']]);
  });
});

describe('input that can not be used', () => {
  const rubbish = 'rubbish.pem';
  beforeAll(() => writeFileSync(join(folder, rubbish), 'rubbish'));

  const wrong: [what: string, args: string[], words: RegExp][] = [
    ['no file', [], /missing required argument 'files'/],
    ['a missing file', ['letter.docx', 'gone.pdf', ...trust], /gone\.pdf can not be read: ENOENT.*Check its name/],
    ['a folder', ['lists', ...trust], /lists can not be read: EISDIR/],
    [
      'missing content',
      ['letter.docx.p7s', '--content', 'gone.docx', ...trust],
      /gone\.docx can not be read.*--content/,
    ],
    ['content for nothing', ['sealed.pdf', '--content', 'letter.docx', ...trust], /--content belongs to files \.p7s/],
    ['a bad time', ['letter.docx', '--at', '2020-03-16', ...trust], /Expected a time with its zone/],
    ['a day that is not', ['letter.docx', '--at', '2020-02-30T00:00:00Z', ...trust], /Expected a time with its zone/],
    ['nobody to trust', ['letter.docx', '--data', 'gone'], /Nobody is trusted.*--trust/],
    ['a missing root', ['letter.docx', '--trust', 'gone.pem'], /gone\.pem can not be read: ENOENT.*--trust/],
    ['an unreadable root', ['letter.docx', '--trust', rubbish], /rubbish\.pem can not be used.*--trust/],
    ['a root that is none', ['letter.docx', '--trust', 'issuing.crt'], /issuing\.crt can not be used: trust anchor/],
    [
      'an unreadable authority',
      ['letter.docx', '--trust', 'root.pem', '--intermediate', rubbish],
      /rubbish\.pem can not be read as a certificate.*--intermediate/,
    ],
    [
      'an unreadable list',
      ['letter.docx', '--trust', 'root.pem', '--crl', rubbish],
      /rubbish\.pem can not be used: revocation list can not be read.*--crl/,
    ],
    [
      'a list of nobody known',
      ['letter.docx', '--trust', 'root.pem', ...lists],
      /lists\/\d\.crl can not be used: revocation list .* signed by none/,
    ],
    [
      'a certificate as a list',
      ['letter.docx', '--trust', 'root.pem', '--crl', 'root.pem'],
      /root\.pem holds no X509 CRL/,
    ],
    [
      'an unreadable answer',
      ['letter.docx', '--trust', 'root.pem', '--ocsp', rubbish],
      /rubbish\.pem can not be used: OCSP answer.*--ocsp/,
    ],
    [
      'a folder without lists',
      ['letter.docx', '--trust', 'root.pem', '--crl', 'data/trust'],
      /data\/trust\/anchors\.pem holds no X509 CRL/,
    ],
  ];
  test.each(wrong)('%s is told in words, ends with 2, and no verdict is printed', (_, args, words) => {
    const { code, out, err } = lienthong(...args);
    expect([code, out, words.test(err) ? '' : err]).toEqual([2, '', '']);
    expect(err).not.toMatch(/^\s+at /m);
  });
});
