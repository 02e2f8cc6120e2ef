/** The commands on edXML as a person types them: what they print, what they write, and how they end. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writePackage, writeStatus, type OfficialDocument } from '@lienthong/edxml';
import { builtProgram } from '../project.js';
import { nameOnDisk } from './extract.js';

const folder = mkdtempSync(join(tmpdir(), 'lienthong-edxml-'));
const at = (name: string): string => join(folder, name);
const today = '2020-03-02';

function run(...words: string[]): { code: number | null; out: string; complaint: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram('cli', 'main.js'), 'edxml', ...words], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { code: status, out: stdout, complaint: stderr };
}

const letter = {
  document: {
    from: { organId: 'H54.13', organName: 'Sở Thông tin và Truyền thông' },
    to: [{ organId: 'H54', organName: 'Ủy ban nhân dân tỉnh Thái Bình' }],
    code: { number: '15', notation: 'STTTT-CNTT' },
    promulgation: { place: 'Thái Bình', date: today },
    type: { type: 2, name: 'Công văn' },
    subject: 'Về việc gửi, nhận văn bản điện tử',
    trace: [{ organId: 'H54.13', timestamp: '2020-03-02T08:30:00+07:00' }],
  },
  files: [{ path: 'main.pdf', contentType: 'application/pdf' }],
};
/** Of the kind that Bkav does not know. */
const sample: OfficialDocument = {
  ...letter.document,
  documentId: 'H54.13,2020/03/02,15/STTTT-CNTT',
  type: { type: 18, name: 'Công văn' },
  other: { priority: 1 },
  business: { type: 0 },
  claimsSignature: false,
};
const file = {
  contentId: '209',
  name: '15-STTTT-CNTT.pdf',
  contentType: 'application/pdf',
  bytes: Buffer.from('%PDF-1.7'),
};
const describedAs = (name: string, description: unknown): string => {
  writeFileSync(at(name), JSON.stringify(description));
  return at(name);
};

/** Every field that a description can have. */
const full: OfficialDocument = {
  ...{
    ...sample,
    content: 'Kính gửi',
    dueDate: '2020-03-20',
    toPlaces: ['Như trên'],
    steeringType: 1,
    taskCodes: ['T1'],
  },
  from: { ...sample.from, address: '5 Trần Phú', email: 'a@b.vn', telephone: '1', fax: '2', website: 'c.vn' },
  signer: { competence: 'KT.', position: 'Phó Giám đốc', fullName: 'Nguyễn Văn An' },
  other: { priority: 1, sphere: 'CNTT', typer: 'HVT', amount: 2, pages: 3, appendixes: ['Phụ lục'] },
  responseFor: [{ organId: 'H54', code: '15/UBND', documentId: 'H54-2020-7', promulgationDate: '2020-02-28' }],
  business: {
    ...{ type: 2, reason: 'Sửa nội dung', documentId: 'H54.13-2020-1', paper: true },
    staff: { department: 'Văn thư', staff: 'Trần Thị B', mobile: '3', email: 'b@b.vn' },
    update: { contentChanged: true, receiversChanged: true, receivers: [{ organId: 'H54', type: 1 }] },
  },
};

/** A package built from what is shown of one that was extracted. */
function builtAgain(name: string, words: readonly string[]): Buffer {
  const to = at(`files of ${name}`);
  expect(run('extract', at(name), '--to', to).code).toBe(0);
  writeFileSync(join(to, 'd.json'), run('show', at(name), '--json').out);
  const { code, complaint } = run('build', join(to, 'd.json'), '--out', join(to, 'again'), '--today', today, ...words);
  expect([code, complaint]).toEqual([0, expect.not.stringContaining('refused')]);
  return readFileSync(join(to, 'again'));
}

