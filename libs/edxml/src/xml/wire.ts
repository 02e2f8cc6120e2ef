/** Names and bounds of the wire format (QCVN 102:2016/BTTTT): the one namespace, and how much XML is ever looked at. */

export const edxmlNamespace = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
export const xmldsigNamespace = 'http://www.w3.org/2000/09/xmldsig#';
export const xlinkNamespace = 'http://www.w3.org/1999/xlink';

export const edxmlLimits = {
  /** Body limit seen in three independent implementations of the national axis' clients. */
  packageBytes: 50 * 1024 * 1024,
  /** The package without its attachments' Base64; 1,000 recipients with full addresses take about half of it. */
  envelopeBytes: 1024 * 1024,
  /** 1,000 recipients of nine elements each, and room for the rest. */
  elements: 20_000,
  /** The deepest element of the standard lies at 8; a real XML signature adds 6. */
  depth: 32,
  /** One tag with its attributes, or one text outside the attachments; a certificate in Base64 has some thousands. */
  runBytes: 128 * 1024,
  /** Of one element, declarations of namespaces included; the standard has four at most. */
  attributes: 32,
  /** What all zipped attachments of a package may become together, and how many times its size each. */
  inflatedBytes: 50 * 1024 * 1024,
  inflatedRatio: 100,
  attachments: 100,
  recipients: 1_000,
} as const;
