/** Official time in slots, and what each process may send. */
import { describe, expect, test } from '@jest/globals';
import { makePlan } from '../plan/make-plan.js';
import { readScenario } from '../scenario/read-scenario.js';
import { releasedDocuments, slotsOf } from './slots.js';

const { documents } = makePlan(readScenario('thai-binh-2020h1'), 1, 3_000);
const slots = slotsOf(documents);

describe('the slots of a replay', () => {
  test('every day begins a slot and ends one', () => {
    expect(slots.filter(({ isLastOfDay }) => isLastOfDay).map(({ day }) => day)).toEqual(
      Array.from({ length: 121 }, (_, day) => day),
    );
    expect(slots.at(-1)?.end).toBe(documents.length);
  });

  test('no document goes before its day, nor after it', () => {
    let from = 0;
    for (const { day, end } of slots) {
      expect(new Set(documents.slice(from, end).map((document) => document.day))).toEqual(new Set([day]));
      from = end;
    }
  });

  test('all processes together send exactly the released documents', () => {
    for (const [slot, { end }] of slots.entries()) {
      const sum = [0, 1, 2].reduce((all, share) => all + releasedDocuments(slots, slot, share, 3), 0);
      expect(sum).toBe(end);
    }
  });
});
