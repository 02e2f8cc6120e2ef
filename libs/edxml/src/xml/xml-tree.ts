/**
 * The only home of the XML parser: bytes in, a plain tree by namespace and local name out, or what is wrong with them.
 * It uses the library's own lower layer: the object per node of its upper one makes reading 2.5 times dearer (measured).
 */
import {
  XmlNodeType,
  error as diagnostics,
  xmlCtxtSetErrorHandler,
  xmlDocGetRootElement,
  xmlFreeDoc,
  xmlFreeParserCtxt,
  xmlNewParserCtxt,
  xmlReadMemory,
} from 'libxml2-wasm/lib/libxml2.mjs';
import { ParseOption } from 'libxml2-wasm';
import { refuse } from '../outcome.js';
import type { Outcome } from '../outcome.js';
import { limits } from './limits.js';
import { ParserMemory, type Pointer } from './parser-memory.js';
import { edxmlLimits, edxmlNamespace, xlinkNamespace, xmldsigNamespace } from './wire.js';
import { childrenOf, type XmlAttribute, type XmlElement, type XmlInstruction } from './xml-element.js';

/** Attributes are dropped, but for `href` (xlink or plain) of a Reference, and those of a TraceHeaderList. */
export interface XmlView {
  readonly name: string;
  readonly namespace: string;
  /** Text of an element without child elements, CDATA included, comments not. */
  readonly text: string;
  readonly children: readonly XmlView[];
  readonly href: string | undefined;
  readonly attributes?: readonly XmlAttribute[];
  /** From 1, of the start tag; read only where it was asked for. */
  readonly line?: number;
  /** The element with all that belongs to it; read only where something in the package may be signed by XML-DSig. */
  readonly whole?: XmlElement;
}

/** No entity is loaded or expanded (none can be declared without a DOCTYPE); small texts are stored in their nodes. */
const options: ParseOption =
  ParseOption.XML_PARSE_COMPACT |
  ParseOption.XML_PARSE_NOCDATA |
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_SKIP_IDS;

/** Level of a libxml2 diagnostic from which on the bytes are not namespace-well-formed; below are warnings. */
const errorLevel = 2;

/** `withLines`: lines are wanted, and are not to be had for nothing. */
export function readTree(bytes: Buffer, withLines = false): Outcome<XmlView> {
  const context = xmlNewParserCtxt();
  const faults = diagnostics.storage.allocate([]);
  xmlCtxtSetErrorHandler(context, diagnostics.errorCollector, faults);
  const document = xmlReadMemory(context, bytes, null, null, options);
  try {
    const fault = diagnostics.storage.get(faults).find(({ level }) => level >= errorLevel);
    if (fault ?? document === 0) return refusalOf(fault?.message ?? 'it holds no element', fault?.line ?? 1);
    const element = xmlDocGetRootElement(document);
    const memory = new ParserMemory(element);
    const walk: Walk = { tooDeepAt: undefined, withLines, memory, namespaces: new Map([[0, '']]), names: new Map() };
    const root = bytes.includes(xmldsigNamespace) ? viewOfWhole(wholeOf(element, 1, walk)) : viewOf(element, 1, walk);
    return walk.tooDeepAt === undefined ? { value: root } : limits.depth(walk.tooDeepAt);
  } finally {
    // All of it lies in the parser's own memory, which the garbage collector does not see.
    diagnostics.storage.free(faults);
    xmlFreeParserCtxt(context);
    if (document !== 0) xmlFreeDoc(document);
  }
}

function refusalOf(message: string, line: number): ReturnType<typeof refuse> {
  const sentence = message.trim().split('\n', 1)[0] ?? '';
  return sentence.startsWith('Excessive depth')
    ? limits.depth(line)
    : refuse('xml-malformed', `${sentence} (line ${line})`);
}

interface Walk {
  /** Line of the first element that is too deep. */
  tooDeepAt: number | undefined;
  readonly withLines: boolean;
  readonly memory: ParserMemory;
  /** Namespace names by the parser's declaration nodes; a document has few, its elements many. */
  readonly namespaces: Map<Pointer, string>;
  /** Local names by where they lie. */
  readonly names: Map<Pointer, string>;
}

