/** Reads what stands beside a signature and is not signed by it (RFC 5652 11.4, CAdES): time stamps, lists, answers; the rest is passed over. */
import { DerFault } from './der/der-fault.js';
import { DerReader } from './der/der-reader.js';
import { encodeOid, oids } from './der/oids.js';
import { tags } from './der/tags.js';
import { context, encode, enumerated, octets, oid, sequence } from './der/write-der.js';
import { profile } from './profile.js';

/** Certificate revocation lists and OCSP responses, DER, that came with a signature: nobody's word until they are verified. */
export interface EnclosedEvidence {
  readonly lists: readonly Buffer[];
  readonly answers: readonly Buffer[];
}

export interface UnsignedAttributes extends EnclosedEvidence {
  /** Tokens over the signature's value, DER. */
  readonly timeStamps: readonly Buffer[];
}

export const nothingUnsigned: UnsignedAttributes = { timeStamps: [], lists: [], answers: [] };

const timeStampType = encodeOid(oids.timeStampToken);
const revocationType = encodeOid(oids.revocationValues);
const responseType = encodeOid(oids.enclosedOcspResponse);

/**
 * Anybody on the way can add an attribute, so one that is not known here (archive time stamps, counter-signatures, references,
 * evidence records) decides nothing. What is known must be what it says.
 */
export function readUnsignedAttributes(attributes: DerReader): UnsignedAttributes {
  const found = { timeStamps: [] as Buffer[], lists: [] as Buffer[], answers: [] as Buffer[] };
  while (!attributes.isAtEnd) {
    const attribute = attributes.enter(tags.sequence);
    const type = attribute.read(tags.oid);
    if (type.equals(timeStampType)) {
      for (const values = attribute.enter(tags.set); !values.isAtEnd;)
        found.timeStamps.push(values.whole(tags.sequence));
    } else if (type.equals(revocationType)) readRevocationValues(attribute.enter(tags.set), found);
  }
  const { length } = found.timeStamps;
  if (length > profile.timeStampsOfSigner) throw new DerFault(`${length} time stamps are enclosed`);
  return found;
}

interface Found {
  readonly lists: Buffer[];
  readonly answers: Buffer[];
}

/** RevocationValues (RFC 5126 6.3.4): lists, and OCSP answers without the frame of a response. */
function readRevocationValues(values: DerReader, found: Found): void {
  while (!values.isAtEnd) {
    const value = values.enter(tags.sequence);
    if (value.sees(tags.context(0))) {
      for (const set = value.enter(tags.context(0)).enter(tags.sequence); !set.isAtEnd;)
        addTo(found.lists, set.whole(tags.sequence));
    }
    if (value.sees(tags.context(1))) {
      for (const set = value.enter(tags.context(1)).enter(tags.sequence); !set.isAtEnd;)
        addTo(found.answers, responseOf(set.whole(tags.sequence)));
    }
  }
}

/** RevocationInfoChoices (RFC 5652 10.2.1), the whole element: lists, and OCSP responses (RFC 5940). */
export function readRevocationChoices(element: Buffer): EnclosedEvidence {
  const choices = new DerReader(element).enter(tags.context(1));
  const found = { lists: [] as Buffer[], answers: [] as Buffer[] };
  while (!choices.isAtEnd) {
    if (choices.sees(tags.sequence)) addTo(found.lists, choices.whole(tags.sequence));
    else if (!choices.sees(tags.context(1))) choices.skip();
    else {
      const other = choices.enter(tags.context(1));
      if (other.read(tags.oid).equals(responseType)) addTo(found.answers, other.whole(tags.sequence));
    }
  }
  return found;
}

/** More than a path can need are passed over. */
function addTo(list: Buffer[], der: Buffer): void {
  if (list.length < profile.enclosedEvidence) list.push(der);
}

const SUCCESSFUL = 0;

const responseOf = (basic: Buffer): Buffer =>
  encode(sequence(enumerated(SUCCESSFUL), context(0, sequence(oid(oids.ocspBasic), octets(basic)))));
