import { describe, expect, test } from '@jest/globals';
import { isRefused } from '../outcome.js';
import { parseXml } from './parse-xml.js';
import { edxmlLimits } from './wire.js';
import type { XmlView } from './xml-tree.js';

function tree(text: string | Buffer): XmlView {
  const outcome = parseXml(Buffer.from(text));
  if (isRefused(outcome)) throw new Error(`${outcome.refusal.code}: ${outcome.refusal.detail}`);
  return outcome.value.root;
}

function refusal(text: string | Buffer): { code: string; detail: string } | undefined {
  const outcome = parseXml(Buffer.from(text));
  return isRefused(outcome) ? outcome.refusal : undefined;
}

describe('parsing XML', () => {
  test('names are told apart by namespace, not by prefix', () => {
    const root = tree('<a xmlns="one" xmlns:p="two"><p:b/><b/><p:b xmlns:p="one"/></a>');
    expect(root.children.map(({ namespace, name }) => `${namespace} ${name}`)).toEqual(['two b', 'one b', 'one b']);
  });

  test('text is joined over CDATA, comments and character references', () => {
    expect(tree('<a>Th&#225;i<!-- x --> <![CDATA[<Bình>]]></a>').text).toBe('Thái <Bình>');
  });

  test('a long text and a short one come out whole', () => {
    const text = 'văn bản điện tử '.repeat(50);
    expect(tree(`<a><b>${text}</b><b>ố</b></a>`).children.map((child) => child.text)).toEqual([text, 'ố']);
  });

  test('only the href of a Reference is kept of all attributes', () => {
    const root = tree('<a xmlns:x="http://www.w3.org/1999/xlink" href="1"><Reference x:href="cid:2" id="3"/></a>');
    expect([root.href, root.children[0]?.href]).toEqual([undefined, 'cid:2']);
  });

  test('a byte order mark of UTF-8 is taken', () => {
    expect(tree('\uFEFF<?xml version="1.0" encoding="utf-8"?><a/>').name).toBe('a');
  });

  test.each([
    ['nothing', '', 'package-empty'],
    ['no element', '<?xml version="1.0"?>', 'xml-malformed'],
    ['digits before the declaration', '1234<?xml version="1.0"?><a/>', 'xml-malformed'],
    ['an element without its end', '<a><b></a>', 'xml-malformed'],
    ['an undeclared prefix', '<x:a/>', 'xml-malformed'],
    ['an undeclared entity', '<a>&b;</a>', 'xml-malformed'],
    ['the same attribute twice', '<a b="1" b="2"/>', 'xml-malformed'],
    ['a control character', '<a>\u0001</a>', 'xml-malformed'],
    ['two roots', '<a/><a/>', 'xml-malformed'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'xml-doctype'],
    ['another declared encoding', '<?xml version="1.0" encoding="windows-1258"?><a/>', 'xml-encoding'],
  ])('%s is refused', (_, text, code) => expect(refusal(text)?.code).toBe(code));

  test.each([
    ['UTF-16 with a byte order mark', Buffer.from('\uFEFF<a/>', 'utf16le')],
    ['UTF-16 without one', Buffer.from('<a/>', 'utf16le')],
    ['UTF-16 with the high byte first', Buffer.from([0xfe, 0xff, 0, 0x3c])],
    ['invalid UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xe1, 0xbb, 0x3c, 0x2f, 0x61, 0x3e])],
  ])('%s is refused', (_, bytes) => expect(refusal(bytes)?.code).toBe('xml-encoding'));

  test('elements nested too deep are refused, for our limit and for the parser’s', () => {
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(refusal(nested(edxmlLimits.depth))).toBeUndefined();
    expect(refusal(nested(edxmlLimits.depth + 1))?.code).toBe('xml-too-complex');
    expect(refusal(nested(5_000))?.code).toBe('xml-too-complex');
  });

  test('a package over the size limit is refused unread', () => {
    expect(refusal(Buffer.alloc(edxmlLimits.packageBytes + 1, '<'))?.code).toBe('package-too-large');
  });

  test('a malformed text says on which line it breaks', () => {
    expect(refusal('<a>\n<b>\n</c></a>')?.detail).toMatch(/tag mismatch.*line 3/);
  });

  // What the parser keeps of one: about 100 KB for the tree of a large one, a few KB for the state of any.
  test.each([
    ['large', 400, 700],
    ['small', 1, 12_000],
  ])('the parser’s memory does not grow with %s packages read, good and bad', (_, elements, times) => {
    const good = Buffer.from(`<a>${'<b>văn bản</b>'.repeat(elements)}</a>`);
    const bad = good.subarray(0, -1);
    const read = () => {
      for (let count = 0; count < times; count += 1) [good, bad].forEach((bytes) => parseXml(bytes));
      return process.memoryUsage.rss();
    };
    const before = read();
    expect(read() - before).toBeLessThan(32 * 1024 * 1024);
  });
});
