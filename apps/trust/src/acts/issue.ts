/** The operator approves what registrars asked for: certificates are written; or declines it. */
import { setImmediate as breathe } from 'node:timers/promises';
import { refusedError } from '@lienthong/edge';
import { certify, profile, yearsAfter } from '@lienthong/signature';
import type { Act, TrustAuthority } from '../authority.js';
import { authorityAt, periodOf, type Period } from '../authorities/choose.js';
import type { IssuedCertificate } from '../ledger/deeds.js';
import { serialOf, type Founded, type KnownApplication, type Register } from '../ledger/register.js';
import { describeApplication, type ApplicationView } from '../views.js';

/** `from` is now unless told; `to` as late as the decree allows: five years, three for a renewal. */
export interface Issuance {
  readonly applications: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
}

/** All or none. An application that has its certificate already is answered with it. */
export function issue(authority: TrustAuthority, by: string, issuance: Issuance): Promise<ApplicationView[]> {
  return authority.act(by, async (act) => {
    const { register } = act;
    const ids = [...new Set(issuance.applications)];
    const certificates: IssuedCertificate[] = [];
    for (const application of ids.map((id) => applicationIn(register, id))) {
      if (application.state === 'waiting') certificates.push(write(authority, act, application, issuance));
      // A certificate takes milliseconds of this thread; questions on statuses must not wait for hundreds.
      await breathe();
    }
    if (certificates.length > 0) await act.record({ did: 'issued', certificates });
    return ids.map((id) => describeApplication(register.applications.get(id)!, register));
  });
}

export function decline(
  authority: TrustAuthority,
  by: string,
  { applications, reason }: { readonly applications: readonly string[]; readonly reason: string },
): Promise<ApplicationView[]> {
  return authority.act(by, async (act) => {
    const { register } = act;
    const known = applications.map((id) => applicationIn(register, id));
    const issued = known.find(({ state }) => state === 'issued');
    if (issued !== undefined) throw refusedError('certificate-state', `${issued.id} has its certificate; revoke that`);
    await act.record({ did: 'declined', applications: known.map(({ id }) => id), reason });
    return known.map((one) => describeApplication(one, register));
  });
}

function applicationIn({ applications }: Register, id: string): KnownApplication {
  const found = applications.get(id);
  if (found === undefined) throw refusedError('certificate-not-found', `There is no application ${id}`, 'applications');
  if (found.state !== 'declined') return found;
  throw refusedError('certificate-state', `Application ${id} was declined: ${found.reason}`, 'applications');
}

function write(authority: TrustAuthority, act: Act, application: KnownApplication, asked: Issuance): IssuedCertificate {
  const { id, kind, agency, commonName, request, renews } = application;
  const from = startOf(act, asked.from);
  const issuer = authorityAt(act.register, application.branch, from);
  if (issuer === undefined)
    throw refusedError('request-invalid', `No authority issues at ${from.toISOString()}`, 'from');
  const life = lifeOf(issuer, from, asked.to, renews !== undefined);
  const order = { kind, agency, commonName, isRenewal: renews !== undefined, ...life };
  const addresses = authority.addressesOf(issuer.name);
  const certificate = certify(authority.signer(issuer), Buffer.from(request, 'base64'), order, addresses);
  const serial = serialOf(certificate);
  return { for: id, authority: issuer.name, serial, certificate: certificate.toString('base64') };
}

// Only a rehearsal has a past to be made up.
function startOf({ now, rehearsal }: Act, from = now): Date {
  if (from < now && !rehearsal)
    throw refusedError('request-invalid', 'A certificate can not begin in the past', 'from');
  return new Date(Math.floor(from.getTime() / 1000) * 1000);
}

function lifeOf(issuer: Founded, from: Date, to: Date | undefined, isRenewal: boolean): Period {
  const years = isRenewal ? profile.renewalYears : profile.signerYears;
  const latest = Math.min(yearsAfter(from, years).getTime(), periodOf(issuer.certificate).to.getTime());
  const end = to ?? new Date(latest);
  if (end.getTime() <= latest && end > from) return { from, to: end };
  const limit = new Date(latest).toISOString();
  throw refusedError('request-invalid', `It may be valid for up to ${years} years, until ${limit}`, 'to');
}
