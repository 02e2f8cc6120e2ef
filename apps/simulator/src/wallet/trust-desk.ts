/** The trust service as the simulator sees it: where it is, and the keys of a registrar and an operator. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { TrustClient, type EnrolmentKeys } from '@lienthong/client';

export interface TrustDesk {
  readonly client: TrustClient;
  readonly keys: Required<EnrolmentKeys>;
}

/** `keysFile`: JSON with the keys of the roles, as the trust service writes it at its first start. */
export function openTrustDesk(url: string, keysFile: string): TrustDesk {
  const { registrar, operator } = JSON.parse(readFileSync(keysFile, 'utf8')) as Required<EnrolmentKeys>;
  return { client: new TrustClient(url), keys: { registrar, operator } };
}

/** The revocation lists of all authorities, DER, by file name. */
export async function currentLists({ client }: TrustDesk): Promise<Map<string, Buffer>> {
  const lists = new Map<string, Buffer>();
  for (const { list } of await client.authorities()) {
    const { pathname } = new URL(list);
    lists.set(basename(pathname), await client.published(pathname));
  }
  return lists;
}
