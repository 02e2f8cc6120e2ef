/** Certificates of public authorities under RFC 5280 alone, as we and as openssl judge them; the strict profile refuses each. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { hasOpenssl, verifyCertificate } from '../../support/openssl.js';
import { publicKeyInfo } from '../authority/request.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  purposes,
  rawExtension,
  subjectKeyIdentifier,
  writeName,
} from '../authority/write-certificate.js';
import { oids } from '../der/oids.js';
import {
  context,
  embed,
  encode,
  implicit,
  integer,
  nothing,
  oid,
  sequence,
  yes,
  type DerNode,
} from '../der/write-der.js';
import { makePathKeys } from '../forgery/forged-paths.js';
import { nameOf, oddChain, type ChainOddity, type OddChain } from '../forgery/odd-chain.js';
import { at, begin, dayMs, yearsLater } from '../forgery/world.js';
import { judgeCertificate } from '../judge-signature.js';
import { pathRules, publicRules, type PathRule, type PathRules } from '../trust/path-rules.js';
import { loadTrust } from '../trust/trust.js';

const keys = makePathKeys();
const own = {
  root: publicKeyInfo(keys.root),
  issuing: publicKeyInfo(keys.issuing),
  signer: publicKeyInfo(keys.signer),
};

const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
const MAIL_NAME = '1.2.840.113549.1.9.1';

const critical = (type: string, value: DerNode): DerNode => rawExtension(type, true, encode(value));
const plain = (type: string, value: DerNode): DerNode => rawExtension(type, false, encode(value));

/** A mail certificate as public authorities give them: no agency, another purpose, ten years, an authority that may do more. */
function publicChain(
  oddity: { signer?: readonly DerNode[]; issuing?: readonly DerNode[]; usage?: readonly [number, number] } & {
    readonly more?: ChainOddity;
  },
): OddChain {
  const { signer = [], issuing = [], usage: [signers, issuers] = [0xa0, 0x86], more = {} } = oddity;
  return oddChain(keys, {
    ...more,
    signer: {
      subject: writeName([
        [oids.commonName, 'Ann'],
        [oids.commonName, 'Ann of x.vn'],
      ]),
      to: yearsLater(10),
      extensions: [
        authorityKeyIdentifier(own.issuing),
        subjectKeyIdentifier(own.signer),
        keyUsage(signers),
        purposes(EMAIL_PROTECTION),
        ...signer,
      ],
      ...more.signer,
    },
    issuing: {
      extensions: [
        authorityKeyIdentifier(own.root),
        subjectKeyIdentifier(own.issuing),
        critical(oids.basicConstraints, sequence(yes())),
        keyUsage(issuers),
        ...issuing,
      ],
      ...more.issuing,
    },
  });
}

function codeOf(chain: OddChain, book: PathRules): string {
  try {
    return judgeCertificate(chain.signer, loadTrust(chain, undefined, book), at).code;
  } catch (error) {
    return (error as Error).message.replace(/ [0-9a-f]{64}/, '');
  }
}

const name = (kind: number, text: string): DerNode => implicit(kind, Buffer.from(text, 'latin1'));
const alternatives = (...names: DerNode[]): DerNode => plain(oids.subjectAlternativeName, sequence(...names));
const constraint = (number: 0 | 1, ...bases: DerNode[]): DerNode =>
  critical(oids.nameConstraints, sequence(context(number, ...bases.map((base) => sequence(base)))));
const directory = (text: string): DerNode => context(4, embed(nameOf(text)));
const policies = (...types: string[]): DerNode =>
  plain(oids.certificatePolicies, sequence(...types.map((type) => sequence(oid(type)))));
const explicitPolicy = critical(oids.policyConstraints, sequence(implicit(0, Buffer.of(0))));
const noAnyPolicy = critical(oids.inhibitAnyPolicy, integer(0));
const mapping = (from: string, to: string): DerNode =>
  critical(oids.policyMappings, sequence(sequence(oid(from), oid(to))));
const [MAIL, HOST, URI, ADDRESS] = [1, 2, 6, 7];

