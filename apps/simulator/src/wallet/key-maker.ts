/** A process that makes keys: takes a holder, writes its private key (0600), answers with the request for its certificate. */
import { makeKey, makeRequest } from '@lienthong/signature';
import { keep } from './folders.js';
import type { KeyOrder, MadeKey } from './key-makers.js';

process.on('message', ({ index, holder }: KeyOrder) => {
  makeKey(holder.kind)
    .then((key) => {
      const { agency, commonName, kind } = holder;
      keep(holder.keyFile, key.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
      const made: MadeKey = { index, request: makeRequest(key, { agency, commonName, kind }).toString('base64') };
      process.send?.(made);
    })
    .catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    });
});
process.on('disconnect', () => process.exit(0));
