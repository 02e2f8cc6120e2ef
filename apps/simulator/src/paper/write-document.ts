/** Writes what an agency submits: the PDF, its signatures beside it, and the edXML package around both. */
import { hash } from 'node:crypto';
import { writePackage, type Attachment, type OfficialDocument, type Organization } from '@lienthong/edxml';
import { plantFlaw, signDetached, type FlawKit, type Signer } from '@lienthong/signature';
import type { Agency } from '@lienthong/directory';
import type { Plan, PlannedDocument } from '../plan/planned-document.js';
import { instantOf, vietnamTime } from '../scenario/calendar.js';
import type { Press, Printed } from './press.js';
import { codeSpelling, documentIdOf } from './wording.js';

/** Who signs with what; the wallet in a replay. */
export interface Signers {
  agency(code: string): Signer;
  leader(code: string): Signer;
  flawKit(code: string): FlawKit;
}

export class DocumentWriter {
  private readonly agencies: ReadonlyMap<string, Agency>;

  constructor(
    private readonly plan: Plan,
    private readonly press: Press,
    private readonly signers: Signers,
  ) {
    this.agencies = new Map(plan.nation.agencies.map((agency) => [agency.code, agency]));
  }

  /** The package's bytes; the same plan and keys give the same bytes. */
  write(document: PlannedDocument): Buffer {
    const signedAt = instantOf(this.plan.days[document.day] ?? '', document.hour, document.minute);
    const printed = this.press.print(document, signedAt);
    const main = this.mainAttachment(document, printed);
    return writePackage(this.header(document, printed, signedAt), [main, ...this.signatures(document, main, signedAt)]);
  }

  private mainAttachment({ flaw }: PlannedDocument, { wording, pdf }: Printed): Attachment {
    const name = `${wording.number}_${wording.notation}${flaw === 'claims-only' ? '_Signed' : ''}.pdf`;
    return { contentId: 'vanban', name, contentType: 'application/pdf', description: wording.subject, bytes: pdf };
  }

  /** The agency's signature and, where its leader signs too, a second one; both over the main attachment's digest. */
  private signatures(document: PlannedDocument, main: Attachment, signedAt: Date): Attachment[] {
    const { sender, signed, leader, flaw } = document;
    if (!signed || flaw === 'claims-only') return [];
    const content = { sha256: hash('sha256', main.bytes, 'buffer') };
    const signer = this.signers.agency(sender.code);
    const own = flaw
      ? plantFlaw(flaw, content, { signer, kit: this.signers.flawKit(sender.code) }, signedAt)
      : signDetached(content, signer, signedAt);
    const beside = (contentId: string, name: string, bytes: Buffer): Attachment => ({
      ...{ contentId, name, bytes },
      contentType: 'application/pkcs7-signature',
    });
    const signatures = [beside('chuky', `${main.name}.p7s`, own)];
    if (leader) {
      const second = signDetached(content, this.signers.leader(sender.code), signedAt);
      signatures.push(beside('chuky-lanhdao', `${main.name}.leader.p7s`, second));
    }
    return signatures;
  }

  private header(document: PlannedDocument, { wording, pages }: Printed, signedAt: Date): OfficialDocument {
    const { sender, kind, recipients, urgency } = document;
    const date = this.plan.days[document.day] ?? '';
    const codeOf = codeSpelling(this.plan.scenario, sender);
    return {
      from: organization(sender, codeOf),
      to: recipients.map((code) => organization(this.agency(code), codeOf)),
      documentId: documentIdOf(this.plan, document),
      code: { number: wording.number, notation: wording.notation },
      promulgation: { place: this.press.place, date },
      type: { type: kind.type, name: kind.name },
      subject: wording.subject,
      signer: wording.signer,
      other: { priority: urgency, amount: recipients.length, pages },
      trace: [{ organId: codeOf(sender), timestamp: vietnamTime(signedAt) }],
      business: { type: 0, paper: false },
      claimsSignature: false,
    };
  }

  private agency(code: string): Agency {
    const agency = this.agencies.get(code);
    if (!agency) throw new Error(`the plan names an agency that is not there: ${code}`);
    return agency;
  }
}

function organization(agency: Agency, codeOf: (agency: Agency) => string): Organization {
  return { organId: codeOf(agency), organName: agency.name };
}
