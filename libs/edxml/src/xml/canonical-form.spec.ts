/** The canonical form is the one of the standard: by its own examples, and as the parser's library makes it. */
import { describe, expect, test } from '@jest/globals';
import { XmlC14NMode, XmlDocument } from 'libxml2-wasm';
import { isRefused } from '../outcome.js';
import { canonicalForm } from './canonical-form.js';
import { readTree } from './xml-tree.js';
import { xmldsigNamespace } from './wire.js';
import { everyElement, type XmlElement } from './xml-element.js';

/** Something of XML-DSig has to be named, or the tree is not kept whole. */
const note = `<!-- ${xmldsigNamespace} -->`;

function treeOf(xml: string): XmlElement {
  const outcome = readTree(Buffer.from(note + xml));
  if (isRefused(outcome) || outcome.value.whole === undefined) throw new Error('it is not kept whole');
  return outcome.value.whole;
}

/** The canonical form of the first element of this name. */
function canonical(xml: string, name: string): string {
  const found = everyElement(treeOf(xml)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return canonicalForm(found);
}

describe('the canonical form of an element', () => {
  const examples: readonly (readonly [string, string, string])[] = [
    [
      'forgets namespaces of its ancestors that it does not use (section 2.2 of the standard)',
      '<n0:local xmlns:n0="foo:bar" xmlns:n3="ftp://example.org"><n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff/></n1:elem2></n0:local>',
      '<n1:elem2 xmlns:n1="http://example.net" xml:lang="en"><n3:stuff xmlns:n3="ftp://example.org"></n3:stuff></n1:elem2>',
    ],
    [
      'declares a prefix where it is used, and anew where it means something else',
      '<r xmlns:a="urn:1" xmlns:b="urn:2"><elem2><a:x b:y="1"/><a:x xmlns:a="urn:3"><a:z/></a:x></elem2></r>',
      '<elem2><a:x xmlns:a="urn:1" xmlns:b="urn:2" b:y="1"></a:x><a:x xmlns:a="urn:3"><a:z></a:z></a:x></elem2>',
    ],
    [
      'takes back the default namespace where there is none',
      '<r xmlns="urn:1"><elem2><x xmlns=""><y xmlns="urn:1"/></x></elem2></r>',
      '<elem2 xmlns="urn:1"><x xmlns=""><y xmlns="urn:1"></y></x></elem2>',
    ],
    [
      'orders attributes by namespace and name, declarations first',
      '<elem2 b:a="1" a:b="2" z="3" y="4" xmlns:b="urn:a" xmlns:a="urn:b"/>',
      '<elem2 xmlns:a="urn:b" xmlns:b="urn:a" y="4" z="3" b:a="1" a:b="2"></elem2>',
    ],
    [
      'escapes what the standard escapes, and nothing else',
      `<elem2 a='"&#9;&#10;&#13;&lt;>&amp;&apos;'>"&#13;&lt;&gt;&amp;'<![CDATA[<b>&]]></elem2>`,
      `<elem2 a="&quot;&#x9;&#xA;&#xD;&lt;>&amp;'">"&#xD;&lt;&gt;&amp;'&lt;b&gt;&amp;</elem2>`,
    ],
    [
      'keeps instructions and leaves out comments',
      '<elem2>a<!-- b -->c<?d  e f?><?g?></elem2>',
      '<elem2>ac<?d e f?><?g?></elem2>',
    ],
    ['keeps white space', '<elem2  a = "1"  >\n  <b />\r\n</elem2>', '<elem2 a="1">\n  <b></b>\n</elem2>'],
  ];

  test.each(examples)('%s', (_, xml, expected) => expect(canonical(xml, 'elem2')).toBe(expected));

  test('is the one that the parser’s library makes, for the whole message', () => {
    for (const [, xml] of examples) {
      const library = XmlDocument.fromString(xml);
      const made = library.root.canonicalizeToString({ mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0 });
      expect(canonicalForm(treeOf(xml))).toBe(made);
      library.dispose();
    }
  });
});
