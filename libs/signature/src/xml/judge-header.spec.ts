/** Packages whose header signature must not count: one forgery for each rule, wrapping in every form, and bytes changed anywhere. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { world } from '../../support/world.js';
import { headerForgeries, honestPackage, readWhole, rewritten, signedAgain } from '../forgery/forged-headers.js';
import { at } from '../forgery/world.js';
import { judgePackage } from '../judge-package.js';
import { headerRules, type HeaderRule } from './header-rules.js';
import { judgeHeaderBy } from './judge-header.js';

let honest: string;
const made = new Map<string, string>();
beforeAll(() => {
  honest = honestPackage(world);
  for (const [name, forge] of Object.entries(headerForgeries)) made.set(name, forge(world));
});

const names = headerRules.map(({ name }) => name);

function codeOf(xml: string, rules: readonly HeaderRule[] = headerRules): string {
  const read = readWhole(Buffer.from(xml));
  if (read.headerSignature === undefined) return 'none';
  return judgeHeaderBy(rules, read.headerSignature, read, world.trust, at).code;
}

describe('a forgery of a header signature', () => {
  test('is made for every rule', () => {
    expect(Object.keys(headerForgeries).toSorted()).toEqual(names.toSorted());
  });

  test.each(headerRules.map(({ name, code }) => [name, code] as const))('%s: refused as %s', (name, code) => {
    expect(codeOf(made.get(name) ?? '')).toBe(code);
  });

  test.each(names)('%s: without this rule its forgery is trusted, and no other', (name) => {
    const others = headerRules.filter((rule) => rule.name !== name);
    expect(names.filter((one) => codeOf(made.get(one) ?? '', others) === 'trusted')).toEqual([name]);
  });
});

/** The signed header moved to where nobody reads it, and another in its place. */
const wrapped = (hide: (xml: string, genuine: string) => string, evil: (genuine: string) => string): string => {
  const [genuine = ''] = /<edXML:MessageHeader .*?<\/edXML:MessageHeader>/.exec(honest) ?? [];
  return hide(rewritten(honest, genuine, evil(genuine)), genuine);
};
const evilHeader = (genuine: string): string => genuine.replace('đợt 1', 'đợt 2');
const evilWithoutId = (genuine: string): string => evilHeader(genuine).replace(' Id="MessageHeader"', '');
const evilWithOtherId = (genuine: string): string => evilHeader(genuine).replace('"MessageHeader"', '"Khac"');
const hiding: Readonly<Record<string, (xml: string, genuine: string) => string>> = {
  'into the trace': (xml, genuine) => rewritten(xml, '<edXML:TraceHeader>', `<edXML:TraceHeader>${genuine}`),
  'beside the header’s parts': (xml, genuine) =>
    rewritten(xml, '</edXML:edXMLHeader>', `<edXML:Wrapper>${genuine}</edXML:Wrapper></edXML:edXMLHeader>`),
  'behind the attachments': (xml, genuine) =>
    rewritten(
      xml,
      '</AttachmentEncoded></edXML>',
      `</AttachmentEncoded><x xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">${genuine}</x></edXML>`,
    ),
  'into the signature': (xml, genuine) =>
    rewritten(xml, '</ds:Signature>', `<ds:Object>${genuine}</ds:Object></ds:Signature>`),
  'into the certificate’s place': (xml, genuine) => rewritten(xml, '<ds:X509Data>', `${genuine}<ds:X509Data>`),
};

describe('a signed header that is moved away', () => {
  const cases = Object.entries(hiding).flatMap(([where, hide]) =>
    [evilHeader, evilWithoutId, evilWithOtherId].map((evil) => [where, evil.name, hide, evil] as const),
  );
  test.each(cases)('%s, with %s in its place, is refused', (_where, _evil, hide, evil) => {
    expect(codeOf(wrapped(hide, evil))).toMatch(/^signature-(malformed|altered)$/);
  });
});

