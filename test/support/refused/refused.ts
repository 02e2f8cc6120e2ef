/** One request that must be refused, and the network it is sent to: what the tables of refused requests are made of. */
import type { RefusalCode } from '@lienthong/edxml';
import type { Signer } from '@lienthong/signature';
import type { FlawKit } from '@lienthong/signature';
import type { DatabaseLine } from '../database-line.js';
import { ask, type Answered } from '../door.js';

/** A network with one delivered document, and the keys of those who ask. H54.01 sends, H54.02 receives; H54.31 has ended. */
export interface Doorstep {
  readonly address: string;
  readonly keys: Readonly<Record<'sender' | 'recipient' | 'operator' | 'expired' | 'withdrawn' | 'ended', string>>;
  /** Delivered to H54.02, which has said 03 of it. */
  readonly document: string;
  readonly documentId: string;
  readonly signer: Signer;
  readonly flaws: FlawKit;
  /** Certificates of the sender that are for a place, and for a time to come. */
  readonly placeSigner: Signer;
  readonly lateSigner: Signer;
  /** A package whose revocation evidence never came. */
  readonly outlived: Buffer;
  readonly line: DatabaseLine;
}

export interface RefusedRequest {
  readonly code: RefusalCode;
  /** The request, as the subject of "… is refused". */
  readonly what: string;
  readonly ask: (at: Doorstep) => Promise<Answered>;
  /** True where the attempt is an event and is counted for its agency. */
  readonly counted?: true;
}

/** Submits bytes as the sender. */
export function submit(
  { address, keys }: Doorstep,
  body: Buffer | string,
  type = 'application/edxml',
): Promise<Answered> {
  return ask(address, { method: 'POST', path: '/api/v1/documents', key: keys.sender, type, body });
}

/** A question with the sender's key, or another. */
export function get({ address, keys }: Doorstep, path: string, key: string = keys.sender): Promise<Answered> {
  return ask(address, { method: 'GET', path: `/api/v1${path}`, key });
}

export function post(
  { address, keys }: Doorstep,
  path: string,
  value: unknown,
  key: string = keys.sender,
): Promise<Answered> {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return ask(address, { method: 'POST', path: `/api/v1${path}`, key, type: 'application/json', body });
}
