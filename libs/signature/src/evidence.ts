/** What a verdict rests on, so that it can be judged again later. */
import type { Evidence } from './shapes.js';
import { links, type Path } from './trust/path.js';
import type { ParsedCertificate } from './trust/read-certificate.js';

/** Nothing but the time: no path was found, or none was looked for. */
export const evidenceAt = (at: Date): Evidence => ({
  judgedAt: at.toISOString(),
  chain: [],
  crlNumbers: [],
  crlDigests: [],
});

export function evidenceOf(certificate: ParsedCertificate, path: Path, at: Date): Evidence {
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
  };
}
