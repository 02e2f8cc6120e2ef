/** Long answers are made once for a version of the directory and a day, one for each name. */
import { describe, expect, test } from '@jest/globals';
import { VersionedDirectory } from '@lienthong/directory';
import { KeptAnswers } from './kept-answers.js';

const versionOf = (version: number) => VersionedDirectory.of({ id: 'one', version, places: [], agencies: [] });

describe('kept answers', () => {
  test('are made once, by name, version of the directory and day, and are the same bytes', async () => {
    const made: string[] = [];
    const kept = new KeptAnswers();
    const [first, second] = [versionOf(1), versionOf(2)];
    const ask = (at: VersionedDirectory, name: string, day = '2020-03-02') =>
      kept.of(at, { name, day }, async () => {
        made.push(`${name} ${at.version} ${day}`);
        return [{ name }];
      });
    const bytes = await ask(first, 'agencies');
    expect(JSON.parse(bytes.toString())).toEqual({
      ...{ status: 'OK', ErrorCode: '0', ErrorDesc: '' },
      data: [{ name: 'agencies' }],
    });
    expect(await ask(first, 'agencies')).toBe(bytes);
    await ask(first, 'units');
    await ask(second, 'agencies');
    await ask(second, 'agencies', '2020-03-03');
    expect(made).toEqual([
      ...['agencies 1 2020-03-02', 'units 1 2020-03-02'],
      ...['agencies 2 2020-03-02', 'agencies 2 2020-03-03'],
    ]);
  });

  test('that could not be made are made at the next question', async () => {
    const kept = new KeptAnswers();
    const directory = versionOf(1);
    const units = { name: 'units', day: '2020-03-02' };
    const away = async () => Promise.reject(new Error('the store is away'));
    await expect(kept.of(directory, units, away)).rejects.toThrow('away');
    expect(JSON.parse((await kept.of(directory, units, async () => [])).toString())).toMatchObject({ data: [] });
  });
});