beforeAll(() => {
  writeFileSync(at('good.edxml'), writePackage(sample, [file]));
  writeFileSync(at('bad.edxml'), writePackage({ ...sample, subject: '' }, [file]));
  const told = { organId: 'H54', code: '15/UBND', documentId: 'H54-2020-7' };
  const status = {
    from: sample.from,
    responseFor: told,
    statusCode: 3,
    description: 'Đã chuyển phòng chuyên môn',
    staff: { department: 'Văn thư', staff: 'Trần Thị B' },
    timestamp: '2020-03-02T09:15:00+07:00',
  };
  writeFileSync(at('status.edxml'), writeStatus(status));
  writeFileSync(at('main.pdf'), '%PDF-1.7 công văn');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('lienthong edxml check', () => {
  test('ends with 0 for messages that are taken, warnings or not', () => {
    const { code, out } = run('check', at('good.edxml'), at('status.edxml'), '--today', today);
    expect(code).toBe(0);
    expect(out).toContain('good.edxml: warned, a document message\n');
    expect(out).toContain('warned M.MessageHeader.DocumentType.Type 18 is none of 1, 2 (Bkav)');
    expect(out).toContain('status.edxml: good, a status message\n');
  });

  test('ends with 1 when one is refused, and says where and why in the language asked for', () => {
    const { code, out } = run('check', at('good.edxml'), at('bad.edxml'), '--today', today, '--vietnamese');
    expect(code).toBe(1);
    expect(out).toMatch(/bad\.edxml:\d+: refused N\.MessageHeader\.Subject bắt buộc phải có/);
  });

  test('prints all findings as JSON', () => {
    const { code, out } = run('check', at('bad.edxml'), '--today', today, '--json');
    const [judged] = JSON.parse(out);
    expect([code, judged.level, judged.kind]).toEqual([1, 'refused', 'document']);
    expect(judged.findings[0]).toEqual({
      ...{ level: 'refused', code: 'N.MessageHeader.Subject', path: 'MessageHeader.Subject', line: 2 },
      ...{ english: 'is required', vietnamese: 'bắt buộc phải có' },
    });
  });

  test('ends with 2 when a file can not be read or the day is none, and prints no judgement', () => {
    for (const words of [
      ['check', at('nothing.edxml')],
      ['check', at('good.edxml'), '--today', '2020-02-30'],
    ]) {
      expect(run(...words)).toMatchObject({ code: 2, out: '' });
    }
  });
});

describe('lienthong edxml show', () => {
  test('shows what a package says and what a status says', () => {
    const shown = run('show', at('good.edxml'));
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^number +15\/STTTT-CNTT$/m);
    expect(shown.out).toMatch(/^urgency +Khẩn$/m);
    expect(run('show', at('status.edxml')).out).toMatch(/^status +03 Đã tiếp nhận$/m);
  });

  test('ends with 1 for what can not be read', () => {
    expect(run('show', at('main.pdf'))).toMatchObject({
      code: 1,
      out: '',
      complaint: expect.stringContaining('xml-malformed'),
    });
  });
});

describe('lienthong edxml build', () => {
  test.each([
    ['vnpt', []],
    ['dotnet', ['--order', 'dotnet', '--zipped']],
  ])(
    'writes a package in the order %s that is good, and the same again from what is shown and extracted',
    (order, words) => {
      const built = run('build', describedAs('letter.json', letter), '--out', at(`${order}.edxml`), ...words);
      expect(built).toMatchObject({ code: 0, complaint: '' });
      expect(built.out).toContain('good, a document message');
      expect(builtAgain(`${order}.edxml`, words)).toEqual(readFileSync(at(`${order}.edxml`)));
    },
  );

  test('writes the same again of a package that says all there is to say', () => {
    writeFileSync(at('full.edxml'), writePackage(full, [file, { ...file, contentId: '210', description: 'Phụ lục' }]));
    expect(builtAgain('full.edxml', [])).toEqual(readFileSync(at('full.edxml')));
  });

  test('takes what is shown of a package with a level of secrecy: an open one is left out, a secret is not built', () => {
    const written = writePackage({ ...sample, other: { typer: 'HVT' } }, [file]).toString();
    const withLevel = (level: string): string =>
      written.replace('<edXML:TyperNotation>', `<Secrecy>${level}</Secrecy>$&`);
    expect(withLevel('Thường')).not.toBe(written);
    writeFileSync(at('open.edxml'), withLevel('Thường'));
    expect(builtAgain('open.edxml', []).toString()).toBe(written);
    writeFileSync(at('secret.edxml'), withLevel('Mật'));
    writeFileSync(at('secret.json'), run('show', at('secret.edxml'), '--json').out);
    expect(run('build', at('secret.json'), '--out', at('never.edxml'))).toMatchObject({
      code: 1,
      complaint: expect.stringContaining('secret.json: state-secret at MessageHeader.OtherInfo.Secrecy'),
    });
    expect(readdirSync(folder)).not.toContain('never.edxml');
  });

  test('writes a status, and shows it as it was described', () => {
    const described = JSON.parse(run('show', at('status.edxml'), '--json').out);
    expect(run('build', describedAs('status.json', described), '--out', at('built.edxml')).code).toBe(0);
    expect(readFileSync(at('built.edxml'))).toEqual(readFileSync(at('status.edxml')));
  });

  test('writes nothing that would be refused', () => {
    const document = { ...letter.document, code: { number: '1'.repeat(12), notation: 'x' } };
    const { code, complaint } = run(
      'build',
      describedAs('wrong.json', { ...letter, document }),
      '--out',
      at('wrong.edxml'),
    );
    expect(code).toBe(1);
    expect(complaint).toContain('R.MessageHeader.Code.CodeNumber');
    expect(readdirSync(folder)).not.toContain('wrong.edxml');
  });

  const { document } = letter;
  const branches = 'expected {"document": …, "files": […]} or {"status": …}';
  const noWord = 'Invalid input: expected';
  test.each<[string, unknown, string[]]>([
    ['no object', [], [branches]],
    ['an empty object', {}, [branches]],
    [
      'an unknown field',
      { ...letter, document: { ...document, subjekt: 'x' } },
      ['document: Unrecognized key: "subjekt"'],
    ],
    [
      'a number as text',
      { document: { ...document, type: { type: '18', name: 'x' } } },
      [`document.type.type: ${noWord} number`],
    ],
    ['an empty document', { document: {} }, [`document.from: ${noWord} object`, `document.subject: ${noWord} string`]],
    ['an empty status', { status: {} }, [`status.from: ${noWord} object`, `status.statusCode: ${noWord} number`]],
    ['a file without a path', { ...letter, files: [{}] }, [`files[0].path: ${noWord} string`]],
    [
      'a control character',
      { document: { ...document, subject: 'a\u0007b' } },
      ['document.subject: holds a control character'],
    ],
    [
      'one in a name',
      { ...letter, files: [{ path: 'main.pdf', name: '\u0000' }] },
      ['files[0].name: holds a control character'],
    ],
  ])('ends with 2 for a description with %s, and names file and field', (_, description, words) => {
    const { code, complaint } = run('build', describedAs('odd.json', description), '--out', at('odd.edxml'));
    expect([code, complaint]).toEqual([2, expect.not.stringMatching(/^ +at /m)]);
    for (const word of words) expect(complaint).toContain(`odd.json: ${word}`);
    expect(readdirSync(folder)).not.toContain('odd.edxml');
  });

  test('ends with 2 for what is no JSON, and where nothing can be written', () => {
    expect(run('build', at('main.pdf'), '--out', at('odd.edxml'))).toMatchObject({
      code: 2,
      complaint: expect.stringContaining('main.pdf is not JSON'),
    });
    expect(run('build', describedAs('letter.json', letter), '--out', folder)).toMatchObject({
      code: 2,
      complaint: `lienthong: ${folder} can not be written: it is a folder. Name a file that you may write with --out.\n`,
    });
  });
});

describe('lienthong edxml extract', () => {
  test('writes the files, and overwrites none', () => {
    expect(run('extract', at('good.edxml'), '--to', at('files')).code).toBe(0);
    expect(readdirSync(at('files'))).toEqual(['01-15-STTTT-CNTT.pdf']);
    expect(readFileSync(join(at('files'), '01-15-STTTT-CNTT.pdf'))).toEqual(file.bytes);
    expect(run('extract', at('good.edxml'), '--to', at('files'))).toMatchObject({ code: 2 });
  });

  test('tells a folder that can not be made at once', () => {
    const to = process.platform === 'linux' ? '/proc/x/y' : join(at('main.pdf'), 'y');
    const { code, complaint } = run('extract', at('good.edxml'), '--to', to);
    expect([code, complaint]).toEqual([2, expect.stringMatching(/y\/01-.* can not be written: .*Name another folder/)]);
  });

  test('has nothing to write of a status or of what is no message', () => {
    expect([run('extract', at('status.edxml')).code, run('extract', at('main.pdf')).code]).toEqual([1, 1]);
  });

  test.each([
    ['../../etc/passwd', '01-_.._etc_passwd'],
    ['C:\\a\\b.pdf', '01-C__a_b.pdf'],
    ['...', '01-file'],
    ['a\nb.pdf', '01-a_b.pdf'],
    ['văn bản số 1.pdf', '01-văn bản số 1.pdf'],
    [`${'ố'.repeat(300)}.pdf`, `01-${'ố'.repeat(66)}.pdf`],
  ])('puts the name %j on the disk as %j', (name, onDisk) => expect(nameOnDisk({ name }, 0)).toBe(onDisk));
});
