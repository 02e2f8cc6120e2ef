/** A registrar asks for certificates: each request is checked for its proof and its names, and waits for the operator. */
import { hash } from 'node:crypto';
import { isAgencyCode, isHubCode } from '@lienthong/directory';
import { refuse, type Outcome, type Refusal } from '@lienthong/edxml';
import { judgeRequest } from '@lienthong/signature';
import type { Act, TrustAuthority } from '../authority.js';
import type { Application, NumberedApplication } from '../ledger/deeds.js';
import type { KnownApplication, Register } from '../ledger/register.js';
import { describeApplication, type ApplicationView } from '../views.js';

/** One outcome for each application, in the order asked; what is refused leaves no trace. */
export function request(
  authority: TrustAuthority,
  by: string,
  asked: readonly Application[],
): Promise<(ApplicationView | { readonly refusal: Refusal })[]> {
  return authority.act(by, async (act) => {
    const outcomes = asked.map((application) => judge(act.register, application));
    const taken = outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
    const unknown = new Map(taken.filter(({ id }) => !act.register.applications.has(id)).map((one) => [one.id, one]));
    if (unknown.size > 0) await act.record({ did: 'requested', applications: [...unknown.values()] });
    return outcomes.map((outcome) => ('value' in outcome ? viewOf(act, outcome.value) : { refusal: outcome.refusal }));
  });
}

const viewOf = ({ register }: Act, { id }: NumberedApplication): ApplicationView =>
  describeApplication(register.applications.get(id)!, register);

function judge(register: Register, application: Application): Outcome<NumberedApplication> {
  const fault = subjectFault(application);
  if (fault !== undefined) return refuse('request-invalid', fault);
  const der = Buffer.from(application.request, 'base64');
  const read = judgeRequest(der);
  if ('refusal' in read) return read;
  if (read.value.agency !== application.agency.normalize('NFC')) {
    const named = `The request is of "${read.value.agency}", the application for "${application.agency}"`;
    return refuse('certificate-of-another-agency', named);
  }
  const renewal =
    application.renews === undefined ? undefined : renewalRefusal(register, application, application.renews);
  if (renewal !== undefined) return { refusal: renewal };
  const id = hash('sha256', Buffer.concat([der, Buffer.from(application.renews ?? '')]), 'hex');
  const known = register.applications.get(id);
  if (known !== undefined && !isSame(known, application)) {
    return refuse('certificate-state', `This request was made before for ${known.kind} ${known.commonName}`);
  }
  return { value: { ...application, id } };
}

function subjectFault({ kind, agency, commonName }: Application): string | undefined {
  if (kind === 'place') return isHubCode(agency) ? undefined : `${agency} is not a place's hub code`;
  if (!isAgencyCode(agency)) return `${agency} is not an agency's code`;
  return commonName.trim() === '' ? 'a name is needed' : undefined;
}

const isSame = (known: KnownApplication, { branch, kind, commonName }: Application): boolean =>
  known.branch === branch && known.kind === kind && known.commonName === commonName;

/** A renewal goes on with a certificate of the same holder that has not been ended. */
function renewalRefusal(register: Register, asked: Application, serial: string): Refusal | undefined {
  const before = register.certificates.get(serial);
  if (before === undefined) return { code: 'certificate-not-found', detail: `There is no certificate ${serial}` };
  if (before.ended !== undefined) return { code: 'certificate-state', detail: `Certificate ${serial} does not hold` };
  const isHolder = before.agency === asked.agency && before.kind === asked.kind && before.branch === asked.branch;
  return isHolder
    ? undefined
    : { code: 'certificate-of-another-agency', detail: `Certificate ${serial} is of ${before.kind} ${before.agency}` };
}
