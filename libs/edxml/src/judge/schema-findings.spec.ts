import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attachments, document } from '../../support/arbitrary-document.js';
import { faultless, judge, lined } from '../../support/judged-sample.js';
import { sampleDocument } from '../sample-document.js';
import { writePackage } from '../write/write-package.js';

describe('the published schema', () => {
  const good = lined(faultless);
  const bySchema = (text: string) => judge(text).findings.filter(({ of }) => of === 'qcvn-102-2016.xsd');
  const cases: readonly [what: string, from: string | RegExp, to: string, code: string, vietnamese: RegExp][] = [
    [
      'an element that nobody knows',
      '<edXML:Subject>',
      '<edXML:Odd/>\n<edXML:Subject>',
      'M.MessageHeader.Odd',
      /^không được có ở đây$/,
    ],
    [
      'one inside the sender',
      '<edXML:OrganId>',
      '<edXML:Odd/>\n<edXML:OrganId>',
      'M.MessageHeader.From.Odd',
      /^không được có ở đây; chỗ này dành cho: OrganId, /,
    ],
    [
      'one in the block of the operation',
      '<edXML:Paper>',
      '<edXML:Odd/>\n<edXML:Paper>',
      'M.TraceHeaderList.Bussiness.Odd',
      /^không được có ở đây/,
    ],
    [
      'a text where elements belong',
      '<edXML:Code>',
      '<edXML:Code>abc',
      'T.MessageHeader.Code',
      /^chứa văn bản, trong khi chỉ được chứa phần tử con$/,
    ],
    [
      'an attribute that nobody knows',
      '<edXML:From>',
      '<edXML:From odd="1">',
      'M.MessageHeader.From',
      /^không được có thuộc tính odd$/,
    ],
    [
      'a flag that is none',
      /<edXML:Paper>0/,
      '<edXML:Paper>7',
      'T.TraceHeaderList.Bussiness.Paper',
      /^“7” không đúng dạng \[01\]\?$/,
    ],
    [
      'an appendix list without a list',
      '<edXML:Appendixes>',
      '<edXML:Appendixes><edXML:Odd/>',
      'M.MessageHeader.OtherInfo.Appendixes.Odd',
      /^không được có ở đây; chỗ này dành cho: Appendix$/,
    ],
  ];

  test.each(cases)(
    'tells of %s the path from the header, the line, and Vietnamese words',
    (_, from, to, code, words) => {
      const text = good.replace(from, to);
      const added = to.split('\n', 1)[0]!;
      const line = text.slice(0, text.indexOf(added)).split('\n').length;
      const [finding, ...others] = bySchema(text);
      expect([text === good, others]).toEqual([false, []]);
      expect(finding).toMatchObject({ level: 'warned', code, path: code.slice(2), line });
      expect(finding?.vietnamese).toMatch(words);
      // A message in one line has the same paths.
      expect(bySchema(text.replaceAll('>\n<', '><'))).toMatchObject([{ code, line: 1 }]);
    },
  );

  test('is silent about the lack of what a rule has told already', () => {
    const text = good.replace(/<edXML:OrganName>[^<]*<\/edXML:OrganName>\n/, '');
    expect(judge(text).findings).toMatchObject([{ level: 'warned', code: 'N.MessageHeader.From.OrganName' }]);
  });

  test('knows which of two elements of one name it means, and is not led astray by what only looks like a tag', () => {
    const looks = "<!-- <edXML:Odd> > --><![CDATA[<a b='>'>]]>";
    const text = lined({ ...faultless, to: sampleDocument.to }).replace('<edXML:Subject>', `<edXML:Subject>${looks}`);
    const at = text.lastIndexOf('<edXML:OrganName>', text.indexOf('</edXML:MessageHeader>'));
    const odd = `${text.slice(0, at)}<edXML:Odd a="<" b='>'/>\n${text.slice(at)}`.replace('a="<"', 'a="&lt;"');
    expect(bySchema(odd)).toMatchObject([
      { code: 'M.MessageHeader.To.Odd', line: text.slice(0, at).split('\n').length },
    ]);
  });

  test('takes whatever the judge takes', () => {
    fc.assert(
      fc.property(document, attachments, fc.constantFrom('vnpt', 'dotnet'), (one, files, order) => {
        const judged = judge(writePackage({ ...one, errors: undefined }, files, { order } as never));
        const bySchema = judged.findings.filter(({ of }) => of?.endsWith('.xsd'));
        const byUs = new Set(judged.findings.filter(({ level }) => level === 'refused').map(({ path }) => path));
        expect(bySchema.filter(({ path }) => !byUs.has(path))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
