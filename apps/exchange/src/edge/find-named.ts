/** Which document a status message is about: named by its DocumentId, or by its sender, its recipient and its number/notation. */
import type { StatusMessage } from '@lienthong/edxml';
import { refusedError } from '@lienthong/edge';
import { findByCode, findDocuments, type CodedDocument } from '@lienthong/store';
import type { Exchange } from '../exchange.js';

type Named = StatusMessage['responseFor'];

/** The document's sender and recipient, by their codes in the directory. */
export interface Parties {
  readonly place: string;
  readonly sender: string;
  readonly recipient: string;
}

/** The document's id at the place, undefined when there is none. @throws RefusedError where several are meant, or two by two names */
export async function findNamed(exchange: Exchange, parties: Parties, named: Named): Promise<string | undefined> {
  if (named.documentId === '') return findByNumber(exchange, parties, named);
  const { place, sender } = parties;
  const keys = [0, 1, 2, 3].map((operation) => ({ place, sender, document_id: named.documentId, operation }));
  const found = (await findDocuments(exchange.store, keys)).sort((a, b) => a.operation - b.operation);
  const [document] = found;
  if (document === undefined || named.code.trim() === '') return document?.id;
  if (found.some(({ code }) => sameCode(code, named.code))) return document.id;
  const [other] = await withCode(exchange, parties, named.code);
  if (other === undefined) return document.id;
  throw refusedError(
    'document-ambiguous',
    `${named.code} is ${other.document_id}, the DocumentId ${named.documentId} is ${document.code}: name one document`,
    'MessageHeader.ResponseFor.Code',
  );
}

async function findByNumber(exchange: Exchange, parties: Parties, named: Named): Promise<string | undefined> {
  const all = await withCode(exchange, parties, named.code);
  const ofDay = all.filter(({ promulgated }) => promulgated === named.promulgationDate);
  const meant = ofDay.length > 0 ? ofDay : all;
  const documentIds = new Set(meant.map(({ document_id }) => document_id));
  if (documentIds.size <= 1) return meant[0]?.id;
  throw refusedError(
    'document-ambiguous',
    `${documentIds.size} documents ${named.code} of ${parties.sender} went to ${parties.recipient}: give the DocumentId`,
    'MessageHeader.ResponseFor.DocumentId',
  );
}

/** Documents themselves (new, or in place of others) before the operations on them, which carry the same number. */
async function withCode(exchange: Exchange, parties: Parties, code: string): Promise<CodedDocument[]> {
  const found = (await findByCode(exchange.store, parties, code)).filter((one) => sameCode(one.code, code));
  const documents = found.filter(({ operation }) => operation === 0 || operation === 3);
  return documents.length > 0 ? documents : found;
}

/** Clerks write spaces and cases as they like. */
const sameCode = (one: string, other: string): boolean => plain(one) === plain(other);
const plain = (code: string): string => code.normalize().replace(/\s+/g, '').toUpperCase();
