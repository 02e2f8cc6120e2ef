/** Signs a package as it is written: XML-DSig in its header over the message, the operation, the manifest and every attachment. */
import { writeSignedPackage, type Attachment, type OfficialDocument, type PackageOrder } from '@lienthong/edxml';
import type { SignatureScheme } from '../der/algorithms.js';
import { usualScheme } from '../schemes.js';
import type { Signer } from '../shapes.js';
import { requireOwnKey } from '../write-signed-message.js';
import { writeHeaderSignature } from './write-header-signature.js';

/** By the usual scheme of the key, in the order of the national axis' library (VNPT's), unless told otherwise. */
export interface SignedForm {
  readonly scheme?: SignatureScheme;
  readonly order?: PackageOrder;
}

/**
 * The package's bytes. Of the whole message only entries that relays add to the trace stay outside the signature. The form
 * says no signing time: the certificate is judged at arrival. Throws when the key does not belong to the certificate, and
 * when a text holds a character that XML can not carry.
 */
export function signPackage(
  document: OfficialDocument,
  attachments: readonly Attachment[],
  signer: Signer,
  { scheme = usualScheme(signer.key), order = 'vnpt' }: SignedForm = {},
): Buffer {
  requireOwnKey(signer);
  return writeSignedPackage(document, attachments, (parts) => writeHeaderSignature(parts, signer, scheme), order);
}
