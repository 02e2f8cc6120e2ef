/** Makes what a deployment needs before its first document: a key and certificate for every place, agency and leader. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Enrolment, type CertificateApplication, type EnrolmentOutcome } from '@lienthong/client';
import { makeRequest } from '@lienthong/signature';
import { makeNation } from '../nation/nation.js';
import { signerOf } from '../paper/wording.js';
import { leadersOf } from '../plan/senders.js';
import type { Scenario } from '../scenario/scenario.js';
import { tellProgress } from '../tell-launcher.js';
import { beginningOf, serialOf, stillDoes } from './certificate-life.js';
import { makeFlawKits } from './flaw-kits.js';
import { certificatePem, foldersOf, isKept, keep, placeFile, walletFile, type Folders } from './folders.js';
import { makeKeys, type Holder } from './key-makers.js';
import { currentLists, openTrustDesk, type TrustDesk } from './trust-desk.js';

/** Where the trust service is, and the file with its registrar's and operator's keys. */
export interface TrustAddress {
  readonly url: string;
  readonly keysFile: string;
}

/**
 * Idempotent: what is there is kept, what a stopped run left out is made, and a certificate that does not hold is renewed.
 * @param at official time
 */
export async function prepare(data: string, scenario: Scenario, trust: TrustAddress, at: Date): Promise<void> {
  const folders = foldersOf(data);
  const desk = openTrustDesk(trust.url, trust.keysFile);
  try {
    await keepAuthorities(folders, desk);
    await enrol(desk, holdersOf(folders, scenario), at);
    await makeFlawKits(folders, desk, scenario);
    await keepLists(folders, desk);
  } finally {
    await desk.client.close();
  }
}

async function keepAuthorities(folders: Folders, { client }: TrustDesk): Promise<void> {
  for (const name of ['anchors.pem', 'intermediates.pem'])
    keep(join(folders.trust, name), await client.published(`/pki/${name}`), 0o644);
}

/** Keys that are there are used; a certificate of an authority that this service does not have is made anew. */
async function enrol({ client, keys }: TrustDesk, holders: readonly Holder[], at: Date): Promise<void> {
  const issuers = certificatesIn((await client.published('/pki/intermediates.pem')).toString('latin1'));
  const held = new Map(holders.map((holder) => [holder, heldCertificate(holder, issuers)]));
  const missing = holders.filter((holder) => {
    const certificate = held.get(holder);
    return certificate === undefined || !stillDoes(certificate, at);
  });
  let done = holders.length - missing.length;
  const progress = (): void => tellProgress('keys', 'keys and certificates', done, holders.length);
  progress();
  const enrolment = new Enrolment<Holder>({
    // As late as the decree allows: five years, three for a renewal (Decree 68/2024, article 9).
    ...{ client, keys, life: { from: beginningOf(at) } },
    answered: (holder, outcome) => {
      if ('certificate' in outcome) keep(holder.certificateFile, certificatePem([outcome.certificate]), 0o644);
      else if (!isEnded(outcome, held.get(holder)))
        throw new Error(`no certificate for ${holder.agency}: ${JSON.stringify(outcome)}`);
      done += 1;
      progress();
    },
  });
  const certify = (holder: Holder, request: Buffer): void =>
    enrolment.add(holder, applicationOf(holder, request, held.get(holder)));
  for (const holder of missing.filter(({ keyFile }) => isKept(keyFile)))
    certify(holder, makeRequest(createPrivateKey(readFileSync(holder.keyFile)), holder));
  await makeKeys(
    missing.filter(({ keyFile }) => !isKept(keyFile)),
    certify,
  );
  await enrolment.finish();
}

/** What was revoked or suspended is not renewed: its holder goes on with it, and is refused. */
const isEnded = (outcome: EnrolmentOutcome, held: X509Certificate | undefined): boolean =>
  held !== undefined && 'refusal' in outcome && outcome.refusal.code === 'certificate-state';

function applicationOf(
  { agency, commonName, kind }: Holder,
  request: Buffer,
  before: X509Certificate | undefined,
): CertificateApplication {
  const renewal = before === undefined ? {} : { renews: serialOf(before) };
  return { agency, commonName, kind, request: request.toString('base64'), ...renewal };
}

const certificatesIn = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map((block) => new X509Certificate(block));

/** Undefined where there is none by an authority of this service. */
function heldCertificate(
  { keyFile, certificateFile }: Holder,
  issuers: readonly X509Certificate[],
): X509Certificate | undefined {
  if (!isKept(keyFile) || !isKept(certificateFile)) return undefined;
  const certificate = new X509Certificate(readFileSync(certificateFile));
  return issuers.some((issuer) => certificate.checkIssued(issuer)) ? certificate : undefined;
}

function holdersOf(folders: Folders, scenario: Scenario): Holder[] {
  const nation = makeNation(scenario);
  const own = nation.agencies.filter(({ place }) => place === nation.office);
  const leaders = leadersOf(scenario, nation.agencies);
  const kept = (who: string) => ({
    keyFile: walletFile(folders, who, 'key'),
    certificateFile: walletFile(folders, who, 'certificate'),
  });
  return [
    ...nation.places.map(({ code, name }): Holder => ({
      ...{ agency: code, commonName: name.slice(0, 64), kind: 'place' },
      keyFile: placeFile(folders, code, 'key'),
      certificateFile: placeFile(folders, code, 'certificate'),
    })),
    ...own.map(({ code, name }): Holder => ({
      agency: code,
      commonName: name.slice(0, 64),
      kind: 'agency',
      ...kept(code),
    })),
    ...own
      .filter(({ code }) => leaders.has(code))
      .map((agency): Holder => ({
        ...{ agency: agency.code, commonName: signerOf(agency).fullName, kind: 'person' },
        ...kept(`${agency.code}.leader`),
      })),
  ];
}

/** The lists of now, and no others: an exchange refuses one that none of its authorities signed. */
async function keepLists(folders: Folders, desk: TrustDesk): Promise<void> {
  const folder = join(folders.trust, 'crls');
  const lists = await currentLists(desk);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!lists.has(name)) rmSync(join(folder, name));
  for (const [name, list] of lists) keep(join(folder, name), list, 0o644);
}
