/** Traces in a package: added in their order, and nothing else is touched. */
import { describe, expect, test } from '@jest/globals';
import type { Package } from '../document.js';
import { readPackage } from '../read/read-package.js';
import { sampleAttachment, sampleDocument } from '../sample-document.js';
import { addTraces } from './add-traces.js';
import { writePackage } from './write-package.js';

const passed = [
  { organId: '00.54.W00', timestamp: '2020-03-02T01:00:00.000Z' },
  { organId: '00.00.W00', timestamp: '2020-03-02T01:00:05.000Z' },
];
const inVietnam = ['2020-03-02T08:00:00+07:00', '2020-03-02T08:00:05+07:00'];

function read(bytes: Buffer): Package {
  const outcome = readPackage(bytes);
  if ('refusal' in outcome) throw new Error(outcome.refusal.detail);
  return outcome.value;
}

describe('the places a package passed', () => {
  const bytes = writePackage(sampleDocument, [sampleAttachment]);
  const before = read(bytes);

  test('follow the traces that are there, and leave the content as it was', () => {
    const marked = addTraces(bytes, passed);
    const { document, contentDigest, attachmentDigests } = read(marked);
    expect(document.trace.slice(0, -2)).toEqual(before.document.trace);
    expect(document.trace.slice(-2)).toEqual(passed.map(({ organId }, at) => ({ organId, timestamp: inVietnam[at] })));
    expect([contentDigest, attachmentDigests]).toEqual([before.contentDigest, before.attachmentDigests]);
    const added = marked.length - bytes.length;
    const at = marked.findIndex((byte, index) => byte !== bytes[index]);
    expect(Buffer.concat([marked.subarray(0, at), marked.subarray(at + added)])).toEqual(bytes);
  });

  test('take the prefix of their list, where it has none as well', () => {
    const bare = bytes.toString().replaceAll(/<(\/?)edXML:(?!ContentTransferEncoded)/g, '<$1');
    expect(read(addTraces(Buffer.from(bare), passed)).document.trace).toHaveLength(before.document.trace.length + 2);
  });

  test('are not put into a comment, a text or a list that is elsewhere', () => {
    const lists =
      '<!-- <edXML:TraceHeaderList> --><edXML:Other><edXML:TraceHeaderList></edXML:TraceHeaderList></edXML:Other>';
    const decoyed = bytes.toString().replace('<edXML:MessageHeader>', `${lists}<edXML:MessageHeader>`);
    const marked = addTraces(Buffer.from(decoyed), passed);
    expect(marked.toString()).toContain(lists);
    expect(read(marked).document.trace).toHaveLength(before.document.trace.length + 2);
  });

  test('stay out of a package that keeps no list of them', () => {
    const without = Buffer.from(bytes.toString().replace(/<edXML:TraceHeaderList>.*<\/edXML:TraceHeaderList>/s, ''));
    expect(addTraces(without, passed)).toBe(without);
  });
});
