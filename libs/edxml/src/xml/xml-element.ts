/** An element with all that its canonical form needs: prefixes, attributes, texts and instructions in their order. */

/** `namespace` is the empty string where there is none. */
export interface XmlName {
  readonly prefix: string;
  readonly name: string;
  readonly namespace: string;
}

export interface XmlAttribute extends XmlName {
  readonly value: string;
}

/** A processing instruction. */
export interface XmlInstruction {
  readonly target: string;
  readonly data: string;
}

/** Comments are left out: no canonical form we read has them. Texts may follow each other. */
export interface XmlElement extends XmlName {
  readonly attributes: readonly XmlAttribute[];
  readonly nodes: readonly (XmlElement | XmlInstruction | string)[];
  /** From 1, of the start tag; read only where it was asked for. */
  readonly line?: number;
}

export const isElement = (node: XmlElement | XmlInstruction | string): node is XmlElement =>
  typeof node !== 'string' && 'nodes' in node;

export const childrenOf = ({ nodes }: XmlElement): XmlElement[] => nodes.filter(isElement);

/** The value of an attribute without a namespace. */
export const attributeOf = ({ attributes }: XmlElement, name: string): string | undefined =>
  attributes.find((one) => one.name === name && one.namespace === '')?.value;

/** The element and every one in it, in document order. */
export function everyElement(element: XmlElement, found: XmlElement[] = []): XmlElement[] {
  found.push(element);
  for (const node of element.nodes) if (isElement(node)) everyElement(node, found);
  return found;
}
