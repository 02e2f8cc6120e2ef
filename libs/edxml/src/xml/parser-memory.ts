/**
 * The parser's own memory, read where it lies: no call into the parser for any field of any node, and no copies of its texts.
 * Against the library's accessors this halves what walking a tree costs (measured).
 */
import { XmlNodeSetStruct } from 'libxml2-wasm/lib/libxml2.mjs';

/** A place in the parser's memory; 0 is nothing. */
export type Pointer = number;

/** Where fields lie in `struct _xmlNode`, the same in `_xmlAttr`, and in `_xmlNs` of libxml2; every pointer has four bytes. */
const at = { type: 4, name: 8, children: 12, next: 24, namespace: 36, content: 40, properties: 44, line: 56 } as const;
const inNamespace = { href: 8, prefix: 12 } as const;

/** Good until the parser is called again: then it may take more memory, and this would be what was. */
export class ParserMemory {
  private readonly words: Int32Array;
  private readonly bytes: Buffer;

  /** `known`: any pointer that is not 0. */
  constructor(known: Pointer) {
    // The one accessor that hands out the memory itself.
    const { buffer } = XmlNodeSetStruct.nodeTable(known, 0);
    this.words = new Int32Array(buffer);
    this.bytes = Buffer.from(buffer as ArrayBuffer);
  }

  type(node: Pointer): number {
    return this.word(node + at.type);
  }

  /** Where the name lies: a document keeps each name once. */
  nameAt(node: Pointer): Pointer {
    return this.word(node + at.name);
  }

  firstChild(node: Pointer): Pointer {
    return this.word(node + at.children);
  }

  next(node: Pointer): Pointer {
    return this.word(node + at.next);
  }

  firstAttribute(element: Pointer): Pointer {
    return this.word(element + at.properties);
  }

  namespace(node: Pointer): Pointer {
    return this.word(node + at.namespace);
  }

  /** From 1; of lines behind 65,535 that number. */
  line(element: Pointer): number {
    return this.word(element + at.line) & 0xffff;
  }

  /** Of a text or an instruction. */
  content(node: Pointer): string {
    return this.text(this.word(node + at.content));
  }

  namespaceName(namespace: Pointer): string {
    return this.text(this.word(namespace + inNamespace.href));
  }

  prefix(namespace: Pointer): string {
    return this.text(this.word(namespace + inNamespace.prefix));
  }

  /** UTF-8 up to a zero byte; the empty text where there is none. */
  text(from: Pointer): string {
    if (from === 0) return '';
    const { bytes } = this;
    let [end, all] = [from, 0];
    for (let byte = bytes[end] ?? 0; byte !== 0; byte = bytes[++end] ?? 0) all |= byte;
    return all < 0x80 ? bytes.toString('latin1', from, end) : bytes.toString('utf8', from, end);
  }

  private word(place: number): number {
    return this.words[place >> 2] ?? 0;
  }
}
