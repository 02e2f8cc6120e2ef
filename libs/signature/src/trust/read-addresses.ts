/** Where a certificate says that its status can be asked (AuthorityInfoAccess, RFC 5280 4.2.2.1). Nothing is trusted for it. */
import { requireDer } from '../der/check-der.js';
import { attempt } from '../der/der-fault.js';
import { DerReader } from '../der/der-reader.js';
import { oids } from '../der/oids.js';
import { tags } from '../der/tags.js';
import type { ParsedCertificate } from './read-certificate.js';

/** GeneralName: uniformResourceIdentifier. */
const uri = tags.implicit(6);

/** The OCSP addresses in the order given; none where the certificate names none, or in a form that can not be read. */
export function statusAddresses({ signed }: Pick<ParsedCertificate, 'signed'>): string[] {
  const read = attempt('certificate-profile', () => readAddresses(new DerReader(signed).enter(tags.sequence)));
  return 'value' in read ? read.value : [];
}

function readAddresses(body: DerReader): string[] {
  while (!body.sees(tags.context(3))) body.skip();
  for (const list = body.enter(tags.context(3)).enter(tags.sequence); !list.isAtEnd;) {
    const extension = list.enter(tags.sequence);
    const type = extension.readOid();
    extension.readFlag();
    if (type === oids.authorityInformation) return addressesIn(extension.read(tags.octetString));
  }
  return [];
}

function addressesIn(value: Buffer): string[] {
  requireDer(value);
  const found: string[] = [];
  for (const list = new DerReader(value).enter(tags.sequence); !list.isAtEnd;) {
    const access = list.enter(tags.sequence);
    const isStatus = access.readOid() === oids.statusAccess;
    if (isStatus && access.sees(uri)) found.push(access.read(uri).toString('latin1'));
  }
  return found;
}
