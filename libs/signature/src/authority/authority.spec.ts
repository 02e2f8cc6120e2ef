/** The authority's certificates and lists, as openssl sees them. */
import { describe, expect, test } from '@jest/globals';
import { world } from '../../support/world.js';
import { openssl, pem, testWithOpenssl, verifyCertificate } from '../../support/openssl.js';
import { at, begin, committee, dayMs, enrol, trustIn, yearsLater } from '../forgery/world.js';
import { judgeCertificate } from '../judge-signature.js';
import { readCertificate } from '../trust/read-certificate.js';
import { Authority } from './authority.js';
import { makeRequest } from './request.js';

const chainOf = (authority: Authority) => ({
  anchors: authority.anchors,
  intermediates: authority.intermediates,
  crls: authority.crls(begin, yearsLater(2)),
});

describe('a certificate', () => {
  testWithOpenssl('openssl and we find it good in its time and expired after it', () => {
    const { authority, agency, trust } = world;
    const chain = chainOf(authority);
    expect(verifyCertificate(agency.certificate, chain, at)).toMatchObject({ isGood: true });
    expect(judgeCertificate(agency.certificate, trust, at).code).toBe('trusted');
    const old = enrol(authority, agency.key, committee, begin, new Date(begin.getTime() + 30 * dayMs));
    const answer = verifyCertificate(old.certificate, chain, at);
    expect(answer.isGood).toBe(false);
    expect(answer.said).toContain('certificate has expired');
    expect(judgeCertificate(old.certificate, trust, at).code).toBe('certificate-expired');
    const early = new Date(begin.getTime() - dayMs);
    expect(verifyCertificate(agency.certificate, chain, early).said).toContain('not yet valid');
    expect(judgeCertificate(agency.certificate, trust, early).code).toBe('certificate-not-yet-valid');
  });

  test('names the agency, the kind and the person in its subject, in Vietnamese', () => {
    const { signer } = judgeCertificate(world.person.certificate, world.trust, at);
    expect(signer).toMatchObject({ agency: 'H54.07', kind: 'person', commonName: 'Nguyễn Văn An' });
    expect(signer?.serial).toMatch(/^[4-7][0-9a-f]{31}$/);
  });

  testWithOpenssl('openssl reads the purpose, the key usage and the agency’s code in it', () => {
    const { said } = openssl(
      { 'a.der': world.agency.certificate },
      ...'x509 -inform DER -in a.der -noout -text'.split(' '),
    );
    expect(said).toContain('1.3.6.1.5.5.7.3.36');
    expect(said).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation\n/);
    expect(said).toContain('organizationIdentifier = H54.07');
    expect(said).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
  });

  test('is not issued beyond five years, or to an agency that did not ask', () => {
    const order = { ...committee, from: begin, to: yearsLater(6) };
    const request = makeRequest(world.agency.key, committee);
    expect(() => world.authority.issue(request, order)).toThrow('5 years');
    expect(() => world.authority.issue(request, { ...order, to: begin })).toThrow(RangeError);
    expect(() => world.authority.issue(request, { ...order, to: at, agency: 'H54.09' })).toThrow(
      'the request is of "H54.07"',
    );
  });

  test('a name longer than X.520 allows is cut, not refused', () => {
    const subject = { ...committee, commonName: 'Ủ'.repeat(80) };
    const { certificate } = enrol(world.authority, world.agency.key, subject);
    expect(judgeCertificate(certificate, world.trust, at).signer?.commonName).toBe('Ủ'.repeat(64));
  });

  test('is not issued for a request whose key did not sign it', () => {
    const request = makeRequest(world.agency.key, committee);
    const forged = Buffer.from(request);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const order = { ...committee, from: begin, to: at };
    expect(() => world.authority.issue(forged, order)).toThrow('possession');
    expect(() => world.authority.issue(request.subarray(0, 100), order)).toThrow('certificate request');
  });

  testWithOpenssl('openssl accepts the request as proof of possession', () => {
    const request = makeRequest(world.agency.key, committee);
    expect(openssl({ 'r.der': request }, ...'req -inform DER -in r.der -noout -verify'.split(' '))).toMatchObject({
      isGood: true,
    });
  });
});

describe('a revocation', () => {
  testWithOpenssl('openssl and we refuse the certificate from then on, and no other', async () => {
    const authority = await Authority.create({ name: 'Chứng thực thu hồi', from: begin });
    const lost = enrol(authority, world.agency.key, committee);
    const kept = enrol(authority, world.person.key, committee);
    const { serial } = readCertificate(lost.certificate);
    authority.revoke(serial.toUpperCase(), new Date('2020-02-01T00:00:00Z'), 'keyCompromise');
    authority.revoke(serial, new Date('2020-05-01T00:00:00Z'), 'superseded');
    const chain = chainOf(authority);
    expect(verifyCertificate(lost.certificate, chain, at).said).toContain('certificate revoked');
    expect(verifyCertificate(kept.certificate, chain, at).isGood).toBe(true);
    const trust = trustIn(authority);
    expect(judgeCertificate(lost.certificate, trust, at)).toMatchObject({
      trusted: false,
      code: 'certificate-revoked',
    });
    expect(judgeCertificate(lost.certificate, trust, new Date('2020-01-31T23:59:59Z')).code).toBe('trusted');
    expect(judgeCertificate(kept.certificate, trust, at).code).toBe('trusted');
    const lists = openssl(
      { 'l.pem': pem('X509 CRL', ...chain.crls.slice(1)) },
      ...'crl -in l.pem -noout -text'.split(' '),
    );
    expect(lists.said).toMatch(/Key Compromise/);
    expect(lists.said).toMatch(/Revocation Date: Feb {2}1 /);
  });

  testWithOpenssl('of the issuing authority stands in the root’s list and takes all with it', async () => {
    const authority = await Authority.create({ name: 'Chứng thực cấp mất khóa', from: begin });
    const signer = enrol(authority, world.agency.key, committee);
    const [issuing = Buffer.alloc(0)] = authority.intermediates;
    authority.revoke(readCertificate(issuing).serial, at, 'authorityCompromise');
    expect(verifyCertificate(signer.certificate, chainOf(authority), at).said).toContain('certificate revoked');
    const verdict = judgeCertificate(signer.certificate, trustIn(authority), at);
    expect(verdict).toMatchObject({ code: 'certificate-revoked', detail: expect.stringContaining('issuing') });
  });
});
