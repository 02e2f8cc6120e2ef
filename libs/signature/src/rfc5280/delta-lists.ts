/** Puts delta lists and the complete lists that they continue together (RFC 5280 5.2.4, 6.3.3 c). */
import type { RevocationList } from '../trust/read-crl.js';
import { REMOVE_FROM_LIST } from '../trust/revocation-reasons.js';

/** Begins the key of a delta list; the rest of it is the key of its complete list: same issuer, key and scope. */
export const DELTA = 'delta ';

/** The complete lists, each brought up to the number of its delta list where there is one; a delta alone says nothing. */
export function continued(lists: ReadonlyMap<string, RevocationList>): RevocationList[] {
  return [...lists].flatMap(([key, list]) => {
    if (list.base !== undefined) return [];
    const delta = lists.get(`${DELTA}${key}`);
    const isNext = delta?.base !== undefined && delta.base <= list.number && delta.number > list.number;
    return [isNext ? joined(list, delta) : list];
  });
}

/** It speaks as long as both do. */
function joined(list: RevocationList, delta: RevocationList): RevocationList {
  const revoked = new Map([...list.revoked, ...delta.revoked]);
  for (const [serial, { reason }] of delta.revoked) if (reason === REMOVE_FROM_LIST) revoked.delete(serial);
  const { number, thisUpdate } = delta;
  return { ...list, number, thisUpdate, nextUpdate: Math.min(delta.nextUpdate, list.nextUpdate), revoked };
}