const good: readonly (readonly [string, OddChain])[] = [
  ['a mail certificate', publicChain({})],
  ['a name within the constraints', publicChain({ issuing: [constraint(0, directory('Ann'))] })],
  [
    'a host, a mail address, an address and an URI that are permitted',
    publicChain({
      signer: [
        alternatives(
          name(HOST, 'WWW.x.vn'),
          name(MAIL, 'ann@x.vn'),
          name(ADDRESS, '\n\x01\x02\x03'),
          name(URI, 'https://a.x.vn/'),
        ),
      ],
      issuing: [
        constraint(
          0,
          name(HOST, 'x.vn'),
          name(MAIL, 'x.vn'),
          name(ADDRESS, '\n\x01\x00\x00\xff\xff\x00\x00'),
          name(URI, '.x.vn'),
        ),
      ],
    }),
  ],
  [
    'a policy that is asked for',
    publicChain({ signer: [policies('1.2.3')], issuing: [policies('1.2.3'), explicitPolicy] }),
  ],
  [
    'a policy that another is mapped to',
    publicChain({
      signer: [policies('1.2.4')],
      issuing: [policies('1.2.3'), mapping('1.2.3', '1.2.4'), explicitPolicy],
    }),
  ],
  [
    'any policy above',
    publicChain({ signer: [policies('1.2.3')], issuing: [policies(oids.anyPolicy), explicitPolicy] }),
  ],
];

/** The rule that stops each; openssl, which is not asked what a certificate may sign, does not see one of them. */
const bad: readonly (readonly [string, OddChain, PathRule])[] = [
  [
    'an authority whose key may only sign lists',
    publicChain({ usage: [0x80, 0x02] }),
    'an authority may sign certificates',
  ],
  ['an authority whose key may not sign lists', publicChain({ usage: [0x80, 0x04] }), 'an authority may sign lists'],
  [
    'a name outside the constraints',
    publicChain({ issuing: [constraint(0, directory('Bob'))] }),
    'names keep to the constraints above them',
  ],
  [
    'an excluded name',
    publicChain({ issuing: [constraint(1, directory('ANN'))] }),
    'names keep to the constraints above them',
  ],
  [
    'an excluded mail address in the subject',
    publicChain({
      issuing: [constraint(1, name(MAIL, 'x.vn'))],
      more: { signer: { subject: writeName([[MAIL_NAME, 'ann@x.vn']]) } },
    }),
    'names keep to the constraints above them',
  ],
  ...(
    [
      [HOST, 'y.vn', 'x.vn'],
      [HOST, 'yx.vn', 'x.vn'],
      [MAIL, 'ann@a.x.vn', 'x.vn'],
      [MAIL, 'bob@x.vn', 'ann@x.vn'],
      [URI, 'https://x.vn/', '.x.vn'],
      [URI, 'https://y.vn/x.vn', 'y.vn.x.vn'],
      [ADDRESS, '\n\x02\x00\x01', '\n\x01\x00\x00\xff\xff\x00\x00'],
    ] as const
  ).map(([kind, said, base]): readonly [string, OddChain, PathRule] => [
    `${JSON.stringify(said)} where ${JSON.stringify(base)} is permitted`,
    publicChain({ signer: [alternatives(name(kind, said))], issuing: [constraint(0, name(kind, base))] }),
    'names keep to the constraints above them',
  ]),
  [
    'no policy where one is asked for',
    publicChain({ issuing: [policies('1.2.3'), explicitPolicy] }),
    'the policies of a path agree',
  ],
  [
    'another policy',
    publicChain({ signer: [policies('1.2.4')], issuing: [policies('1.2.3'), explicitPolicy] }),
    'the policies of a path agree',
  ],
  [
    'any policy where it is inhibited',
    publicChain({ signer: [policies(oids.anyPolicy)], issuing: [policies('1.2.3'), explicitPolicy, noAnyPolicy] }),
    'the policies of a path agree',
  ],
  [
    'an unknown critical extension',
    publicChain({ signer: [critical('1.2.3.4', nothing())] }),
    'critical extensions are understood',
  ],
  ['a signature by another key', publicChain({ more: { signer: { by: keys.signer } } }), 'the issuer’s key signed it'],
  [
    'an expired certificate',
    publicChain({ more: { signer: { to: new Date(at.getTime() - dayMs) } } }),
    'valid when judged',
  ],
  [
    'a stale list',
    publicChain({ more: { list: { nextUpdate: new Date(begin.getTime() + dayMs) } } }),
    'fresh word on revocation',
  ],
  [
    'a path that is too long',
    oddChain(keys, { root: { extensions: [subjectKeyIdentifier(own.root), basicConstraints(0), keyUsage(0x06)] } }),
    'an authority allows what is below it',
  ],
];

