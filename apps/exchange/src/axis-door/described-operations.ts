/** Every operation of the axis' API: headers, body, a good answer and a refusal as examples. A test compares real answers with it. */
import { doorDocument, type DescribedOperation, type DescribedParameter } from '../described/door-document.js';
import * as fields from './described-fields.js';
import { counted, docId, outcomes, packageText, reply, rowSchemas, rowsOf } from './described-shapes.js';

const id = '01709a3c-2f80-7c4e-9d27-5b1f0c6a7e11';
const bytes = { schema: { type: 'string', contentMediaType: 'application/octet-stream' } };
const bytesOrNothing = { schema: { ...bytes.schema, minLength: 0 } };
const emptyBody = {
  required: false,
  content: { 'application/json': { schema: { type: 'object', maxProperties: 0 } } },
};
const wrongKey = {
  code: '15',
  sentence: 'Khóa truy cập sai (XroadVnpt-hash-header: The HMAC does not fit: wrong system id or secret)',
};
const notFound = { code: '10', sentence: `Không tìm thấy văn bản (docId: No package ${id} has come to you)` };
const taking = (...own: readonly DescribedParameter[]): readonly DescribedParameter[] => [...fields.ofAll, ...own];
const post = ['post'] as const;
/** Later versions of the SDK ask by POST, other clients by GET. */
const both = ['post', 'get'] as const;

const directory: readonly DescribedOperation[] = [
  {
    ...{ name: 'getAgenciesList', methods: post, tag: 'directory', parameters: taking() },
    summary: 'All agencies that can be written to today',
    replies: {
      200: reply(outcomes(rowsOf('Agency')), {
        good: {
          data: [{ id: 'H54.01', pid: 'H54', code: 'H54.01', name: 'Sở Nội vụ', mail: '', oldCode: '000.00.01.H54' }],
        },
        ...{ ...wrongKey, empty: { data: [] } },
      }),
    },
  },
  {
    ...{ name: 'getAgenciesListQD20', methods: post, tag: 'directory', parameters: taking(fields.level) },
    summary: 'The agencies whose code has so many groups (Decision 20/2020)',
    replies: {
      200: reply(outcomes(rowsOf('AgencyOfLevel')), {
        good: {
          data: [{ id: 'H54', code: 'H54', name: 'UBND tỉnh Thái Bình', mail: '', code102: '000.00.00.H54' }],
        },
        ...{ code: '10', sentence: 'Yêu cầu không hợp lệ (XroadVnpt-level: A level is a number)', empty: { data: [] } },
      }),
    },
  },
  {
    ...{ name: 'getSynchronizeUnit', methods: post, tag: 'directory', parameters: taking(fields.unitVersion) },
    summary: 'Places and agencies with their versions, all or those that changed',
    replies: {
      200: reply(outcomes(rowsOf('Unit')), {
        good: {
          data: [
            {
              ...{ id: 'H54.01', pid: 'H54', code: 'H54.01', name: 'Sở Nội vụ', mail: '', version: 3 },
              ...{ centerCode: '00.54.W00', deleted: false, modifyDate: '2020/03/02 08:00:00', isAgency: true },
            },
          ],
        },
        ...{
          code: '10',
          sentence: 'Yêu cầu không hợp lệ (XroadVnpt-unitVersion: A version is a number)',
          empty: { data: [] },
        },
      }),
    },
  },
  {
    ...{ name: 'registerAgency', methods: post, tag: 'directory', parameters: taking(fields.hashFile) },
    summary: 'Adds an agency to the centre, or changes its name',
    body: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['code', 'name'],
            properties: Object.fromEntries(
              ['id', 'pcode', 'code', 'name', 'mail', 'mobile', 'fax'].map((name) => [
                name,
                { type: ['string', 'null'] },
              ]),
            ),
          },
          example: { id: '1', pcode: 'H54', code: 'H54.60', name: 'Sở mới', mail: '', mobile: '', fax: '' },
        },
      },
    },
    replies: {
      200: reply(outcomes(), {
        ...{ good: {}, code: '10', sentence: 'Yêu cầu không hợp lệ (code: This is not the code of an agency)' },
      }),
    },
  },
  {
    ...{
      name: 'deleteAgency',
      methods: post,
      tag: 'directory',
      parameters: taking(fields.agencyCode),
      body: emptyBody,
    },
    summary: 'Takes an agency out of the centre: nobody writes to it any more',
    replies: {
      200: reply(outcomes(), {
        ...{
          good: {},
          code: '19',
          sentence: 'Bên gửi không phải chủ khóa truy cập (code: H01 is not an agency of 00.54.W00)',
        },
      }),
    },
  },
];

