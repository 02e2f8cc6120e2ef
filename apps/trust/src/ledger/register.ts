/** What the authority knows, made from its journal alone: authorities, parts, keys, applications, certificates, lists. */
import { X509Certificate } from 'node:crypto';
import type { CertificateKind, RevocationReason } from '@lienthong/signature';
import type { Branch, JournalEvent, NumberedApplication, Role } from './deeds.js';

export interface Founded {
  readonly name: string;
  readonly branch: Branch | 'root';
  readonly generation: number;
  readonly serial: string;
  readonly certificate: Buffer;
}

export interface Equipped {
  readonly part: 'status' | 'time-stamping';
  readonly authority: string;
  readonly serial: string;
  /** Name of its key. */
  readonly key: string;
  readonly certificate: Buffer;
}

export interface AdmittedKey {
  readonly keyId: string;
  readonly role: Role;
  readonly name: string;
  readonly digest: Buffer;
  isDismissed: boolean;
}

export interface KnownApplication extends NumberedApplication {
  readonly at: string;
  readonly by: string;
  state: 'waiting' | 'issued' | 'declined';
  serial?: string;
  reason?: string;
}

/** `agency` is empty for authorities and parts. `ended` is there while it does not hold; `certificateHold` can be lifted. */
export interface KnownCertificate {
  readonly serial: string;
  readonly authority: string;
  readonly kind: CertificateKind | 'authority' | 'part';
  readonly branch?: Branch;
  readonly agency: string;
  readonly commonName: string;
  readonly certificate: Buffer;
  readonly renews?: string;
  ended?: { readonly since: string; readonly ground: string; readonly reason: RevocationReason | 'certificateHold' };
}

export interface Publication {
  readonly number: number;
  readonly thisUpdate: string;
  readonly nextUpdate: string;
  readonly digests: ReadonlyMap<string, string>;
}

type EventOf<Did extends JournalEvent['did']> = Extract<JournalEvent, { readonly did: Did }>;

export class Register {
  readonly authorities = new Map<string, Founded>();
  readonly parts: Equipped[] = [];
  readonly keys = new Map<string, AdmittedKey>();
  readonly applications = new Map<string, KnownApplication>();
  readonly certificates = new Map<string, KnownCertificate>();
  publication: Publication | undefined;
  /** Something was revoked, suspended or resumed since the last lists. */
  isListStale = false;

  /** Takes in one event; events come in the journal's order. */
  apply(event: JournalEvent): void {
    (this.takers[event.did] as (event: JournalEvent) => void)(event);
  }

  private readonly takers: { readonly [Did in JournalEvent['did']]: (event: EventOf<Did>) => void } = {
    founded: (event) => this.found(event),
    equipped: (event) => this.equip(event),
    admitted: ({ keyId, role, name, digest }) =>
      this.keys.set(keyId, { keyId, role, name, digest: Buffer.from(digest, 'hex'), isDismissed: false }),
    dismissed: ({ keyId }) => (this.keys.get(keyId)!.isDismissed = true),
    requested: ({ applications, at, by }) => {
      for (const one of applications) this.applications.set(one.id, { ...one, at, by, state: 'waiting' });
    },
    declined: ({ applications, reason }) => {
      for (const id of applications) Object.assign(this.applications.get(id)!, { state: 'declined', reason });
    },
    issued: (event) => this.issue(event),
    revoked: ({ serials, since, ground, reason }) => this.end(serials, { since, ground, reason }),
    suspended: ({ serials, since }) => this.end(serials, { since, ground: 'suspended', reason: 'certificateHold' }),
    resumed: ({ serials }) => {
      for (const serial of serials) delete this.certificates.get(serial)!.ended;
      this.isListStale = true;
    },
    published: ({ number, thisUpdate, nextUpdate, lists }) => {
      const digests = new Map(lists.map(({ authority, digest }) => [authority, digest]));
      this.publication = { number, thisUpdate, nextUpdate, digests };
      this.isListStale = false;
    },
  };

  private found({ name, branch, generation, certificate: text }: EventOf<'founded'>): void {
    const certificate = Buffer.from(text, 'base64');
    const serial = serialOf(certificate);
    this.authorities.set(name, { name, branch, generation, serial, certificate });
    const authority = branch === 'root' ? name : `root-g${generation}`;
    this.certificates.set(serial, { serial, authority, kind: 'authority', agency: '', commonName: name, certificate });
  }

  private equip({ part, authority, serial, key = serial, certificate: text }: EventOf<'equipped'>): void {
    const certificate = Buffer.from(text, 'base64');
    this.parts.push({ part, authority, serial, key, certificate });
    this.certificates.set(serial, { serial, authority, kind: 'part', agency: '', commonName: part, certificate });
  }

  private issue({ certificates }: EventOf<'issued'>): void {
    for (const { for: id, authority, serial, certificate } of certificates) {
      const { branch, kind, agency, commonName, renews } = this.applications.get(id)!;
      Object.assign(this.applications.get(id)!, { state: 'issued', serial });
      this.certificates.set(serial, {
        ...{ serial, authority, branch, kind, agency, commonName, certificate: Buffer.from(certificate, 'base64') },
        ...(renews !== undefined && { renews }),
      });
    }
  }

  /** One that is suspended was last known good before its suspension, which becomes the time of its revocation. */
  private end(serials: readonly string[], { since, ...why }: NonNullable<KnownCertificate['ended']>): void {
    for (const serial of serials) {
      const certificate = this.certificates.get(serial)!;
      certificate.ended = { since: certificate.ended?.since ?? since, ...why };
    }
    this.isListStale = true;
  }
}

/** The serial number as certificates of this authority carry it: 16 bytes, lower-case hex. */
export const serialOf = (certificate: Buffer): string => new X509Certificate(certificate).serialNumber.toLowerCase();
