/** Fills a migrated store with what a deployment starts from: its directory, its operator's key, its clock. Can be repeated. */
import { beginRehearsal } from './statements/official-clock.js';
import { putAgencies, putPlaces } from './statements/directory.js';
import { addKey, readKeyRow } from './statements/keys.js';
import { learnOrgans } from './statements/organs.js';
import type { Store } from './store.js';
import type { AgencyRow, PlaceRow } from './tables.js';

export interface Deployment {
  readonly places: readonly PlaceRow[];
  readonly agencies: readonly AgencyRow[];
  /** The operator's key, of which the store keeps the SHA-256 only. */
  readonly operator: { readonly place: string; readonly keyId: string; readonly digest: Buffer };
  /** Official time at which a rehearsal begins; absent in a deployment that lives by the machine's clock. */
  readonly rehearsalFrom?: Date;
}

export async function prepareDeployment(store: Store, deployment: Deployment): Promise<void> {
  const { places, agencies, operator, rehearsalFrom } = deployment;
  await store.transaction(async (tx) => {
    await putPlaces(tx, places);
    await putAgencies(tx, agencies);
    await learnOrgans(
      tx,
      agencies.map(({ code }) => code),
    );
    const known = await readKeyRow(tx, [operator.place], operator.keyId);
    if (known === undefined)
      await addKey(tx, operator.place, {
        ...{
          keyId: operator.keyId,
          agency: operator.place,
          role: 'operator',
          digest: operator.digest,
          expiresAt: null,
        },
      });
  });
  if (rehearsalFrom !== undefined) await beginRehearsal(store, rehearsalFrom);
}
