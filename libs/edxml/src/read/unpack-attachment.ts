/** The file of an attachment: as it was encoded, or taken out of the archive that the national axis' library makes of it. */
import { unzipOne, type InflateLimits, type Unzipped } from '../xml/read-zip.js';

/** `bytes`: the file; `zipped`: what stands in the package, where that is another thing. */
export interface UnpackedFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly zipped?: Buffer;
}

export type UnpackFault = 'no-archive' | 'too-large';

/** File kinds that are ZIP archives themselves. */
const zipKinds = /\.(?:zip|docx|xlsx|pptx|docm|xlsm|pptm|odt|ods|odp|odg|jar|epub|asice|asics)$/i;

/** Content types by ending: the archive of the library says only that it is one. */
const typesByEnding: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  txt: 'text/plain',
  xml: 'application/xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  zip: 'application/zip',
  rar: 'application/vnd.rar',
  p7s: 'application/pkcs7-signature',
};

/**
 * Told by the first bytes, the content type and the name: the library zips every file (one entry) and calls it
 * `application/zip`, a real archive names itself so. `limits`: what may still be inflated of this package.
 */
export function unpackAttachment(
  name: string,
  contentType: string,
  encoded: Buffer,
  limits: InflateLimits,
): UnpackedFile | UnpackFault {
  const asItIs = { bytes: encoded, contentType };
  if (encoded.length < 4 || encoded.readUInt32BE(0) !== 0x504b0304) return asItIs;
  const saysZip = /^application\/(?:x-)?zip/i.test(contentType);
  if (saysZip && /\.zip$/i.test(name)) return archiveInArchive(name, asItIs, limits);
  if (!saysZip && zipKinds.test(name)) return asItIs;
  const unzipped = unzipOne(encoded, limits);
  if ('entry' in unzipped) return fileOf(name, unzipped.entry.bytes, encoded);
  // Nobody's transport form: an archive with a name that does not say so.
  if (unzipped.fault === 'several') return asItIs;
  return unzipped.fault === 'too-large' ? 'too-large' : 'no-archive';
}

/** An archive that was zipped once more for the transport holds one entry of its own name. */
function archiveInArchive(name: string, asItIs: UnpackedFile, limits: InflateLimits): UnpackedFile | UnpackFault {
  const unzipped: Unzipped = unzipOne(asItIs.bytes, limits);
  if (!('entry' in unzipped)) return asItIs;
  return unzipped.entry.name === name ? fileOf(name, unzipped.entry.bytes, asItIs.bytes) : asItIs;
}

function fileOf(name: string, bytes: Buffer, zipped: Buffer): UnpackedFile {
  const ending = /\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return { bytes, zipped, contentType: typesByEnding[ending] ?? 'application/octet-stream' };
}
