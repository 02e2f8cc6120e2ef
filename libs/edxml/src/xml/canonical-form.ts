/** Exclusive XML Canonicalization 1.0 without comments (W3C, 18 July 2002): the bytes that a signature over an element is about. */
import { isElement, type XmlAttribute, type XmlElement, type XmlInstruction, type XmlName } from './xml-element.js';
import { escapeAttribute, escapeText } from './xml-text.js';

export const canonicalizationMethod = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** The prefix `xml` is bound by XML itself and never declared. */
const boundPrefix = 'xml';

/** Namespaces by prefix, as the output declares them where an element stands. */
type Declared = ReadonlyMap<string, string>;

/** With an empty list of inclusive prefixes; the element's ancestors leave no trace in it. */
export function canonicalForm(element: XmlElement): string {
  return write(element, new Map());
}

function write(element: XmlElement, outside: Declared): string {
  const used = undeclared(element, outside);
  const declared = used.length === 0 ? outside : new Map([...outside, ...used.map(asEntry)]);
  const name = qualified(element);
  const declarations = used.length === 0 ? '' : used.toSorted(byPrefix).map(declaration).join('');
  let text = `<${name}${declarations}${attributesOf(element)}>`;
  for (const node of element.nodes) {
    if (typeof node === 'string') text += escapeText(node);
    else text += isElement(node) ? write(node, declared) : instruction(node);
  }
  return `${text}</${name}>`;
}

const noNames: readonly XmlName[] = [];

/** Names whose prefixes have to be declared on this element. */
function undeclared(element: XmlElement, outside: Declared): readonly XmlName[] {
  const isNew = ({ prefix, namespace }: XmlName): boolean =>
    prefix !== boundPrefix && (outside.get(prefix) ?? '') !== namespace;
  // Most elements: no attributes, the namespace of their parent.
  if (element.attributes.length === 0) return isNew(element) ? [element] : noNames;
  return visiblyUsed(element).filter(isNew);
}

/** Names whose prefixes the element itself uses: its own, and those of its attributes that have one (section 1.1). */
function visiblyUsed(element: XmlElement): XmlName[] {
  const byOwnPrefix = new Map<string, XmlName>([[element.prefix, element]]);
  for (const attribute of element.attributes) {
    if (attribute.prefix !== '') byOwnPrefix.set(attribute.prefix, attribute);
  }
  return [...byOwnPrefix.values()];
}

const asEntry = ({ prefix, namespace }: XmlName): readonly [string, string] => [prefix, namespace];

function declaration({ prefix, namespace }: XmlName): string {
  return ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(namespace)}"`;
}

function attributesOf({ attributes }: XmlElement): string {
  if (attributes.length === 0) return '';
  return attributes
    .toSorted(byNamespace)
    .map((one) => ` ${qualified(one)}="${escapeAttribute(one.value)}"`)
    .join('');
}

const instruction = ({ target, data }: XmlInstruction): string => `<?${target}${data === '' ? '' : ` ${data}`}?>`;

const qualified = ({ prefix, name }: XmlName): string => (prefix === '' ? name : `${prefix}:${name}`);

const byPrefix = (one: XmlName, other: XmlName): number => byCodePoint(one.prefix, other.prefix);

const byNamespace = (one: XmlAttribute, other: XmlAttribute): number =>
  byCodePoint(one.namespace, other.namespace) || byCodePoint(one.name, other.name);

// UTF-8 sorts as its code points do, UTF-16 does not.
const byCodePoint = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));
