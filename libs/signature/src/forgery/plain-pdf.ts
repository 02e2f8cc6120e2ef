/** PDF files to be signed in the specs, built as the simulator builds its letters: one classic table, compressed pages, an embedded file. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export interface PlainPdf {
  readonly pages?: number;
  /** Bytes of a stream that stands for the embedded font. */
  readonly fontBytes?: number;
  /** Entries put into every page, and into the catalog. */
  readonly pageEntries?: string;
  readonly catalogEntries?: string;
  /** Objects after those of the pages, numbered from `firstSpare`. */
  readonly spare?: readonly string[];
  /** What ends the file after `%%EOF`. */
  readonly ending?: string;
}

/** Object numbers of the fixture: its catalog, page tree, font and information come first, then page and content in turn. */
export const [catalogNumber, treeNumber, fontNumber, fontFileNumber, infoNumber, pageNumber, contentNumber] = [
  1, 2, 3, 4, 5, 6, 7,
] as const;

export const firstSpare = (pages = 1): number => pageNumber + 2 * pages;

export function plainPdf(plan: PlainPdf = {}): Buffer {
  const { pages = 1, fontBytes = 400, pageEntries = '', catalogEntries = '', spare = [], ending = '\n' } = plan;
  const kids = Array.from({ length: pages }, (_, index) => pageNumber + 2 * index);
  const bodies: Buffer[] = [
    text(`<</Type/Catalog/Pages ${treeNumber} 0 R/Lang(vi)${catalogEntries}>>`),
    text(`<</Type/Pages/Count ${pages}/Kids[${kids.map((kid) => `${kid} 0 R`).join(' ')}]>>`),
    text('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'),
    stream(noise(fontBytes)),
    text(`<</Title(Cong van \\(1\\))/CreationDate(D:20200316100000+07'00')>>`),
    ...kids.flatMap((kid, index) => [
      text(
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${fontNumber} 0 R>>>>${pageEntries}/Contents ${kid + 1} 0 R>>`,
      ),
      stream(
        deflateSync(`BT /F 12 Tf 70 700 Td (Trang ${index + 1}: cap 500 trieu dong) Tj ET`),
        '/Filter/FlateDecode',
      ),
    ]),
    ...spare.map(text),
  ];
  return assemble(bodies, ending);
}

const text = (body: string): Buffer => Buffer.from(body, 'latin1');

export function stream(bytes: Buffer, entries = ''): Buffer {
  return Buffer.concat([text(`<</Length ${bytes.length}${entries}>>\nstream\n`), bytes, text('\nendstream')]);
}

/** Bytes that look like compressed ones, the same in every run. */
function noise(length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, at) =>
    createHash('sha512').update(`${at}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

function assemble(bodies: readonly Buffer[], ending: string): Buffer {
  const parts = [text('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')];
  let at = parts[0]?.length ?? 0;
  const entries = bodies.map((body, index) => {
    const object = Buffer.concat([text(`${index + 1} 0 obj\n`), body, text('\nendobj\n')]);
    const entry = `${String(at).padStart(10, '0')} 00000 n \n`;
    parts.push(object);
    at += object.length;
    return entry;
  });
  const trailer = `trailer\n<</Size ${bodies.length + 1}/Root ${catalogNumber} 0 R/Info ${infoNumber} 0 R>>`;
  const table = `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${entries.join('')}${trailer}`;
  return Buffer.concat([...parts, text(`${table}\nstartxref\n${at}\n%%EOF${ending}`)]);
}
