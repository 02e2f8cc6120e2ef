/** Long answers are made once for a version of the directory, one for each name. */
import { describe, expect, test } from '@jest/globals';
import { VersionedDirectory } from '@lienthong/directory';
import { KeptAnswers } from './kept-answers.js';

const versionOf = (version: number) => VersionedDirectory.of({ id: 'one', version, places: [], agencies: [] });

describe('kept answers', () => {
  test('are made once, by name and version of the directory, and are the same bytes', async () => {
    const made: string[] = [];
    const kept = new KeptAnswers();
    const [first, second] = [versionOf(1), versionOf(2)];
    const ask = (at: VersionedDirectory, name: string) =>
      kept.of(at, name, async () => {
        made.push(`${name} ${at.version}`);
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
    expect(made).toEqual(['agencies 1', 'units 1', 'agencies 2']);
  });

  test('that could not be made are made at the next question', async () => {
    const kept = new KeptAnswers();
    const directory = versionOf(1);
    const away = async () => Promise.reject(new Error('the store is away'));
    await expect(kept.of(directory, 'units', away)).rejects.toThrow('away');
    expect(JSON.parse((await kept.of(directory, 'units', async () => [])).toString())).toMatchObject({ data: [] });
  });
});
