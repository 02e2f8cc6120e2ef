/** The three doors at which a status message can be said, in the same words for each; two of them hand statuses out as well. */
import { ProblemError } from '@lienthong/client';
import { AxisClient } from './axis-client.js';
import { office, otherOffice, type Network } from './network.js';
import { ProvincialClient } from './provincial-client.js';

/** The two agencies that speak: one of the office network, one of the other province. */
export type Speaker = 'H54.01' | 'H05';
type Kind = 'edoc' | 'status';

export interface Said {
  readonly good: boolean;
  /** The package's id there. */
  readonly id: string;
  /** Why not. */
  readonly words: string;
}

export interface StatusDoor {
  send(from: Speaker, bytes: Buffer, kind: Kind): Promise<Said>;
}

export interface ListingDoor extends StatusDoor {
  list(who: Speaker, kind: Kind): Promise<Record<string, string>[]>;
  get(who: Speaker, docId: string): Promise<Buffer>;
  done(who: Speaker, docId: string): Promise<unknown>;
  /** How many documents wait, at a door that counts them. */
  count?(who: Speaker): Promise<number>;
}

/** The centre of a place, with a secret of its own. */
export async function centre(network: Network, code: string): Promise<AxisClient> {
  const { secret, path } = await network.operator().operator.addSystem({ code });
  return new AxisClient(network.address + path, code, secret);
}

export async function axisDoor(network: Network): Promise<ListingDoor> {
  const centres = { 'H54.01': await centre(network, office), H05: await centre(network, otherOffice) };
  return {
    send: async (from, bytes, kind) => {
      const { status: word, DocId = '', ErrorDesc } = await centres[from].sendEdoc(from, bytes, kind);
      return { good: word === 'OK', id: DocId, words: ErrorDesc };
    },
    list: (who, kind) => centres[who].received(kind),
    count: async (who) => (await centres[who].good('countReceiveEdoc')).count!,
    get: (who, docId) => centres[who].getEdoc(docId),
    done: (who, docId) => centres[who].updateStatus(docId, 'done'),
  };
}

export async function provincialDoor(network: Network): Promise<ListingDoor> {
  const minted = await network.operator().operator.mintKeys(['H54.01', 'H05']);
  const clients = Object.fromEntries(
    minted.map(({ agency, key }) => [agency, new ProvincialClient(network.address, agency, key)]),
  ) as Record<Speaker, ProvincialClient>;
  return {
    send: async (from, bytes, kind) => {
      const { success, data, message } = await clients[from].sendEdoc(bytes, kind);
      return { good: success, id: (data as { docId?: string } | null)?.docId ?? '', words: message };
    },
    list: async (who, kind) => (await clients[who].list(`messageType=${kind}`)).data as Record<string, string>[],
    get: async (who, docId) => Buffer.from((await clients[who].getEdoc(docId)).data as string, 'base64'),
    done: (who, docId) => clients[who].updateStatus(docId, 'done'),
  };
}

/** `/api/v1`. */
export function ownDoor(network: Network): StatusDoor {
  const say = async (from: Speaker, bytes: Buffer, kind: Kind): Promise<string> => {
    const client = await network.agency(from);
    if (kind === 'edoc') return (await client.submit(bytes)).document;
    return (await client.statusMessage(bytes)).items[0]!.document;
  };
  return {
    send: (from, bytes, kind) =>
      say(from, bytes, kind).then(
        (id) => ({ good: true, id, words: '' }),
        (failure: unknown) => {
          if (failure instanceof ProblemError) return { good: false, id: '', words: failure.message };
          throw failure;
        },
      ),
  };
}
