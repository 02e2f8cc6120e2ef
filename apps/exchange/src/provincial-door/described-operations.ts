/** Every operation of the provincial axis' API: headers, body, a good answer and a refusal as examples. A test compares real answers with it. */
import {
  doorDocument,
  type DescribedOperation,
  type DescribedParameter,
  type DescribedReply,
  type JsonSchema,
} from '../described/door-document.js';

const id = '01709a3c-2f80-7c4e-9d27-5b1f0c6a7e11';
const codes = ['10', '15', '18', '19', '20', '21', '22', '23'];

const who: readonly DescribedParameter[] = [
  {
    ...{ in: 'header', name: 'X-SystemId', required: true, example: 'H54.01' },
    description: 'Code of the agency, in either form',
  },
];

function parameter(name: string, description: string, example: string, schema: JsonSchema): DescribedParameter {
  return { in: 'query', name, description, example, schema };
}

const messageType = { type: 'string', enum: ['edoc', 'status'], default: 'edoc' };
const date: JsonSchema = { type: 'string', pattern: '^\\d{4}[/-]\\d{1,2}[/-]\\d{1,2}$' };
const docId: DescribedParameter = {
  ...parameter('docId', 'Identifier of the package, as the list gave it', `${id}-H54.02`, {
    type: 'string',
    maxLength: 100,
  }),
  required: true,
};

interface Examples {
  readonly data: unknown;
  readonly code: string;
  readonly message: string;
}

/** Error codes are final and come with HTTP 200; what may go well later comes with 503. */
function replies(data: JsonSchema, example: Examples): Readonly<Record<string, DescribedReply>> {
  const required = ['success', 'errorCode', 'message', 'data'];
  const refused = refusal(codes);
  const good = {
    ...{ title: 'Good', type: 'object', required, additionalProperties: false },
    properties: { success: { const: true }, errorCode: { const: '0' }, message: { const: 'OK' }, data },
  };
  const examples = {
    good: { summary: 'A good answer', value: { success: true, errorCode: '0', message: 'OK', data: example.data } },
    refused: {
      summary: 'A refusal',
      value: { success: false, errorCode: example.code, message: example.message, data: null },
    },
  };
  const away = { 'application/json': { schema: refusal(['20']) } };
  return {
    200: {
      description: 'Done where `success` is true; else `errorCode` and `message` say why not, for good',
      content: { 'application/json': { schema: { oneOf: [good, refused] }, examples } },
    },
    500: { description: 'A failure of the exchange', content: away },
    503: { description: 'The exchange is full or its database is away: send it again later', content: away },
  };
}

function refusal(errorCodes: readonly string[]): JsonSchema {
  return {
    ...{ title: 'Refused', type: 'object', required: ['success', 'errorCode', 'message', 'data'] },
    additionalProperties: false,
    properties: {
      ...{ success: { const: false }, errorCode: { enum: errorCodes }, message: { type: 'string', minLength: 1 } },
      data: { type: 'null' },
    },
  };
}

const notFound = { code: '10', message: 'Không tìm thấy văn bản (docId: No package 0190 has come to you)' };

const operations: readonly DescribedOperation[] = [
  {
    ...{ name: 'sendEdoc', methods: ['post'], tag: 'packages', parameters: who },
    summary: 'Sends a document or a status message of the agency',
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            ...{ type: 'object', required: ['edocFile'] },
            properties: { messageType, edocFile: { type: 'string', contentMediaType: 'application/octet-stream' } },
          },
        },
      },
    },
    replies: replies(
      { type: 'object', required: ['docId'], additionalProperties: false, properties: { docId: { type: 'string' } } },
      {
        ...{ data: { docId: id }, code: '22' },
        message: 'Thiếu thành phần bắt buộc (MessageHeader.Subject is required)',
      },
    ),
  },
  {
    ...{ name: 'syncReceivedEdocList', methods: ['get'], tag: 'packages' },
    summary: 'What came to the agency within a time, read or not',
    parameters: [
      ...who,
      parameter('messageType', 'Documents or status messages', 'edoc', messageType),
      parameter(
        'fromDate',
        'First official day, yyyy/MM/dd; without it seven days before the last',
        '2020/03/01',
        date,
      ),
      parameter('toDate', 'Last official day, yyyy/MM/dd; without it today', '2020/03/31', date),
    ],
    replies: replies(
      { type: 'array', items: { $ref: '#/components/schemas/ReceivedPackage' } },
      {
        data: [
          {
            ...{ docId: `${id}-H54.02`, serviceType: 'eDoc', messageType: 'edoc' },
            ...{ created_time: '2020/03/02 08:30:00', updated_time: '2020/03/02 08:30:00' },
            ...{ from: 'H54.01', to: 'H54.02', status: 'initial', status_desc: 'Chờ nhận' },
          },
        ],
        ...{ code: '15', message: 'Khóa truy cập sai (X-SecretKey: This key is not known)' },
      },
    ),
  },
  {
    ...{ name: 'getEdoc', methods: ['get'], tag: 'packages', parameters: [...who, docId] },
    summary: 'One package in Base64; it stays in the list',
    replies: replies(
      { type: 'string', contentEncoding: 'base64' },
      { data: 'PD94bWwgdmVyc2lvbj0iMS4wIj8+', ...notFound },
    ),
  },
  {
    ...{ name: 'updateStatus', methods: ['post'], tag: 'packages', parameters: who },
    summary: 'Says how far a package was fetched',
    body: {
      required: true,
      content: {
        'application/json': {
          schema: {
            ...{ type: 'object', required: ['docId', 'status'] },
            properties: { docId: docId.schema, status: { enum: ['processing', 'done', 'fail'] } },
          },
          example: { docId: `${id}-H54.02`, status: 'done' },
        },
      },
    },
    replies: replies({ type: 'null' }, { data: null, ...notFound }),
  },
];

const text: JsonSchema = { type: 'string' };
const received = {
  ...{ docId: text, serviceType: { const: 'eDoc' }, messageType: { enum: ['edoc', 'status'] } },
  ...{ created_time: text, updated_time: text, from: text, to: text },
  ...{ status: { enum: ['initial', 'processing', 'done', 'fail'] }, status_desc: text },
};

/** @param path where the door stands, `/v1` */
export function provincialDocument(path: string): object {
  return doorDocument(
    {
      title: "Liên Thông: the provincial axis' API",
      description: 'The API of a provincial axis as the office systems of single agencies speak it.',
      path,
      schemas: {
        ReceivedPackage: {
          ...{ type: 'object', properties: received, required: Object.keys(received), additionalProperties: false },
        },
      },
      securitySchemes: {
        secretKey: { type: 'apiKey', in: 'header', name: 'X-SecretKey', description: 'An API key of the agency' },
      },
    },
    operations,
  );
}
