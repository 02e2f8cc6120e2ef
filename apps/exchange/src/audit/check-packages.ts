/** Packages: every stored one is what its digest says, is named by a document, and says itself what the documents' rows say of it. */
import { hash } from 'node:crypto';
import { isRefused, readPackage, type Package } from '@lienthong/edxml';
import { countSignatures } from '@lienthong/signature';
import { namedPackages, packageSizes, readPackages, type NamedPackage, type PackageSize } from '@lienthong/store';
import { headerOf } from '../steps/accept.js';
import type { Auditing } from './auditing.js';

/** Bytes and packages read together. */
const groupBytes = 8 * 1024 * 1024;
const groupPackages = 200;
/** Packages belong to the whole server: in their differences this stands for the place. */
const everywhere = '(all)';

type NamedRows = Awaited<ReturnType<typeof namedPackages>>;

export async function checkPackages(audit: Auditing): Promise<void> {
  const { rows, findings, progress, hosted } = audit;
  const named = await namedPackages(rows, hosted);
  for await (const page of packageSizes(rows)) {
    for (const group of groupsOf(page)) {
      const stored = await readPackages(
        rows,
        group.map(({ digest }) => digest),
      );
      for (const size of group) await checkPackage(audit, named, size, stored.get(size.digest) ?? Buffer.alloc(0));
      progress.at('packages');
    }
    findings.looked('packages', page.length);
  }
  await tellMissing(audit, named, undefined);
}

function groupsOf(page: readonly PackageSize[]): PackageSize[][] {
  const groups: PackageSize[][] = [];
  let bytes = 0;
  for (const each of page) {
    const open = groups.at(-1);
    bytes = open === undefined || open.length === groupPackages || bytes + each.size > groupBytes ? 0 : bytes;
    if (bytes === 0 || open === undefined) groups.push([each]);
    else open.push(each);
    bytes += each.size;
  }
  return groups;
}

async function tellMissing({ findings }: Auditing, named: NamedRows, before: string | undefined): Promise<void> {
  for (const row of await named.takeWhile(({ package: digest }) => before === undefined || digest < before))
    findings.add(row.place, 'package', row.package, `the package of document ${row.id}`, 'no row');
}

async function checkPackage(audit: Auditing, named: NamedRows, size: PackageSize, bytes: Buffer): Promise<void> {
  const { findings } = audit;
  const { digest, told } = size;
  await tellMissing(audit, named, digest);
  const documents = await named.takeWhile((row) => row.package === digest);
  if (documents.length === 0) findings.add(everywhere, 'package', digest, 'a document that names it', 'none');
  const found = hash('sha256', bytes, 'hex');
  if (found !== digest)
    return findings.add(everywhere, 'package', digest, 'bytes of this SHA-256', `bytes of ${found}`);
  if (told !== size.size) findings.add(everywhere, 'package', digest, `size ${size.size}`, `size ${told}`);
  const read = readPackage(bytes);
  if (isRefused(read)) return findings.add(everywhere, 'package', digest, 'an edXML package', read.refusal.code);
  for (const row of documents) checkDocument(audit, row, read.value, bytes.length);
}

/** Compares what a document's row says with its package; `receipt`s and events prove the rest of it. */
function checkDocument(audit: Auditing, row: NamedPackage, read: Package, size: number): void {
  const { findings, directory } = audit;
  const { document, contentDigest } = read;
  const header = headerOf(document);
  const expected = {
    ...{ document_id: header.documentId, operation: header.operation, content: contentDigest.toString('hex') },
    ...{ package_size: size, urgency: header.urgency, type: header.type, type_name: header.typeName },
    ...{ promulgated: header.promulgated, due: header.dueDate ?? null, code: header.code, subject: header.subject },
    sender: directory.agency(document.from.organId)?.code ?? row.sender,
  };
  const columns = (Object.keys(expected) as (keyof typeof expected)[]).filter((name) => expected[name] !== row[name]);
  if (columns.length > 0)
    findings.add(
      ...([row.place, 'document', row.id] as const),
      columns.map((name) => `${name} ${expected[name]}`).join(', '),
      columns.map((name) => `${name} ${row[name]}`).join(', '),
    );
  if (!row.origin) return;
  checkRecipients(audit, row, read);
  checkEvidence(audit, row, read);
}

/** One that was refused after its parking has no deliveries and keeps its recipients, which older ones did not; all others have a delivery for each. */
function checkRecipients({ findings, directory }: Auditing, row: NamedPackage, { document }: Package): void {
  const named = document.to.map(({ organId }) => directory.agency(organId)?.code ?? organId).sort();
  const kept = row.recipients ?? [];
  const expected = row.state === 2 && kept.length === 0 ? [] : named;
  const table = ['delivery', 'parked', 'document'][row.state] ?? 'document';
  findings.compare(row.place, table, row.id, `for ${expected.join(' ')}`, `for ${[...kept].sort().join(' ')}`);
}

interface SignatureEvidence {
  readonly valid?: unknown;
  readonly trusted?: unknown;
  readonly signer?: { readonly agency?: unknown };
}

/** One verdict for each signature, and the facts that follow from them (house rule: all good, and one of them the sender's). */
function checkEvidence({ findings }: Auditing, row: NamedPackage, read: Package): void {
  const evidence: readonly SignatureEvidence[] = Array.isArray(row.evidence)
    ? row.evidence.map((one) => one ?? {})
    : [];
  const signatures = row.state === 1 ? 0 : countSignatures(read);
  findings.compare(row.place, 'verdict', row.id, `${signatures} verdicts`, `${evidence.length} verdicts`);
  if (row.state === 1 || evidence.length !== signatures) return;
  const isValid =
    evidence.length > 0 &&
    evidence.every(({ valid }) => valid === true) &&
    evidence.some(({ signer }) => signer?.agency === row.sender);
  const isTrusted = isValid && evidence.every(({ trusted }) => trusted === true);
  const found = `valid ${row.valid}, trusted ${row.trusted}`;
  findings.compare(row.place, 'verdict', row.id, found, `valid ${isValid}, trusted ${isTrusted}`);
}
