/** Gives every authority its responder and the newest its stamper; new ones, with new keys, long before the last ones end. */
import { certifyPart, makeRequest, yearsAfter } from '@lienthong/signature';
import type { Act, TrustAuthority } from '../authority.js';
import type { Equipped, Founded, Register } from '../ledger/register.js';
import { serialOf } from '../ledger/register.js';
import { authoritiesAt, authorityAt, periodOf } from './choose.js';
import type { KeyKind } from './key-store.js';

const lifeYears = 3;
/** A part is replaced when less than a year of its life is left. */
const restYears = 1;

/** Answers are many and short-lived: P-256. Stamps are kept for decades and read by old programs: RSA. */
const keyKinds: Readonly<Record<Equipped['part'], KeyKind>> = { status: 'p-256', 'time-stamping': 'rsa-2048' };

const partNames: Readonly<Record<Equipped['part'], string>> = {
  status: 'Trả lời trạng thái',
  'time-stamping': 'Cấp dấu thời gian',
};

export async function equip(authority: TrustAuthority, act: Act): Promise<void> {
  const { register, now } = act;
  for (const one of authoritiesAt(register, now))
    if (!hasPart(register, 'status', one.name, now)) await addPart(authority, act, one, 'status');
  const newest = authorityAt(register, 'state', now);
  if (newest !== undefined && !hasPart(register, 'time-stamping', newest.name, now))
    await addPart(authority, act, newest, 'time-stamping');
}

function hasPart({ parts, certificates, authorities }: Register, part: string, name: string, now: Date): boolean {
  const end = periodOf(authorities.get(name)!.certificate).to;
  return parts.some((one) => {
    const { from, to } = periodOf(one.certificate);
    const lasts = to >= end || to > yearsAfter(now, restYears);
    const isHeld = certificates.get(one.serial)?.ended === undefined;
    return one.part === part && one.authority === name && from <= now && lasts && isHeld;
  });
}

async function addPart(authority: TrustAuthority, act: Act, issuer: Founded, part: Equipped['part']): Promise<void> {
  const name = `${part}-${issuer.name}-${act.register.parts.length + 1}`;
  const key = await authority.makeKey(name, keyKinds[part]);
  const from = wholeSecond(act.now);
  const to = new Date(Math.min(yearsAfter(from, lifeYears).getTime(), periodOf(issuer.certificate).to.getTime()));
  // The subject is the authority's to say; the request only proves the key.
  const request = makeRequest(key, { agency: issuer.name, commonName: partNames[part], kind: 'place' });
  const order = { service: part, commonName: `${partNames[part]} ${issuer.name}`, from, to };
  const certificate = certifyPart(authority.signer(issuer), request, authority.config.AUTHORITY_NAME, order);
  const serial = serialOf(certificate);
  const base64 = certificate.toString('base64');
  await act.record({ did: 'equipped', part, authority: issuer.name, serial, key: name, certificate: base64 });
}

const wholeSecond = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);
