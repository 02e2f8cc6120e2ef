/** Scenario files: every number with its source, faults named by their field. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { workingDays } from './calendar.js';
import { parseScenario, readScenario, ScenarioFault } from './read-scenario.js';

const file = new URL('../../scenarios/thai-binh-2020h1.json', import.meta.url);

/** The file with the value at one path replaced, as text. */
function changed(path: string, value: unknown): string {
  const scenario = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce((inner, name) => inner[name] as Record<string, unknown>, scenario);
  holder[last] = value;
  return JSON.stringify(scenario);
}

describe('a scenario file', () => {
  test.each(['thai-binh-2020h1', 'planted-flaws'])('%s says of every number where it comes from', (name) => {
    const text = readFileSync(new URL(`../../scenarios/${name}.json`, import.meta.url), 'utf8');
    expect(numbersWithoutSource(JSON.parse(text), '')).toEqual([]);
    expect(readScenario(name).name).toBe(name);
  });

  test('a number without source or "assumed" is refused by its name', () => {
    const text = changed('documents.signed', { value: 25_594 });
    expect(() => parseScenario(text, 'x.json')).toThrow(/documents\.signed: has neither "source" nor "assumed"/);
  });

  test.each([
    ['a negative weight', 'tiers.district.weight.value', -1, /tiers\.district\.weight\.value/],
    [
      'shares that do not add up',
      'hours.value',
      [{ hour: 8, share: 0.9 }],
      /hours: shares do not add up to 1|hours\.value: shares/,
    ],
    ['a field that is not known', 'unheardOf', 1, /unheardOf/],
    ['a wrong number of working days', 'workingDays.value', 120, /workingDays: says 120, the calendar has 121/],
    ['communes that do not add up', 'communesPerDistrict.value', [19, 30, 32, 33, 35, 36, 37, 37], /adds up to 259/],
    ['two solved tiers', 'tiers.district.signedShare', 'solved', /exactly one tier/],
    ['more signed than sent', 'documents.signed.value', 50_000, /documents\.signed: more/],
    ['flaws nobody plants', 'flaws.value', [{ flaw: 'revoked', share: 0.1 }], /flawsPlantedBy/],
  ])('%s is told with its field', (_, path, value, fault) => {
    expect(() => parseScenario(changed(path, value), 'x.json')).toThrow(fault);
  });

  test('a scenario that is not there is a fault that lists those that are', () => {
    expect(() => readScenario('nowhere')).toThrow(ScenarioFault);
    expect(() => readScenario('nowhere')).toThrow(/thai-binh-2020h1/);
  });
});

describe('the calendar', () => {
  test('a Saturday, a Sunday and a closed day are no working days', () => {
    const days = workingDays({ from: '2020-01-01', to: '2020-01-06' }, ['2020-01-01']);
    expect(days).toEqual(['2020-01-02', '2020-01-03', '2020-01-06']);
  });
});

/** Paths of numbers that lie in no object with a source or an assumption. */
function numbersWithoutSource(value: unknown, path: string): string[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null || 'source' in value || 'assumed' in value) return [];
  return Object.entries(value).flatMap(([name, inner]) => numbersWithoutSource(inner, `${path}.${name}`));
}
