import { describe, expect, test } from '@jest/globals';
import { hash } from 'node:crypto';
import type { HopReceipt } from '@lienthong/edxml';
import type { HopReceiptRow, ReceiptRow } from '@lienthong/store';
import { receiptOf, rowOf } from './stored-receipt.js';

const digest = (text: string): string => hash('sha256', text, 'hex');

const receipt: HopReceipt = {
  ...{ receipt: '01900000-0000-7000-8000-000000000001', from: '00.00.W00', to: '00.54.W00', lane: 1 },
  ids: ['9007199254740993', '9007199254740994', '9007199254741000'],
  digests: ['one', 'two', 'three'].map(digest),
  outcomes: [{ outcome: 'accepted' }, { outcome: 'dead', reason: '5 attempts failed' }, { outcome: 'accepted' }],
  at: '2020-03-02T01:00:00.000Z',
  root: digest('root'),
  proof: {
    index: 1,
    size: 3,
    path: [digest('left'), digest('right')],
    signature: Buffer.alloc(256, 7).toString('base64'),
  },
};

/** As the store gives it back. */
function stored({ at, ...row }: ReceiptRow): HopReceiptRow {
  return { ...row, at: new Date(at) } as unknown as HopReceiptRow;
}

describe('a stored receipt', () => {
  test.each(['given', 'taken'] as const)('is the same again where it was %s', (kind) => {
    const row = rowOf(kind, receipt, receipt.at);
    expect(row).toMatchObject({ first: receipt.ids[0], last: receipt.ids[2] });
    expect(receiptOf(row.place, stored(row))).toEqual(receipt);
  });

  test('stands at the place that gave it, and at the one that took it', () => {
    expect(rowOf('given', receipt, receipt.at)).toMatchObject({ place: receipt.from, neighbour: receipt.to });
    expect(rowOf('taken', receipt, receipt.at)).toMatchObject({ place: receipt.to, neighbour: receipt.from });
  });

  test('of one message, alone under its signature, says next to nothing beside', () => {
    const plain: HopReceipt = {
      ...receipt,
      ...{ ids: ['7'], digests: [digest('one')], outcomes: [{ outcome: 'accepted' }] },
      proof: { index: 0, size: 1, path: [], signature: receipt.proof.signature },
    };
    const given = rowOf('given', plain, receipt.at);
    expect(given.body).toBe('{"lane":1}');
    const later = rowOf('taken', plain, '2020-03-02T02:00:00.000Z');
    for (const row of [given, later]) expect(receiptOf(row.place, stored(row))).toEqual(plain);
  });

  test.each(['', 'null', '{}', '[]', '{"lane":"1"}'])('is none when its body says %j', (body) => {
    const row = rowOf('given', receipt, receipt.at);
    expect(receiptOf(row.place, stored({ ...row, body }))).toBeUndefined();
  });

  test('takes little more than its hashes and its signature', () => {
    const { leaves, root, signature, body } = rowOf('given', receipt, receipt.at);
    const bytes = leaves.length + root.length + signature.length + Buffer.byteLength(body ?? '');
    expect(bytes).toBeLessThan(32 * 6 + 256 + 200);
  });
});