const anyPolicy = ['-policy_check', '-policy', oids.anyPolicy];

describe('a certificate of a public authority', () => {
  test.each(good)('%s is trusted under RFC 5280, by openssl too, and not under the strict profile', (_, chain) => {
    expect(codeOf(chain, publicRules)).toBe('trusted');
    if (hasOpenssl) expect(verifyCertificate(chain.signer, chain, at, ...anyPolicy)).toMatchObject({ isGood: true });
    expect(codeOf(chain, pathRules)).not.toBe('trusted');
  });

  test.each(bad)('%s is refused, by openssl too, and only because of its rule', (_, chain, rule) => {
    expect(codeOf(chain, publicRules)).not.toBe('trusted');
    if (hasOpenssl) expect(verifyCertificate(chain.signer, chain, at, ...anyPolicy)).toMatchObject({ isGood: false });
    const passesWithout = publicRules.rules.filter((one) => codeOf(chain, publicRules.without(one)) === 'trusted');
    // A list that its authority may not sign is no word on revocation, fresh or not.
    const others = rule === 'an authority may sign lists' ? ['fresh word on revocation'] : [];
    expect(passesWithout).toEqual([...others, rule]);
  });

  test('with a key that may only encrypt signs nothing, whatever openssl verify says of the path', () => {
    const chain = publicChain({ usage: [0x20, 0x86] });
    expect(codeOf(chain, publicRules)).toBe('certificate-profile');
    expect(codeOf(chain, publicRules.without('a signer’s key may sign'))).toBe('trusted');
  });

  test.each([
    ['a host with a dot at its end', name(HOST, 'www.x.vn.'), name(HOST, 'x.vn')],
    ['any host of a domain', name(HOST, '*.x.vn'), name(HOST, 'a.x.vn')],
    ['an URI without a host', name(URI, 'urn:x.vn'), name(URI, 'x.vn')],
    ['a name of another kind', context(0, oid('1.2.3'), context(0, integer(1))), name(0, 'x')],
    [
      'an address of another length',
      name(ADDRESS, '0123456789012345'),
      name(ADDRESS, '\n\x01\x00\x00\xff\xff\x00\x00'),
    ],
  ])('with %s, which can not be held against what is excluded, is refused', (_, said, base) => {
    const chain = publicChain({ signer: [alternatives(said)], issuing: [constraint(1, base)] });
    expect(codeOf(chain, publicRules)).toBe('certificate-untrusted');
    expect(codeOf(publicChain({ signer: [alternatives(said)] }), publicRules)).toBe('trusted');
  });

  test('with an RSA key of 768 bits is refused, with one of 1024 bits it is not', () => {
    const [weak, old] = [768, 1024].map((modulusLength) => {
      const publicKey = publicKeyInfo(generateKeyPairSync('rsa', { modulusLength }).privateKey);
      return publicChain({ more: { signer: { publicKey } } });
    });
    expect(weak && codeOf(weak, publicRules)).toBe('algorithm-refused');
    expect(weak && codeOf(weak, publicRules.without('an RSA key of at least 1024 bits'))).toBe('trusted');
    expect(old && codeOf(old, publicRules)).toBe('trusted');
  });

  test('among authorities and lists that can not be used is judged by the others', () => {
    const chain = publicChain({});
    const stray = oddChain(makePathKeys());
    const mixed = {
      ...chain,
      intermediates: [...stray.intermediates, ...chain.intermediates],
      crls: [...stray.crls, ...chain.crls],
    };
    expect(codeOf(mixed, publicRules)).toBe('trusted');
    expect(codeOf(mixed, pathRules)).toMatch(/issuing authority|revocation list/);
  });
});