describe('an honestly signed package', () => {
  test('stays good when a relay adds to its trace', () => {
    const hop = '<edXML:TraceHeader><edXML:OrganId>00.54.W00</edXML:OrganId></edXML:TraceHeader>';
    const relayed = rewritten(honest, '<edXML:TraceHeaderList>', `<edXML:TraceHeaderList>${hop}`);
    expect(codeOf(relayed)).toBe('trusted');
    expect(readWhole(Buffer.from(relayed)).document.trace).toHaveLength(2);
  });

  test('is refused when another agency sent it, and counts for nobody else', () => {
    const { facts, refusal } = judgePackage(readWhole(Buffer.from(honest)), 'H54.08', world.trust, at);
    expect([facts.valid, refusal?.code]).toEqual([false, 'certificate-of-another-agency']);
  });

  test('may leave its certificate unsigned, as other signers do', () => {
    const [reference = ''] = /<ds:Reference URI="#KeyInfo">.*?<\/ds:Reference>/.exec(honest) ?? [];
    expect(codeOf(signedAgain(rewritten(honest, reference, ''), world.agency.key))).toBe('trusted');
    expect(codeOf(rewritten(honest, ' Id="KeyInfo"', ''))).toBe('signature-malformed');
  });

  test('with one character of a signed part changed is never trusted and never an error', () => {
    const ends = honest.indexOf('<edXML:ContentTransferEncoded');
    const passed: number[] = [];
    for (let place = honest.indexOf('<edXML:MessageHeader'); place < ends; place += 7) {
      const letterHere = honest[place] ?? '';
      if (!/[a-z0-9]/i.test(letterHere)) continue;
      const changed = `${honest.slice(0, place)}${letterHere === 'x' ? 'y' : 'x'}${honest.slice(place + 1)}`;
      if (outcomeOf(changed) === 'trusted') passed.push(place);
    }
    expect(passed.filter((place) => !isInTrace(place))).toEqual([]);
  });
});

const isInTrace = (place: number): boolean =>
  place > honest.indexOf('<edXML:TraceHeaderList') && place < honest.indexOf('<edXML:Bussiness ');

/** A package that can not be read any more is refused before it is judged. */
function outcomeOf(xml: string): string {
  try {
    return codeOf(xml);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('what stands in a header instead of a signature', () => {
  const inHeader = (signature: string): string => rewritten(honest, /<ds:Signature .*<\/ds:Signature>/, signature);
  const placeholders: Readonly<Record<string, string>> = {
    'references alone': '<edXML:Signature><edXML:Reference URI="cid:209"/></edXML:Signature>',
    'a signature without a namespace of its own': '<edXML:Signature><edXML:SignedInfo/></edXML:Signature>',
    'XML-DSig by another canonicalization':
      '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/></SignedInfo></Signature>',
    'XML-DSig that says nothing': '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">x</Signature>',
  };

  test.each(Object.entries(placeholders))('%s is present and can not be verified', (_, signature) => {
    const read = readWhole(Buffer.from(inHeader(signature)));
    expect(judgePackage(read, 'H54.07', world.trust, at)).toMatchObject({
      facts: { declared: true, present: true, valid: false, trusted: false, verdict: 'placeholder' },
      verdicts: [],
    });
  });

  const spoiled: readonly (readonly [string, string | RegExp, string])[] = [
    ['without a value', /<ds:SignatureValue>.*<\/ds:SignatureValue>/, ''],
    ['whose value is no Base64', /<ds:SignatureValue>..../, '<ds:SignatureValue>?'],
    ['without references', /<ds:Reference .*<\/ds:Reference>/, ''],
    ['with two certificates', /(<ds:X509Certificate>.*<\/ds:X509Certificate>)/, '$1$1'],
    ['with a text between its parts', '<ds:KeyInfo', 'x<ds:KeyInfo'],
    ['with a truncated certificate', /(<ds:X509Certificate>.{400})[^<]*/, '$1'],
  ];
  test.each(spoiled)('a signature of our form %s is refused', (_, from, to) => {
    expect(codeOf(rewritten(honest, from, to))).toMatch(/^(signature-malformed|certificate-profile)$/);
  });
});
