/** Lines as the sender's file has them: where Base64 was taken out before parsing, its line ends are counted again. */
import type { CutPackage } from './cut-package.js';
import { lineEndsIn } from './line-ends.js';
import type { XmlView } from './xml-tree.js';

/** The line of the package that a line of its envelope was. */
export function trueLine(line: number, { envelope, encoded, places }: CutPackage): number {
  let [taken, here, counted] = [0, 1, 0];
  for (const [index, place] of places.entries()) {
    // Counted on from the last place: from the start each time, many small attachments would cost the square of their number.
    here += lineEndsIn(envelope.subarray(counted, place));
    counted = place;
    if (here >= line) break;
    taken += lineEndsIn(encoded[index] ?? Buffer.alloc(0));
  }
  return line + taken;
}

/** The tree with the lines of the package; `encoded` as it was taken out. */
export function withTrueLines(root: XmlView, encoded: readonly Buffer[]): XmlView {
  const shift = { lines: 0 };
  return shifted(root, encoded, shift);
}

/** Elements come in the order of the file, so what was taken out before each is known when it is reached. */
function shifted(view: XmlView, encoded: readonly Buffer[], shift: { lines: number }): XmlView {
  const line = (view.line ?? 0) + shift.lines;
  const slot = view.name === 'ContentTransferEncoded' ? /^#(\d+)$/.exec(view.text.trim())?.[1] : undefined;
  if (slot !== undefined) shift.lines += lineEndsIn(encoded[Number(slot)] ?? Buffer.alloc(0));
  return { ...view, line, children: view.children.map((child) => shifted(child, encoded, shift)) };
}
