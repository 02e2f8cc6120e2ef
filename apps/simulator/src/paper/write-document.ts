/** Writes what an agency submits: the signed PDF and the edXML package around it. */
import { writePackage, type Attachment, type OfficialDocument, type Organization } from '@lienthong/edxml';
import type { Agency } from '@lienthong/directory';
import type { Plan, PlannedDocument } from '../plan/planned-document.js';
import { instantOf, vietnamTime } from '../scenario/calendar.js';
import type { Press, Printed } from './press.js';
import { signBeside, signInside, type Signers } from './sign-document.js';
import { codeSpelling, documentIdOf } from './wording.js';

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
    return writePackage(this.header(document, printed, signedAt), this.attachments(document, printed, signedAt));
  }

  /** A file that is signed inside says so in its name, as offices do; one that only claims to be signed does the same. */
  private attachments(document: PlannedDocument, printed: Printed, signedAt: Date): Attachment[] {
    const { signed, flaw } = document;
    const isInside = signed && !flaw && this.plan.scenario.signatureForm === 'pdf';
    const { number, notation, subject } = printed.wording;
    const main: Attachment = {
      contentId: 'vanban',
      name: `${number}_${notation}${isInside || flaw === 'claims-only' ? '_Signed' : ''}.pdf`,
      contentType: 'application/pdf',
      description: subject,
      bytes: isInside ? signInside(document, printed, this.signers, signedAt) : printed.pdf,
    };
    const isBeside = signed && !isInside && flaw !== 'claims-only';
    return [main, ...(isBeside ? signBeside(document, main, this.signers, signedAt) : [])];
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
