/** Where we refuse what openssl, xmlsec1 or pdfsig accepts: each rule by name, with the words it is told in. */

export interface StricterRule {
  readonly name: string;
  /** Formats it is about; any where none is named. */
  readonly formats?: readonly string[];
  readonly said: RegExp;
}

const paths = ['path', 'signer’s certificate', 'issuing certificate', 'revocation list'];
const messages = ['cms', 'time stamp', 'pdf'];

export const stricterRules: readonly StricterRule[] = [
  {
    name: 'DER, and nothing after it',
    formats: [...messages, 'ocsp', ...paths],
    said: /bytes follow the structure|is not DER|not in DER order|has no place here|not an object identifier|was expected at byte|impossible length|longer than what holds it|cut off at byte|default value is written out|not a DER|is no date|must be a UTCTime|not SignedData/,
  },
  { name: 'one version', said: /^only version \d|does not go with version \d|of version \d+ is not named like this/ },
  {
    name: 'nothing to choose from',
    formats: ['cms', 'time stamp'],
    said: /holds more than it may|certificates are enclosed|there (is|are) more than/,
  },
  { name: 'signed attributes are DER', formats: messages, said: /signed attributes are not DER/ },
  {
    name: 'the signed content type is the content’s',
    formats: messages,
    said: /signed content type is [\d.]+, the content/,
  },
  { name: 'a time stamp signs no document', formats: ['cms'], said: /content type is a time stamp’s/ },
  { name: 'enclosed content is the document', formats: ['cms'], said: /encloses other content/ },
  { name: 'bounded size', formats: messages, said: /^longer than \d+ bytes/ },
  { name: 'the signer’s certificate is enclosed', formats: messages, said: /certificate is not enclosed/ },
  {
    name: 'algorithms by their own names',
    formats: messages,
    said: /algorithm [\d.]+ (is|are) not accepted|does not go with|digest algorithm is not announced/,
  },
  { name: 'what names a certificate names the signer’s', said: /signing-certificate attribute names another/ },
  { name: 'the protected algorithm is the one used', formats: ['cms'], said: /RFC 6211/ },
  { name: 'SHA-2 and nothing else', formats: ['xml'], said: /algorithm \S+#(rsa-)?sha1 is not accepted/ },
  {
    name: 'a header signature as we write it',
    formats: ['xml'],
    said: /was expected, .* was found|holds more than it may|is not Base64|parameters of \S+ are not accepted/,
  },
  { name: 'it is an edXML message', formats: ['xml'], said: /^unreadable: / },
  {
    name: 'all that is read is signed',
    formats: ['xml'],
    said: /order of the manifest|signed manifest says|leads to nothing that is read|is not signed$|is signed twice/,
  },
  { name: 'a serial number of at most 20 bytes', formats: paths, said: /serial number breaks RFC 5280/ },
  { name: 'a name says each thing once', formats: paths, said: /name holds \S+ twice/ },
  { name: 'no name constraints', formats: paths, said: /name constraints are not accepted/ },
  { name: 'a key for its use alone', formats: paths, said: /key usage is not exactly|only purpose must be/ },
  { name: 'the agency is named', formats: paths, said: /it names no agency/ },
  { name: 'strong keys', formats: paths, said: /^RSA needs|^curve \S+ is not accepted/ },
  { name: 'short lives', formats: paths, said: /is valid for more than \d+ years/ },
  { name: 'a kind that may sign this', formats: paths, said: /certificate of kind/ },
  { name: 'roots sign themselves', formats: paths, said: /is not self-signed/ },
  {
    name: 'updates of a PDF only add signatures',
    formats: ['pdf'],
    said: /is more than a signature|certified and updated|no good signature covers/,
  },
  {
    name: 'a PDF signature covers all but itself',
    formats: ['pdf'],
    said: /leaves out the first|not the end of a revision|are not the signature itself|hidden behind/,
  },
  {
    // pdfsig does not read the extensions of a certificate whose path it is not asked to build.
    name: 'the certificate in a PDF can be read under the profile',
    formats: ['pdf'],
    said: /critical extension \S+ is not understood|extension \S+ is given twice|two signature algorithms|serial number breaks|name holds \S+ twice|^RSA needs/,
  },
  { name: 'a PDF signature names its certificate', formats: ['pdf'], said: /signing-certificate-v2 is missing/ },
  {
    name: 'PDF syntax as the standard has it',
    formats: ['pdf'],
    said: /is not hexadecimal|bytes follow the end of the file|is not closed at byte|is of another generation/,
  },
];

export const stricterRuleFor = (format: string, said: string): StricterRule | undefined =>
  stricterRules.find((rule) => rule.said.test(said) && (rule.formats?.includes(format) ?? true));
