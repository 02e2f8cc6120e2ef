/** What the axis' API answers, as JSON Schemas with examples: each operation's good answer, and the refusal with the same fields, empty. */
import type { DescribedReply, JsonSchema } from '../described/door-document.js';

const text: JsonSchema = { type: 'string' };
const whole: JsonSchema = { type: 'integer' };
const yes: JsonSchema = { type: 'boolean' };

/** Every field stands in every row: these clients read them without asking. */
function row(fields: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties: fields, required: Object.keys(fields), additionalProperties: false };
}

function texts(...names: readonly string[]): Record<string, JsonSchema> {
  return Object.fromEntries(names.map((name) => [name, text]));
}

const transport: JsonSchema = { enum: ['initial', 'processing', 'done', 'fail'] };
const messageType: JsonSchema = { enum: ['edoc', 'status'] };

export const rowSchemas: Readonly<Record<string, JsonSchema>> = {
  Agency: row(texts('id', 'pid', 'code', 'name', 'mail', 'oldCode')),
  AgencyOfLevel: row(texts('id', 'code', 'name', 'mail', 'code102')),
  Unit: row({
    ...texts('id', 'pid', 'code', 'name', 'mail'),
    ...{ version: whole, ...texts('centerCode'), deleted: yes, ...texts('modifyDate'), isAgency: yes },
  }),
  ReceivedPackage: row({
    ...{ docId: text, serviceType: { const: 'eDoc' }, messageType, ...texts('created_time', 'updated_time') },
    ...{ ...texts('from', 'to'), status: transport, status_desc: text },
  }),
  SentPackage: row({
    ...{ serviceType: { const: 'eDoc' }, messageType, ...texts('senderDocId', 'receiverDocId', 'fromCode', 'toCode') },
    ...{ ...texts('title', 'notation', 'sentTime', 'receivedTime'), sendStatus: transport, sendStatusDesc: text },
    ...{ receiveStatus: transport, receiveStatusDesc: text },
  }),
};

const codes = ['10', '15', '18', '19', '20', '21', '22', '23'];

/** A good answer and a refusal, which has the same fields with nothing in them; both come with HTTP 200. */
export function outcomes(field?: { readonly name: string; readonly schema: JsonSchema; readonly empty: JsonSchema }) {
  const named = field === undefined ? [] : [field.name];
  const common = ['status', 'ErrorCode', 'ErrorDesc', ...named];
  const good = {
    ...{ status: { const: 'OK' }, ErrorCode: { const: '0' }, ErrorDesc: { const: '' } },
    ...(field && { [field.name]: field.schema }),
  };
  const refused = {
    ...{ status: { const: 'FAIL' }, ErrorCode: { enum: codes }, ErrorDesc: { type: 'string', minLength: 1 } },
    ...(field && { [field.name]: field.empty }),
  };
  return {
    oneOf: [
      { title: 'Good', type: 'object', properties: good, required: common, additionalProperties: false },
      { title: 'Refused', type: 'object', properties: refused, required: common },
    ],
  } satisfies JsonSchema;
}

export const rowsOf = (name: string) => ({
  name: 'data',
  schema: { type: 'array', items: { $ref: `#/components/schemas/${name}` } },
  empty: { type: 'array', maxItems: 0 },
});
export const docId = { name: 'DocId', schema: { type: 'string', minLength: 1 }, empty: { const: '' } };
export const packageText = {
  name: 'data',
  schema: { type: 'string', contentEncoding: 'base64', minLength: 1 },
  empty: { const: '' },
};
export const counted = { name: 'count', schema: { type: 'integer', minimum: 0 }, empty: { const: 0 } };

export interface ReplyExamples {
  readonly good: object;
  readonly code: string;
  readonly sentence: string;
  /** The operation's own field, empty. */
  readonly empty?: object;
}

/** HTTP 200, also for a refusal. */
export function reply(schema: JsonSchema, { good, code, sentence, empty }: ReplyExamples): DescribedReply {
  const refused = { status: 'FAIL', ErrorCode: code, ErrorDesc: sentence, ...empty };
  const examples = {
    good: { summary: 'A good answer', value: { status: 'OK', ErrorCode: '0', ErrorDesc: '', ...good } },
    refused: { summary: 'A refusal', value: refused },
  };
  return {
    description: 'Done where `status` is `OK`; else `ErrorCode` and `ErrorDesc` say why not',
    content: { 'application/json': { schema, examples } },
  };
}
