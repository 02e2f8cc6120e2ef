/** The cut font: the right glyph for each character. */
import { describe, expect, test } from '@jest/globals';
import { cutFont } from './font.js';
import { TypeSetter } from './type-setter.js';

describe('the font cut for a scenario', () => {
  test('gives each character its own glyph, as wide as in the whole font', async () => {
    const { glyphs } = await cutFont('Wi Ệđ0?');
    /* Advances in the whole DejaVu Serif 2.37, read from it by another program. */
    const widths = [...'Wi Ệđ0'].map((character) => glyphs.get(character.charCodeAt(0))?.width);
    expect(widths).toEqual([1028, 320, 318, 730, 640, 636]);
    expect(new Set([...glyphs.values()].map(({ code }) => code)).size).toBe(7);
  });

  test('shows a question mark where a character was not foreseen', async () => {
    const setter = new TypeSetter(await cutFont('ab? '));
    expect(setter.lines('a€b', 10_000)).toEqual(setter.lines('a?b', 10_000));
  });

  test('breaks a text between words, no line wider than its room', async () => {
    const setter = new TypeSetter(await cutFont('abcd? '));
    const lines = setter.lines('abcd abcd abcd abcd', 6_000, 2_000);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]?.width).toBeLessThanOrEqual(4_000);
    expect(Math.max(...lines.map(({ width }) => width))).toBeLessThanOrEqual(6_000);
  });
});
