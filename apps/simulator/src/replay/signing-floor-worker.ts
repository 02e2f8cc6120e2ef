/** Signs as often as it is told, for the signing floor: one key, signed attributes of the size a document's signature has. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { FloorAnswer, FloorOrder } from './signing-floor.js';

/** Signed attributes of a detached CMS signature: content type, time and digest in DER. */
const SIGNED_BYTES = 107;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const content = randomBytes(SIGNED_BYTES);

process.on('message', ({ signatures }: FloorOrder) => {
  for (let count = 0; count < signatures; count++) {
    content.writeUInt32BE(count);
    sign('sha256', content, privateKey);
  }
  tell({ done: true });
});
process.on('disconnect', () => process.exit(0));
tell({ ready: true });

function tell(answer: FloorAnswer): void {
  process.send?.(answer);
}