function viewOf(element: Pointer, depth: number, walk: Walk): XmlView {
  const { memory } = walk;
  const children: XmlView[] = [];
  const first = memory.firstChild(element);
  // White space between elements is the usual text with a neighbour: it is never copied out of the parser.
  const isLeaf = first !== 0 && memory.type(first) === XmlNodeType.XML_TEXT_NODE && memory.next(first) === 0;
  if (depth > edxmlLimits.depth) walk.tooDeepAt ??= memory.line(element);
  else if (!isLeaf) {
    for (let node = first; node !== 0; node = memory.next(node)) {
      if (memory.type(node) === XmlNodeType.XML_ELEMENT_NODE) children.push(viewOf(node, depth + 1, walk));
    }
  }
  const name = localName(element, walk);
  const namespace = namespaceOf(element, walk);
  const text = first === 0 || children.length > 0 ? '' : isLeaf ? memory.content(first) : textIn(element, memory);
  const href = name === 'Reference' ? hrefOf(element, walk) : undefined;
  const view = { name, namespace, text, children, href };
  if (!walk.withLines && name !== marked) return view;
  return {
    ...view,
    ...(name === marked && { attributes: attributesOf(element, walk) }),
    ...(walk.withLines && { line: memory.line(element) }),
  };
}

/** The one element whose attributes are kept. */
const marked = 'TraceHeaderList';

/** The same view, of an element that is kept whole. */
function viewOfWhole(whole: XmlElement): XmlView {
  const { name, namespace, nodes, attributes } = whole;
  const children = childrenOf(whole).map(viewOfWhole);
  const text = children.length > 0 ? '' : nodes.filter((node) => typeof node === 'string').join('');
  const href = name === 'Reference' ? attributes.find(isHref)?.value : undefined;
  const line = whole.line === undefined ? {} : { line: whole.line };
  return { name, namespace, text, children, href, whole, ...(name === marked && { attributes }), ...line };
}

const isHref = ({ name, namespace }: Pick<XmlElement, 'name' | 'namespace'>): boolean =>
  name === 'href' && (namespace === xlinkNamespace || namespace === '');

function wholeOf(element: Pointer, depth: number, walk: Walk): XmlElement {
  const { memory } = walk;
  const nodes: (XmlElement | XmlInstruction | string)[] = [];
  if (depth > edxmlLimits.depth) walk.tooDeepAt ??= memory.line(element);
  else {
    for (let node = memory.firstChild(element); node !== 0; node = memory.next(node)) {
      const type = memory.type(node);
      if (type === XmlNodeType.XML_ELEMENT_NODE) nodes.push(wholeOf(node, depth + 1, walk));
      else if (type === XmlNodeType.XML_TEXT_NODE) nodes.push(memory.content(node));
      else if (type === XmlNodeType.XML_PI_NODE) {
        nodes.push({ target: memory.text(memory.nameAt(node)), data: memory.content(node) });
      }
    }
  }
  const line = walk.withLines ? { line: memory.line(element) } : {};
  return { ...nameOf(element, walk), attributes: attributesOf(element, walk), nodes, ...line };
}

function attributesOf(element: Pointer, walk: Walk): XmlAttribute[] {
  const { memory } = walk;
  const attributes: XmlAttribute[] = [];
  for (let node = memory.firstAttribute(element); node !== 0; node = memory.next(node)) {
    attributes.push({ ...nameOf(node, walk), value: textIn(node, memory) });
  }
  return attributes;
}

/** The texts in an element without elements, or in an attribute; comments and instructions left out. */
function textIn(node: Pointer, memory: ParserMemory): string {
  let text = '';
  for (let child = memory.firstChild(node); child !== 0; child = memory.next(child)) {
    if (memory.type(child) === XmlNodeType.XML_TEXT_NODE) text += memory.content(child);
  }
  return text;
}

function nameOf(node: Pointer, walk: Walk): Pick<XmlElement, 'prefix' | 'name' | 'namespace'> {
  const declaration = walk.memory.namespace(node);
  const prefix = declaration === 0 ? '' : walk.memory.prefix(declaration);
  return { prefix, name: localName(node, walk), namespace: namespaceOf(node, walk) };
}

function localName(node: Pointer, { names, memory }: Walk): string {
  const at = memory.nameAt(node);
  const known = names.get(at);
  if (known !== undefined) return known;
  const name = memory.text(at);
  names.set(at, name);
  return name;
}

function namespaceOf(node: Pointer, { namespaces, memory }: Walk): string {
  const declaration = memory.namespace(node);
  const known = namespaces.get(declaration);
  if (known !== undefined) return known;
  const read = memory.namespaceName(declaration);
  // One and the same text is compared by its address: every field that is read is compared with it.
  const name = read === edxmlNamespace ? edxmlNamespace : read;
  namespaces.set(declaration, name);
  return name;
}

function hrefOf(element: Pointer, walk: Walk): string | undefined {
  const { memory } = walk;
  for (let node = memory.firstAttribute(element); node !== 0; node = memory.next(node)) {
    if (isHref({ name: localName(node, walk), namespace: namespaceOf(node, walk) })) return textIn(node, memory);
  }
  return undefined;
}
