/** What a centre has sent and how far it came: documents with a line for each recipient, statuses by its agencies, their recalls (13) among them. */
import { Controller, HttpCode, Inject, Post, UseInterceptors, type Type } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { statusNames, timeToWire } from '@lienthong/edxml';
import {
  newestDelivered,
  newestSent,
  recallsSaid,
  saidAbout,
  sentPackage,
  sentPackages,
  type SentPackage,
  type StatusPackage,
} from '@lienthong/store';
import { docIdOf, readDocId } from '../boxes/doc-id.js';
import { readLimits, type TimeLimits } from '../boxes/read-limits.js';
import type { Exchange } from '../exchange.js';
import { isId } from '../values/ids.js';
import { exchangeToken } from '../tokens.js';
import { AxisAnswers } from './answers.js';
import { AtCentre, type Centre } from './axis-door.js';
import { agencyNamesFor } from './names-for.js';
import { readKind } from './read-kind.js';

/** Documents in one list, the newest. */
const longestList = 200;

@UseInterceptors(AxisAnswers)
class SentOperations {
  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  /** With `docId` one document that was sent, else the newest ones. */
  @Post('getSentEdocList')
  @HttpCode(200)
  async list(@AtCentre() centre: Centre): Promise<{ data: readonly object[] }> {
    const { place, fields } = centre;
    const kind = readKind(fields);
    const docId = fields.get('docId') ?? '';
    const limits = readLimits((name) => fields.get(name), 'XroadVnpt-');
    const rows =
      kind === 'edoc' ? await this.documents(place, docId, limits) : await this.statuses(place, docId, limits);
    const named = agencyNamesFor(this.exchange.directory(), centre);
    return { data: rows.map((row) => ({ ...row, fromCode: named(row.fromCode), toCode: named(row.toCode) })) };
  }

  private async documents(place: string, docId: string, limits: TimeLimits): Promise<SentRow[]> {
    const { store } = this.exchange;
    const agencies = this.exchange.directory().codesAt(place);
    const newest = { ...limits, limit: longestList };
    if (docId === '') return (await sentPackages(store, place, agencies, newest)).map(describeSent);
    if (!isId(docId)) return [];
    return (await sentPackage(store, place, docId)).filter(within(limits, 'accepted_at')).map(describeSent);
  }

  private async statuses(place: string, docId: string, limits: TimeLimits): Promise<SentRow[]> {
    const { store } = this.exchange;
    const agencies = this.exchange.directory().codesAt(place);
    const document = readDocId(docId)?.document ?? (isId(docId) ? docId : undefined);
    const named = document === undefined ? [] : [document];
    const documents = docId === '' ? await this.newest(place, agencies, limits) : named;
    const said = await saidAbout(store, place, documents, agencies);
    const recalls = await recallsSaid(store, place, documents, agencies);
    const isWanted = within<'at', StatusPackage>(limits, 'at');
    const rows = [...said.filter(isWanted).map(describeSaid), ...recalls.filter(isWanted).map(describeRecall)];
    return rows.sort((one, other) => other.sentTime.localeCompare(one.sentTime));
  }

  /** What came last is what is answered, what was sent last is what is taken back. */
  private async newest(place: string, agencies: readonly string[], { before }: TimeLimits): Promise<string[]> {
    const { store } = this.exchange;
    // What is said of a document comes after it.
    const limits = { from: null, before, limit: longestList };
    const came = await newestDelivered(store, place, agencies, limits);
    return [...came, ...(await newestSent(store, place, agencies, limits))];
  }
}

interface SentRow {
  readonly fromCode: string;
  readonly toCode: string;
}

/** Whether a row's time lies within limits. */
function within<Name extends string, Row extends Readonly<Record<Name, Date>>>(limits: TimeLimits, name: Name) {
  const { from, before } = limits;
  return (row: Row): boolean => (from === null || row[name] >= from) && (before === null || row[name] < before);
}

/** 0 in flight, 1 delivered, 2 refused, 3 expired, 4 dead. */
const ends = [
  ['initial', 'Đang chuyển'],
  ['done', 'Đã đến'],
  ['fail', 'Bị từ chối'],
  ['fail', 'Quá hạn chuyển'],
  ['fail', 'Không chuyển được'],
] as const;
/** Of the document at its own place: accepted, parked, refused. */
const sendings = [
  ['done', 'Đã gửi lên trục'],
  ['processing', 'Chờ chứng cứ thu hồi'],
  ['fail', 'Bị từ chối'],
] as const;

function describeSent(row: SentPackage) {
  const { document, recipient } = row;
  const [sendStatus, sendStatusDesc] = sendings[row.document_state] ?? sendings[0];
  const [receiveStatus, end] = ends[row.state ?? 0] ?? ends[0];
  const said = statusNames[row.status ?? 0] ?? end;
  return {
    ...{ serviceType: 'eDoc', messageType: 'edoc', senderDocId: document },
    receiverDocId: recipient === null ? '' : docIdOf({ kind: 'edoc', document, recipient, number: 0 }),
    ...{ fromCode: row.sender, toCode: recipient ?? '', title: row.subject, notation: row.notation },
    ...{ sentTime: timeToWire(row.accepted_at.toISOString()), receivedTime: timeOf(row.arrived_at) },
    ...{ sendStatus, sendStatusDesc, receiveStatus },
    receiveStatusDesc: row.reason === null ? said : `${said}: ${row.reason}`,
  };
}

function describeSaid(row: StatusPackage) {
  const { document, recipient, number, sender: toCode } = row;
  const senderDocId = docIdOf({ kind: 'edoc', document, recipient, number: 0 });
  return describeStatus(row, { senderDocId, fromCode: recipient, toCode, number });
}

/** In a 13 the roles are exchanged: it is the sender's own document, and its recipient is told. */
function describeRecall(row: StatusPackage) {
  const { document: senderDocId, sender: fromCode, recipient: toCode, number } = row;
  return describeStatus(row, { senderDocId, fromCode, toCode, number: -number });
}

/** A status is handed over to the next place with the answer that it was taken; `number` is that of its docId. */
function describeStatus(
  row: StatusPackage,
  { number, ...told }: { senderDocId: string; fromCode: string; toCode: string; number: number },
) {
  const { document, recipient } = row;
  const code = String(row.code).padStart(2, '0');
  return {
    ...{ serviceType: 'eDoc', messageType: 'status', ...told },
    receiverDocId: docIdOf({ kind: 'status', document, recipient, number }),
    ...{ title: row.subject, notation: row.notation },
    ...{ sentTime: timeOf(row.at), receivedTime: '', sendStatus: 'done', receiveStatus: 'initial' },
    ...{ sendStatusDesc: 'Đã gửi lên trục', receiveStatusDesc: `${code} ${statusNames[row.code] ?? ''}`.trim() },
  };
}

const timeOf = (at: Date | null): string => (at === null ? '' : timeToWire(at.toISOString()));

export function sentRoutes(path: string): Type {
  @ApiExcludeController()
  @Controller(path)
  class SentController extends SentOperations {}
  return SentController;
}
