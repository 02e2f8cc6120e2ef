/** Publishes the revocation lists of all authorities: when something was revoked, when half of their time is over, at a start. */
import { hash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeList } from '@lienthong/signature';
import type { Act, TrustAuthority } from '../authority.js';
import { keepFile } from '../keep-file.js';
import type { Register } from '../ledger/register.js';

const hourMs = 3_600_000;

/** Does nothing while the lists are fresh and say everything. */
export async function publish(authority: TrustAuthority, act: Act): Promise<void> {
  if (!isDue(authority, act)) return;
  const { register, now } = act;
  const thisUpdate = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const nextUpdate = new Date(thisUpdate.getTime() + authority.config.LIST_HOURS * hourMs);
  // At least the machine's seconds: a journal restored from a backup must not lead to a lower number (RFC 5280 5.2.3).
  const number = Math.max((register.publication?.number ?? 0) + 1, Math.floor(Date.now() / 1000));
  const written = [...register.authorities.values()].map((one) => {
    const revocations = revocationsBy(register, one.name);
    const list = writeList(authority.signer(one), { number, thisUpdate, nextUpdate, revocations });
    return { authority: one.name, digest: hash('sha256', list, 'hex'), list };
  });
  for (const one of written) {
    const file = authority.listFile(one.authority);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await keepFile(file, one.list);
  }
  await act.record({
    ...{ did: 'published', number, thisUpdate: thisUpdate.toISOString(), nextUpdate: nextUpdate.toISOString() },
    lists: written.map(({ list: _, ...named }) => named),
  });
  for (const one of written) authority.lists.set(one.authority, one.list);
}

function isDue({ lists, config }: TrustAuthority, { register, now }: Act): boolean {
  const { publication, authorities, isListStale } = register;
  if (publication === undefined || isListStale || lists.size < authorities.size) return true;
  const [from, to] = [Date.parse(publication.thisUpdate), Date.parse(publication.nextUpdate)];
  const asked = config.LIST_HOURS * hourMs;
  // A rehearsal that began anew lives before its last lists; lists of another length come from another setting.
  return now.getTime() < from || now.getTime() >= from + asked / 2 || to - from !== asked;
}

const revocationsBy = ({ certificates }: Register, authority: string) =>
  [...certificates.values()].flatMap(({ serial, authority: issuer, ended }) =>
    issuer === authority && ended !== undefined ? [{ serial, at: ended.since, reason: ended.reason }] : [],
  );
