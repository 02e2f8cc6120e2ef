/** What the worst bytes cost a reader of messages: four times as many cost four times as much, not sixteen. */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { growth } from '../../support/growth.js';
import { judgeMessage } from '../judge/judge-message.js';
import { readPackage } from '../read/read-package.js';
import { readStatus } from '../read/read-status.js';
import { unzipOne } from './read-zip.js';
import { decodeBase64 } from './xml-text.js';

const KiB = 1024;
const root = '<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016">';
const many = (piece: string) => (bytes: number) => piece.repeat(Math.ceil(bytes / piece.length));
const worst: Readonly<Record<string, (bytes: number) => string>> = {
  'nothing but <': many('<'),
  'end tags without a name': many('</'),
  'open tags of attachments': many('<ContentTransferEncoded '),
  'open tags of attachments that one sign closes': (bytes) => `${many('<ContentTransferEncoded ')(bytes)}/>`,
  'attachments of one byte': (bytes) => root + many('<ContentTransferEncoded>\n</ContentTransferEncoded>\n')(bytes),
  comments: (bytes) => root + many('<!---->')(bytes),
  'a comment without end': (bytes) => `${root}<!--${many('-')(bytes)}`,
  'sections of CDATA': (bytes) => root + many('<![CDATA[]]>')(bytes),
  instructions: (bytes) => root + many('<?a?>')(bytes),
  'a name': (bytes) => `<${many('a')(bytes)}`,
  spaces: (bytes) => `<a${many(' ')(bytes)}`,
  'a space before the declaration': (bytes) => `<?xml ${many(' ')(bytes)}`,
  attributes: (bytes) => `<a ${many('b="" ')(bytes)}/>`,
  quotes: (bytes) => `<a b="${many(`'"`)(bytes)}`,
  'nested elements': many('<a>'),
  references: (bytes) => `${root}${many('&#65;')(bytes)}</edXML>`,
  'unknown entities': (bytes) => `${root}${many('&a;')(bytes)}</edXML>`,
  'line ends': (bytes) => root + many('\r\n')(bytes),
  elements: (bytes) => root + many('<a/>')(bytes),
  'declarations of namespaces': (bytes) => root + many('<a xmlns:b="c" xmlns:d="e"/>')(bytes),
};

describe('reading a message of', () => {
  test.each(Object.keys(worst))('%s grows with its bytes', (name) => {
    const texts = new Map([96, 384].map((size) => [size, Buffer.from(worst[name]!(size * KiB))]));
    const read = (size: number): void => {
      const bytes = texts.get(size)!;
      // Several times: one reading that takes less than a millisecond says nothing on a busy machine.
      for (let count = 0; count < 5; count++) readPackage(bytes);
      readStatus(bytes);
      judgeMessage(bytes, { today: '2020-03-02' });
    };
    expect(growth(96, read)).toBeLessThan(10);
  });
});

describe('unpacking', () => {
  test.each([
    ['zeros', (bytes: number) => Buffer.alloc(bytes)],
    ['signatures of an end', (bytes: number) => Buffer.alloc(bytes, Buffer.from('PK\x05\x06'))],
    ['signatures of entries', (bytes: number) => Buffer.alloc(bytes, Buffer.from('PK\x01\x02'))],
    ['deflated zeros', (bytes: number) => deflateRawSync(Buffer.alloc(bytes * 100))],
  ])('an archive of %s grows with its bytes', (_, make) => {
    const archives = new Map([256, 1024].map((size) => [size, make(size * KiB)]));
    const limits = { bytes: 50 * KiB * KiB, ratio: 100 };
    const read = (size: number): void => {
      for (let count = 0; count < 50; count++) unzipOne(archives.get(size)!, limits);
    };
    expect(growth(256, read)).toBeLessThan(10);
  });

  test.each(['\n', '= ', 'QQ==', '-', 'QUE \r\n', '\0'])('Base64 of %j grows with its bytes', (piece) => {
    const texts = new Map([512, 2048].map((size) => [size, Buffer.alloc(size * KiB, piece)]));
    expect(growth(512, (size) => decodeBase64(texts.get(size)!))).toBeLessThan(10);
  });
});
