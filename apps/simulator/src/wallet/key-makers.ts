/** Makes keys in as many processes as there are cores; each writes its keys itself, only requests for certificates come back. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { CertificateKind } from '@lienthong/signature';

/** One holder of a key; `certificate` is written when the authority has answered the request. */
export interface Holder {
  readonly agency: string;
  readonly commonName: string;
  readonly kind: CertificateKind;
  readonly keyFile: string;
  readonly certificateFile: string;
}

/** What a key maker answers for one holder: its PKCS#10 request. */
export interface MadeKey {
  readonly index: number;
  /** Base64 DER. */
  readonly request: string;
}

export type KeyOrder = { readonly index: number; readonly holder: Holder };

export async function makeKeys(
  holders: readonly Holder[],
  certify: (holder: Holder, request: Buffer) => void,
): Promise<void> {
  const waiting = holders.map((holder, index): KeyOrder => ({ index, holder }));
  const makers = Math.min(availableParallelism(), holders.length);
  const take = ({ index, request }: MadeKey): void => {
    const holder = holders[index];
    if (holder) certify(holder, Buffer.from(request, 'base64'));
  };
  await Promise.all(Array.from({ length: makers }, () => runMaker(waiting, take)));
}

/** One process, one order at a time, until no order waits. */
function runMaker(waiting: KeyOrder[], take: (made: MadeKey) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const maker = fork(fileURLToPath(new URL('./key-maker.js', import.meta.url)), { stdio: ['ignore', 2, 2, 'ipc'] });
    const next = (): void => {
      const order = waiting.shift();
      if (order) maker.send(order);
      else maker.disconnect();
    };
    maker.on('message', (made: MadeKey) => {
      take(made);
      next();
    });
    maker.on('error', reject);
    maker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a key maker ended with code ${code}`))));
    next();
  });
}
