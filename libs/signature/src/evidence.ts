/** What a verdict rests on, so that it can be judged again later. */
import type { Refusal } from '@lienthong/edxml';
import type { Evidence, MissingWord } from './shapes.js';
import { links, type Path } from './trust/path.js';
import { statusAddresses } from './trust/read-addresses.js';
import type { ParsedCertificate } from './trust/read-certificate.js';
import { evidenceFault } from './trust/revocation.js';

/** Nothing but the time: no path was found, or none was looked for. */
export const evidenceAt = (at: Date): Evidence => ({
  judgedAt: at.toISOString(),
  chain: [],
  crlNumbers: [],
  crlDigests: [],
});

/** `fault`: what was found on the path, where anything was. */
export function evidenceOf(certificate: ParsedCertificate, path: Path, at: Date, fault?: Refusal): Evidence {
  const lists = path.flatMap(({ revocations }) => revocations.lists);
  const answers = links(certificate, path).flatMap((link) => {
    const answer = link.issuer.revocations.answers.get(link.certificate.serial);
    return answer === undefined ? [] : [answer.digest];
  });
  return {
    judgedAt: at.toISOString(),
    chain: path.map((authority) => authority.certificate.digest),
    crlNumbers: lists.map((list) => list.number.toString()),
    crlDigests: lists.map((list) => list.digest),
    ...(answers.length > 0 && { ocspDigests: answers }),
    ...(fault?.code === 'revocation-stale' && { missing: missingWords(certificate, path, at) }),
  };
}

const missingWords = (certificate: ParsedCertificate, path: Path, at: Date): MissingWord[] =>
  links(certificate, path)
    .filter(({ certificate: one, issuer }) => evidenceFault(one, issuer.revocations, at.getTime()) !== undefined)
    .map(({ certificate: one, issuer }) => ({
      ...{ serial: one.serial, issuer: issuer.certificate.digest, responders: statusAddresses(one) },
    }));
