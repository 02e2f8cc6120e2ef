/** What the published schema says of a message beyond what the rules say, told as every other finding is. */
import { isRefused } from '../outcome.js';
import { mostFaults } from '../read/fields.js';
import { cutAttachments } from '../xml/cut-attachments.js';
import { validateSchema, type Schema, type SchemaFault } from '../xml/validate-schema.js';
import type { XmlView } from '../xml/xml-tree.js';
import type { Finding } from './finding.js';
import { understood } from './schema-sentences.js';

interface Placed {
  readonly path: string;
  readonly line: number | undefined;
}

/** `root` knows its lines. What one of the `findings` is about is told already; so is the lack of something that one of them names. */
export function schemaFindings(
  schema: Schema,
  bytes: Buffer,
  root: XmlView,
  findings: readonly Pick<Finding, 'path'>[],
): Finding[] {
  const cut = cutAttachments(bytes);
  if (isRefused(cut)) return [];
  const faults = validateSchema(schema, cut.value.envelope);
  if (faults.length === 0) return [];
  const told = findings.map(({ path }) => withoutPlaces(path));
  const places = placesIn(root);
  return faults
    .filter((one, index) => faults[index - 1]?.element !== one.element)
    .map((one) => ofFault(one, places[one.element] ?? { path: root.name, line: root.line }))
    .filter(({ path, code }) => !told.some((known) => known === path || (isMissing(code) && isWithin(known, path))))
    .slice(0, mostFaults);
}

const isMissing = (code: string): boolean => code.startsWith('N.');
const isWithin = (path: string, above: string): boolean => path.startsWith(`${above}.`);
const withoutPlaces = (path: string): string => path.replace(/\[\d+\]/g, '');

function ofFault({ sentence }: SchemaFault, { path, line }: Placed): Finding {
  const { family, vietnamese } = understood(sentence);
  return {
    ...{ level: 'warned', code: `${family}.${path}`, path, english: sentence, vietnamese, of: 'qcvn-102-2016.xsd' },
    ...(line !== undefined && { line }),
  };
}

/** Paths begin below these, as in the axis' error list: `MessageHeader.From`. */
const wrappers: ReadonlySet<string> = new Set(['edXML', 'edXMLEnvelope', 'edXMLHeader', 'edXMLBody']);

/** Of every element in the order of the start tags. */
function placesIn(view: XmlView, above = ''): Placed[] {
  const path = above === '' ? view.name : `${above}.${view.name}`;
  const below = above === '' && wrappers.has(view.name) ? '' : path;
  return [{ path, line: view.line }, ...view.children.flatMap((child) => placesIn(child, below))];
}
