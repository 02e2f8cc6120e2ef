/** What reading, judging and writing messages cost in CPU time, beside the bare XML parser; a directory of the nation; memory. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { XmlDocument } from 'libxml2-wasm';
import { Directory } from '../../dist/libs/directory/src/index.js';
import { judgeMessage, readPackage, readStatus, writePackage, writeStatus } from '../../dist/libs/edxml/src/index.js';
import { sampleDocument } from '../../dist/libs/edxml/src/sample-document.js';
import { perSecond } from './per-second.mjs';

const largePackage = fileURLToPath(new URL('../support/large-package.mjs', import.meta.url));

/** A message of 6 KB without an attachment, as the aim has it: a recall to seven agencies. */
const to = Array.from({ length: 7 }, (_, index) => ({
  ...{ organId: `H54.${index + 10}`, organName: `Ủy ban nhân dân huyện số ${index + 1}` },
  ...{ organizationInCharge: 'Ủy ban nhân dân tỉnh Thái Bình', address: 'thành phố Thái Bình, tỉnh Thái Bình' },
  ...{ email: `huyen${index}@thaibinh.gov.vn`, telephone: '0227 3 888 888', website: 'thaibinh.gov.vn' },
}));
const recall = { ...sampleDocument, to, business: { ...sampleDocument.business, type: 1 } };
const status = {
  from: sampleDocument.from,
  responseFor: { organId: 'H54', code: '15/UBND', documentId: 'H54-2020-7', promulgationDate: '2020-03-02' },
  statusCode: 3,
  timestamp: '2020-03-02T09:15:00+07:00',
};

/** Rows of what, times a second of CPU, and how many times the bare parse of the same bytes a reading takes. */
export async function measureEdxml(seconds) {
  const [message, told] = [writePackage(recall, []), writeStatus(status)];
  const bare = (bytes) => () => XmlDocument.fromBuffer(bytes).dispose();
  const rows = [];
  const measure = async (name, work, against) => {
    const rate = await perSecond(work, seconds);
    rows.push({ name, rate, timesParse: against && against / rate });
    return rate;
  };
  const size = `${(message.length / 1024).toFixed(1)} KB`;
  const parse = await measure(`bare libxml2-wasm: parse, ${size}`, bare(message));
  await measure(`read, ${size}`, () => must(readPackage(message).value), parse);
  await measure(`judge with findings, ${size}`, () => judgeMessage(message, { today: '2020-03-02' }), parse);
  await measure(`write, ${size}`, () => writePackage(recall, []));
  await measure(`read a status, ${(told.length / 1024).toFixed(1)} KB`, () => must(readStatus(told).value));
  await measure('write a status', () => writeStatus(status));
  return { rows, lookups: await measureLookups(seconds), memory: measureMemory() };
}

function must(value) {
  if (value === undefined) throw new Error('the message of the bench is refused');
}

/** Microseconds of CPU for each look-up, by any code, in a directory of 123,000 agencies. */
async function measureLookups(seconds) {
  const agencies = Array.from({ length: 123_000 }, (_, index) => {
    const code = `H${String((index % 63) + 1).padStart(2, '0')}.${Math.floor(index / 63) + 1}`;
    return { code, oldCode: `old ${code}`, name: code, tier: 'commune', place: 'p', aliases: [`alias ${index}`] };
  });
  const nation = new Directory([], agencies);
  let index = 0;
  const some = () => {
    for (let count = 0; count < 1_000; count += 1) {
      index = (index + 7_919) % agencies.length;
      must(nation.find(index % 2 === 0 ? agencies[index].code : agencies[index].oldCode, '2020-03-02'));
    }
  };
  return { agencies: agencies.length, us: 1e3 / (await perSecond(some, seconds)) };
}

/** Peak memory for a package of 50 MB, as a multiple of its size. */
function measureMemory() {
  const folder = mkdtempSync(join(tmpdir(), 'lienthong-bench-'));
  const run = (...words) => Number(execFileSync(process.execPath, [largePackage, ...words], { encoding: 'utf8' }));
  try {
    const forms = ['plain', 'lines', 'zipped'].map((form) => {
      const file = join(folder, form);
      run('make', form, file);
      return { name: `read, Base64 ${form}`, times: run('read', file) };
    });
    return [...forms, { name: 'write', times: run('write') }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
