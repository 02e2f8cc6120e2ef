/** Which packages a request is about: documents or statuses. */
import { refusedError } from '@lienthong/edge';
import type { BoxKind } from '@lienthong/store';
import type { SignedFields } from './signed-fields.js';

/** `servicetype` is always eDoc, `messagetype` edoc or status; both in any case of letters. */
export function readKind(fields: SignedFields): BoxKind {
  const service = fields.needed('servicetype').toLowerCase();
  if (service !== 'edoc') throw refusedError('request-invalid', 'The only service is eDoc', 'XroadVnpt-servicetype');
  const kind = fields.needed('messagetype').toLowerCase();
  if (kind === 'edoc' || kind === 'status') return kind;
  throw refusedError('request-invalid', 'A message is an edoc or a status', 'XroadVnpt-messagetype');
}