const box: readonly DescribedOperation[] = [
  {
    ...{ name: 'sendEdoc', methods: post, tag: 'packages' },
    summary: 'Sends a document or a status message',
    description:
      'The body is the edXML package itself, with or without CR LF behind it, or a form whose part `file_doc` is the package. The same package again is answered with the same `DocId`.',
    parameters: taking(fields.from, fields.servicetype, fields.messagetype, fields.hashFile),
    body: {
      required: true,
      content: {
        'application/octet-stream': bytes,
        'multipart/form-data': {
          schema: { type: 'object', required: ['file_doc'], properties: { file_doc: bytes.schema } },
        },
      },
    },
    replies: {
      200: reply(outcomes(docId), {
        ...{ good: { DocId: id }, empty: { DocId: '' } },
        ...{ code: '22', sentence: 'Thiếu thành phần bắt buộc (MessageHeader.Subject is required)' },
      }),
    },
  },
  {
    ...{ name: 'getReceivedEdocList', methods: post, tag: 'packages' },
    summary: 'What waits for any agency of the centre, urgent packages first',
    parameters: taking(fields.servicetype, fields.messagetype),
    replies: {
      200: reply(outcomes(rowsOf('ReceivedPackage')), {
        good: {
          data: [
            {
              ...{ docId: `${id}-H54.01`, serviceType: 'eDoc', messageType: 'edoc' },
              ...{ created_time: '2020/03/02 08:30:00', updated_time: '2020/03/02 08:30:00' },
              ...{ from: 'H05', to: 'H54.01', status: 'initial', status_desc: 'Chờ nhận' },
            },
          ],
        },
        ...{ ...wrongKey, empty: { data: [] } },
      }),
    },
  },
  {
    ...{ name: 'getEdoc', methods: post, tag: 'packages', parameters: taking(fields.docIdField, fields.filePath) },
    ...{ summary: 'One package in Base64; it stays in the list', body: emptyBody },
    replies: {
      200: reply(outcomes(packageText), {
        ...{ good: { data: 'PD94bWwgdmVyc2lvbj0iMS4wIj8+' }, ...notFound, empty: { data: '' } },
      }),
    },
  },
  {
    ...{ name: 'downloadEdoc', methods: ['get'], tag: 'packages', parameters: taking(fields.docIdField) },
    summary: 'One package as bytes',
    description:
      'A refusal has no body: clients keep whatever comes as the package. Its code and sentence stand in the headers XroadVnpt-ErrorCode and XroadVnpt-ErrorDesc.',
    replies: {
      200: {
        description: 'The package; empty where it is refused',
        content: { 'application/octet-stream': bytesOrNothing },
      },
    },
  },
  {
    ...{ name: 'updateStatus', methods: post, tag: 'packages', body: emptyBody },
    summary: 'Says how far a package was fetched; `done` and `fail` take it off the list',
    parameters: taking(fields.docIdField, fields.transportStatus),
    replies: { 200: reply(outcomes(), { good: {}, ...notFound }) },
  },
  {
    ...{ name: 'getSentEdocList', methods: post, tag: 'packages' },
    summary: 'What the centre sent, a line for each recipient, and how far it came',
    parameters: taking(fields.servicetype, fields.messagetype, fields.sentDocId),
    replies: {
      200: reply(outcomes(rowsOf('SentPackage')), {
        good: {
          data: [
            {
              ...{ serviceType: 'eDoc', messageType: 'edoc', senderDocId: id, receiverDocId: `${id}-H05` },
              ...{ fromCode: 'H54.01', toCode: 'H05', title: 'Về việc họp', notation: '15/SNV-VP' },
              ...{ sentTime: '2020/03/02 08:30:00', receivedTime: '2020/03/02 08:30:02' },
              ...{ sendStatus: 'done', sendStatusDesc: 'Đã gửi lên trục' },
              ...{ receiveStatus: 'done', receiveStatusDesc: 'Đã tiếp nhận' },
            },
          ],
        },
        ...{ ...wrongKey, empty: { data: [] } },
      }),
    },
  },
  ...(['countReceiveEdoc', 'countReceiveStatus'] as const).map((name) => ({
    ...{ name, methods: both, tag: 'packages', parameters: taking(), body: emptyBody },
    summary: `How many ${name === 'countReceiveEdoc' ? 'documents' : 'status messages'} wait`,
    replies: {
      200: reply(outcomes(counted), { good: { count: 3 }, ...wrongKey, empty: { count: 0 } }),
    },
  })),
];

/** @param path where the door stands, `/XrdAdapter/adapter` */
export function axisDocument(path: string): object {
  return doorDocument(
    {
      title: "Liên Thông: the national axis' API",
      description:
        'The API of the national axis as centres speak it. Every answer is HTTP 200; `status` says whether it went well. Non-ASCII characters of an answer are written `\\uXXXX`.',
      ...{ path, schemas: rowSchemas },
      securitySchemes: {
        hmac: {
          ...{ type: 'apiKey', in: 'header', name: 'XroadVnpt-hash-header' },
          description: 'HMAC-SHA256 of `XroadVnpt-sign-header` with the secret of the system id',
        },
      },
    },
    [...directory, ...box],
  );
}
