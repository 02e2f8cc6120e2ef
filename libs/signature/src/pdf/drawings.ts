/** What a signature shows: a hand's blue stroke for a person, a red seal for an agency (Decree 30/2020/NĐ-CP, annex I). */

/** Drawing operators (ISO 32000-1, annex A) in a field of `width` by `height` units; nothing behind them is covered. */
export interface PdfDrawing {
  readonly width: number;
  readonly height: number;
  readonly operators: string;
}

/** Blue, without any text: the image of a person's signature. */
export const handDrawing: PdfDrawing = {
  width: 170,
  height: 70,
  operators:
    '0 0.1 0.7 RG 1.6 w 1 J 1 j 8 26 m 24 66 44 70 40 40 c 36 10 22 4 30 24 c 40 50 62 58 60 38 c 58 22 70 20 78 40 c ' +
    '86 58 92 50 88 34 c 86 20 104 26 112 40 c 120 52 124 34 134 40 c 144 46 150 52 162 50 c S 20 14 m 60 24 110 26 150 18 c S',
};

/** Red, two rings and a star: the image of an agency's seal. */
export const sealDrawing: PdfDrawing = {
  width: 100,
  height: 100,
  operators: `0.85 0 0 RG 0.85 0 0 rg 2.4 w ${ring(48)}0.9 w ${ring(31)}${star(18)}`,
};

/** Four arcs; the handle of a quarter circle is 0.5523 of its radius. */
function ring(radius: number): string {
  const [from, to] = [50 - radius, 50 + radius];
  const [low, high] = [50 - radius * 0.5523, 50 + radius * 0.5523].map((one) => one.toFixed(2));
  return (
    `${to} 50 m ${to} ${high} ${high} ${to} 50 ${to} c ${low} ${to} ${from} ${high} ${from} 50 c ` +
    `${from} ${low} ${low} ${from} 50 ${from} c ${high} ${from} ${to} ${low} ${to} 50 c s `
  );
}

/** Every second corner of a pentagon, joined. */
function star(radius: number): string {
  const corners = [0, 2, 4, 1, 3].map((corner) => {
    const angle = Math.PI / 2 + (corner * 2 * Math.PI) / 5;
    return `${(50 + radius * Math.cos(angle)).toFixed(2)} ${(50 + radius * Math.sin(angle)).toFixed(2)}`;
  });
  return `${corners.map((corner, index) => `${corner} ${index === 0 ? 'm' : 'l'}`).join(' ')} f`;
}
