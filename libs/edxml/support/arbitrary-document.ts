/** Documents and attachments drawn by chance, for properties that hold whatever they say. */
import fc from 'fast-check';
import type { Attachment, OfficialDocument, Organization } from '../src/document.js';
import { hasForbiddenCharacter } from '../src/xml/xml-text.js';

const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('<', '>', '&', '"', "'", ']]>', '\r', '\n', 'ố', '𠀀', ' '),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    minLength: 1,
    maxLength: 30,
  })
  .map((value) => value.trim())
  .filter((value) => value !== '' && !hasForbiddenCharacter(value));
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const time = day.map((date) => `${date}T23:59:08+07:00`);
const number = fc.nat({ max: 65_535 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const list = <T>(arbitrary: fc.Arbitrary<T>) => maybe(fc.array(arbitrary, { minLength: 1, maxLength: 3 }));
const group = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  maybe(fc.record(shape)).map((value) =>
    value && Object.values(value).some((field) => field !== undefined) ? value : undefined,
  );

const organization: fc.Arbitrary<Organization> = fc.record({
  organId: text,
  organName: text,
  organizationInCharge: maybe(text),
  address: maybe(text),
  email: maybe(text),
  telephone: maybe(text),
  fax: maybe(text),
  website: maybe(text),
});
const staff = group({
  department: maybe(text),
  staff: maybe(text),
  mobile: maybe(text),
  email: maybe(text),
  departmentId: maybe(text),
  staffId: maybe(text),
});
const flag = maybe(fc.boolean());
const update = group({
  contentChanged: flag,
  receiversChanged: flag,
  receivers: list(fc.record({ organId: text, type: fc.nat({ max: 1 }) })),
});
/** Everything a document can say, in any characters. */
export const document: fc.Arbitrary<OfficialDocument> = fc.record({
  from: organization,
  to: fc.array(organization, { maxLength: 4 }),
  documentId: text,
  code: fc.record({ number: text, notation: text }),
  promulgation: fc.record({ place: maybe(text), date: day }),
  type: fc.record({ type: number, detail: maybe(fc.integer({ min: -1, max: 9 })), name: text }),
  subject: text,
  content: maybe(text),
  signer: maybe(fc.record({ competence: maybe(text), position: maybe(text), fullName: text })),
  dueDate: maybe(day),
  toPlaces: list(text),
  other: group({
    priority: maybe(number),
    sphere: maybe(text),
    typer: maybe(text),
    amount: maybe(number),
    pages: maybe(number),
    appendixes: list(text),
    direction: flag,
    replyFors: list(text),
    referenceCodes: list(text),
  }),
  responseFor: list(
    fc.record({ organId: text, code: maybe(text), documentId: maybe(text), promulgationDate: maybe(day) }),
  ),
  steeringType: maybe(number),
  taskCodes: list(text),
  applicationType: maybe(text),
  trace: fc.array(fc.record({ organId: text, timestamp: time }), { maxLength: 3 }),
  traceMarks: group({ id: maybe(text), version: maybe(text), mustUnderstand: maybe(text), actor: maybe(text) }),
  business: fc.record({
    type: fc.nat({ max: 3 }),
    reason: maybe(text),
    documentId: maybe(text),
    paper: maybe(fc.boolean()),
    staff,
    update,
    replacements: list(fc.record({ documentId: text, organIds: list(text) })),
  }),
  errors: list(fc.record({ code: text, description: maybe(text) })),
  claimsSignature: fc.boolean(),
});
export const attachments: fc.Arbitrary<Attachment[]> = fc.uniqueArray(
  fc.record({
    contentId: fc.stringMatching(/^[a-z0-9.<&-]{1,20}$/).filter((id) => !id.startsWith('cid:')),
    name: fc.stringMatching(/^[\wđộ&<]{1,20}\.pdf$/),
    contentType: fc.constantFrom('application/pdf', 'application/pkcs7-signature', 'text/plain'),
    description: maybe(text),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from([1, ...bytes])),
  }),
  { selector: ({ contentId }) => contentId, minLength: 1, maxLength: 4 },
);
