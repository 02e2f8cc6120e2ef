/** The sending side of a drill: every document is submitted until it is answered, always as the same package. */
import type { Submission } from '@lienthong/edxml';
import type { Door } from './door.js';
import type { History } from './history.js';
import { letterKey, type Letter } from './letters.js';

/** Requests under way at once. */
const atOnce = 16;

export async function sendAll(door: Door, keys: ReadonlyMap<string, string>, history: History): Promise<void> {
  const left = [...history.letters.values()];
  const lane = async (): Promise<void> => {
    for (let letter = left.shift(); letter !== undefined; letter = left.shift())
      await send(door, keys, history, letter);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Submits a letter, for the first time or again: whichever it is, the receipt must be the first one. */
export async function send(
  door: Door,
  keys: ReadonlyMap<string, string>,
  history: History,
  letter: Letter,
): Promise<void> {
  const key = letterKey(letter);
  const { value, doubtful } = await door.ask(keys.get(letter.sender)!, `submission of ${key}`, (client) =>
    client.submit(letter.bytes),
  );
  if (doubtful) history.doubtful.add(key);
  const first = history.receipts.get(key) ?? value.receipt.signature;
  if (!isReceiptFor(letter, value) || value.receipt.signature !== first)
    history.faults.push(`the answer to ${key} is not its receipt: ${JSON.stringify(value)}`);
  history.receipts.set(key, first);
  history.byDocument.set(value.document, letter);
}

function isReceiptFor(letter: Letter, { documentId, sender, receipt }: Submission): boolean {
  return documentId === letter.documentId && sender === letter.sender && receipt.packageDigest === letter.digest;
}
