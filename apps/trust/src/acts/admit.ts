/** The operator gives out keys for this API, shown once and kept as a digest, and takes them back. */
import { mintKey, refusedError } from '@lienthong/edge';
import type { TrustAuthority } from '../authority.js';
import type { Role } from '../ledger/deeds.js';

export interface AdmittedKeyView {
  readonly keyId: string;
  readonly role: Role;
  readonly name: string;
  readonly key: string;
}

export function admit(
  authority: TrustAuthority,
  by: string,
  { role, name }: { readonly role: Role; readonly name: string },
): Promise<AdmittedKeyView> {
  return authority.act(by, async (act) => {
    const { keyId, key, digest } = mintKey();
    await act.record({ did: 'admitted', keyId, role, name, digest: digest.toString('hex') });
    return { keyId, role, name, key };
  });
}

export function dismiss(authority: TrustAuthority, by: string, keyId: string): Promise<void> {
  return authority.act(by, async (act) => {
    const known = act.register.keys.get(keyId);
    if (known === undefined || known.isDismissed) {
      throw refusedError('message-not-found', `No active key ${keyId}`, 'keyId');
    }
    await act.record({ did: 'dismissed', keyId });
  });
}
