/** Makes, reads, writes or judges a package of 50 MB in a process of its own and prints what that took in memory, as a multiple of its size. */
import { randomFillSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { judgeMessage, readPackage, writePackage } from '../../dist/libs/edxml/src/index.js';
import { sampleDocument } from '../../dist/libs/edxml/src/sample-document.js';

const attachment = (bytes) => ({ contentId: '1', name: 'a.pdf', contentType: 'application/pdf', bytes });
/** Base64 makes 50 MB of it, just below the limit. */
const fileBytes = 39_000_000;
const write = (form) => writePackage(sampleDocument, [attachment(noise(form?.zipped === true))], form);

/** Bytes that can not be packed; a quarter of a zipped file can, so that it is larger than its archive. */
function noise(isLarger) {
  const bytes = Buffer.alloc(isLarger ? 51_000_000 : fileBytes);
  randomFillSync(bytes, 0, isLarger ? 38_000_000 : fileBytes);
  return bytes;
}

const inLines = (text) =>
  text.replace(/(<edXML:ContentTransferEncoded[^>]*>)([^<]*)/, (_, tag, base64) => tag + folded(base64));
const folded = (base64) => base64.replace(/.{76}/g, '$&\n');

/** What is left in memory of each is given back, so that nothing is taken away before it is measured. */
const works = {
  read: (bytes) => readPackage(bytes).value,
  judge: (bytes) => judgeMessage(bytes, { today: '2020-03-02' }),
};

const makers = {
  plain: () => write(),
  lines: () =>
    Buffer.from(
      inLines(writePackage(sampleDocument, [attachment(noise(false).subarray(0, 38_000_000))]).toString('latin1')),
      'latin1',
    ),
  zipped: () => write({ zipped: true }),
};

/** Of this program alone, in bytes: what resourceUsage tells has the peak of the process that started it in it (Linux). */
const peak = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) * 1024;

/** `make plain|lines|zipped FILE` | `write` | `read FILE` | `judge FILE` */
function main([what, ...given]) {
  if (what === 'make') return writeFileSync(given[1], makers[given[0]]());
  // Everything is loaded, compiled and used once.
  const small = writePackage(sampleDocument, [attachment(Buffer.alloc(2 ** 20))]);
  for (const work of Object.values(works)) work(small);
  const before = peak();
  const bytes = what === 'write' ? write() : readFileSync(given[0]);
  const result = what === 'write' ? bytes : works[what](bytes);
  if (result === undefined || result.level === 'refused') throw new Error('the package is refused');
  process.stdout.write(`${((peak() - before) / bytes.length).toFixed(2)}\n`);
  return undefined;
}

main(process.argv.slice(2));
