/** The JSON that `lienthong edxml build` takes and `lienthong edxml show --json` prints: the document's own field names. */
import { hasForbiddenCharacter } from '@lienthong/edxml';
import { z } from 'zod';

const text = z
  .string()
  .refine((value) => !hasForbiddenCharacter(value), 'holds a control character, which XML can not carry');
const whole = z.number().int();
const texts = z.array(text);

const Party = z.strictObject({
  organId: text,
  organName: text,
  organizationInCharge: text.optional(),
  address: text.optional(),
  email: text.optional(),
  telephone: text.optional(),
  fax: text.optional(),
  website: text.optional(),
});

const Answered = z.strictObject({
  organId: text,
  code: text.optional(),
  documentId: text.optional(),
  promulgationDate: z.iso.date().optional(),
});

const Staff = z.strictObject({
  department: text.optional(),
  staff: text.optional(),
  mobile: text.optional(),
  email: text.optional(),
  departmentId: text.optional(),
  staffId: text.optional(),
});

const Operation = z.strictObject({
  type: whole.min(0).max(3),
  reason: text.optional(),
  documentId: text.optional(),
  paper: z.boolean().optional(),
  staff: Staff.optional(),
  update: z
    .strictObject({
      contentChanged: z.boolean().optional(),
      receiversChanged: z.boolean().optional(),
      receivers: z.array(z.strictObject({ organId: text, type: whole })).optional(),
    })
    .optional(),
  replacements: z.array(z.strictObject({ documentId: text, organIds: texts.optional() })).optional(),
});

const Other = z.strictObject({
  priority: whole.optional(),
  sphere: text.optional(),
  typer: text.optional(),
  amount: whole.optional(),
  pages: whole.optional(),
  appendixes: texts.optional(),
  direction: z.boolean().optional(),
  replyFors: texts.optional(),
  referenceCodes: texts.optional(),
});

const Document = z.strictObject({
  from: Party,
  to: z.array(Party),
  documentId: text.optional(),
  code: z.strictObject({ number: text, notation: text }),
  promulgation: z.strictObject({ place: text.optional(), date: z.iso.date() }),
  type: z.strictObject({ type: whole, detail: whole.optional(), name: text }),
  subject: text,
  content: text.optional(),
  signer: z.strictObject({ competence: text.optional(), position: text.optional(), fullName: text }).optional(),
  dueDate: z.iso.date().optional(),
  toPlaces: texts.optional(),
  other: Other.optional(),
  responseFor: z.array(Answered).optional(),
  steeringType: whole.optional(),
  taskCodes: texts.optional(),
  applicationType: text.optional(),
  trace: z.array(z.strictObject({ organId: text, timestamp: z.iso.datetime({ offset: true }) })).optional(),
  traceMarks: z
    .strictObject({
      id: text.optional(),
      version: text.optional(),
      mustUnderstand: text.optional(),
      actor: text.optional(),
    })
    .optional(),
  business: Operation.optional(),
  errors: z.array(z.strictObject({ code: text, description: text.optional() })).optional(),
  secrecy: text.optional(),
});

const File = z.strictObject({
  path: text.refine((value) => value !== '', 'names no file'),
  name: text.optional(),
  contentType: text.optional(),
  contentId: text.optional(),
  description: text.optional(),
  size: whole.optional(),
  zippedSize: whole.optional(),
});

const Status = z.strictObject({
  from: Party,
  responseFor: Answered.required({ code: true, documentId: true }),
  staff: Staff.optional(),
  statusCode: whole,
  description: text.optional(),
  timestamp: z.iso.datetime({ offset: true }),
});

const StatusDescription = z.strictObject({ status: Status });

/** What `show` tells besides (sizes, the digest, the claim to be signed) is taken and left aside. */
const PackageDescription = z.strictObject({
  document: Document,
  files: z.array(File).default([]),
  claimsSignature: z.boolean().optional(),
  contentDigest: text.optional(),
});

export type Description = z.infer<typeof StatusDescription> | z.infer<typeof PackageDescription>;
export type DescribedDocument = z.infer<typeof Document>;
export type DescribedFile = z.infer<typeof File>;

/** The description, or what is wrong with it: a line for each field. */
export function readDescription(value: unknown): Description | { readonly faults: readonly string[] } {
  const kind = kindOf(value);
  if (kind === undefined) return { faults: ['expected {"document": …, "files": […]} or {"status": …}'] };
  const read = (kind === 'status' ? StatusDescription : PackageDescription).safeParse(value);
  if (read.success) return read.data;
  return { faults: read.error.issues.map(({ path, message }) => [...pathText(path), message].join(': ')) };
}

function kindOf(value: unknown): 'status' | 'document' | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (['status', 'document'] as const).find((kind) => kind in value);
}

/** `files[0].path`; nothing for the whole. */
const pathText = (path: readonly PropertyKey[]): string[] =>
  path.length === 0
    ? []
    : [
        path
          .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
          .join('')
          .replace(/^\./, ''),
      ];
