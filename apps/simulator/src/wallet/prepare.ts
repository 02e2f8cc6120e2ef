/** Makes what a deployment needs before its first document: the authority, a key and certificate for every place, agency and leader. */
import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Authority, makeRequest, type CertificateKind } from '@lienthong/signature';
import { makeNation } from '../nation/nation.js';
import { signerOf } from '../paper/wording.js';
import { leadersOf } from '../plan/senders.js';
import type { Scenario } from '../scenario/scenario.js';
import { tellProgress } from '../tell-launcher.js';
import { makeFlawKits } from './flaw-kits.js';
import { certificatePem, foldersOf, isKept, keep, placeFile, walletFile, type Folders } from './folders.js';
import { makeKeys, type Holder } from './key-makers.js';

/** Certificates are of 2019, so that a rehearsal in 2020 can use them; five years is the longest life (Decree 68/2024, article 9). */
const FROM = new Date('2019-01-01T00:00:00Z');
const TO = new Date('2023-12-31T00:00:00Z');
/** Revocation lists of a rehearsal speak for the whole time it can reach. */
const LISTS = { from: new Date('2019-12-31T00:00:00Z'), to: new Date('2022-12-31T00:00:00Z') };

/** Idempotent: what is there is kept, what a stopped run left out is made. */
export async function prepare(data: string, scenario: Scenario): Promise<void> {
  const folders = foldersOf(data);
  const authority = await openAuthority(folders);
  const holders = holdersOf(folders, scenario);
  const missing = holders.filter(({ certificateFile }) => !isKept(certificateFile));
  let done = holders.length - missing.length;
  const progress = (): void => tellProgress('keys', 'keys and certificates', done, holders.length);
  progress();
  const certify = (holder: Holder, request: Buffer): void => {
    const certificate = authority.issue(request, { ...nameOf(holder), from: FROM, to: TO });
    keep(holder.certificateFile, certificatePem([certificate]), 0o644);
    done += 1;
    progress();
  };
  for (const holder of missing.filter(({ keyFile }) => isKept(keyFile))) {
    certify(holder, makeRequest(createPrivateKey(readFileSync(holder.keyFile)), nameOf(holder)));
  }
  await makeKeys(
    missing.filter(({ keyFile }) => !isKept(keyFile)),
    certify,
  );
  const flawed = await makeFlawKits(folders, authority, scenario, FROM);
  await publishTrust(folders, authority, flawed);
}

function nameOf({ agency, commonName, kind }: Holder): { agency: string; commonName: string; kind: CertificateKind } {
  return { agency, commonName, kind };
}

async function openAuthority(folders: Folders): Promise<Authority> {
  if (existsSync(join(folders.authority, 'authority.json'))) return Authority.load(folders.authority);
  const authority = await Authority.create({ name: 'Liên Thông - Diễn tập', from: FROM });
  await authority.save(folders.authority);
  return authority;
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

/** New lists only where there are none or somebody was revoked: their number grows each time. */
async function publishTrust(folders: Folders, authority: Authority, isChanged: boolean): Promise<void> {
  const lists = ['root', 'issuing'].map((level) => join(folders.trust, 'crls', `${level}.crl`));
  keep(join(folders.trust, 'anchors.pem'), certificatePem(authority.anchors), 0o644);
  keep(join(folders.trust, 'intermediates.pem'), certificatePem(authority.intermediates), 0o644);
  if (!isChanged && lists.every(isKept)) return;
  authority.crls(LISTS.from, LISTS.to).forEach((list, index) => keep(lists[index] ?? '', list, 0o644));
  await authority.save(folders.authority);
}
