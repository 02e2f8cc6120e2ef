/** Finds the line of the element that a fault is about, by its path, and by its text where several stand at one path. */
import type { XmlView } from '../xml/xml-tree.js';
import type { Fault } from './faults.js';

/** `root` knows its lines. Of an element that is missing, the line of the one it is missing in. */
export function lineOf(root: XmlView, { where, value, family, line }: Fault): number | undefined {
  if (line !== undefined) return line;
  const names = where.split('.').map((name) => name.replace(/\[\d+\]$/, ''));
  const last = names.at(-1) ?? '';
  const parents = elementsAt(root, names.slice(0, -1));
  if (family === 'N') {
    const lacking = parents.find((parent) => !childrenNamed(parent, last).some(hasContent));
    return (lacking ?? parents[0] ?? elementsAt(root, names)[0] ?? root).line;
  }
  const found = parents.flatMap((parent) => childrenNamed(parent, last));
  return (found.find(({ text }) => value !== undefined && text.trim() === value) ?? found[0] ?? parents[0] ?? root)
    .line;
}

const hasContent = ({ text, children }: XmlView): boolean => children.length > 0 || text.trim() !== '';

/** The block is found in either spelling. */
const plain = (name: string): string => name.replace(/^Bussiness/, 'Business');

const childrenNamed = ({ children }: XmlView, name: string): XmlView[] =>
  children.filter((child) => plain(child.name) === plain(name));

/** A path begins at the first element of its first name, wherever that is; the empty path is the header. */
function elementsAt(root: XmlView, names: readonly string[]): XmlView[] {
  const [first = 'edXMLHeader', ...others] = names;
  let found = descendantsNamed(root, first);
  for (const name of others) found = found.flatMap((element) => childrenNamed(element, name));
  return found;
}

function descendantsNamed(view: XmlView, name: string): XmlView[] {
  if (plain(view.name) === plain(name)) return [view];
  return view.children.flatMap((child) => descendantsNamed(child, name));
}
