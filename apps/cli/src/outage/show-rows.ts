/** Shows the table row by row; what goes wrong in one row does not keep the others from being shown. */
import { outageTable, type Outage, type OutageRow } from './outage-table.js';
import { rowStories } from './row-stories.js';
import type { Observation, Scene } from './scene.js';

export interface ShownRow extends OutageRow {
  /** Everything was seen as the row states it. */
  readonly isSeen: boolean;
  readonly observations: readonly Observation[];
}

export async function showRows(scene: Scene, say: (line: string) => void): Promise<ShownRow[]> {
  const signer = await scene.place.issue({ kind: 'agency', agency: 'H54.01' });
  const rows: ShownRow[] = [];
  for (const outage of Object.keys(outageTable) as Outage[]) {
    const row = outageTable[outage];
    say(`Without ${row.gone} ...`);
    scene.observations = [];
    try {
      await rowStories[outage](scene, signer);
    } catch (error) {
      scene.note('the row is shown to its end', 'yes', (error as Error).message);
    }
    scene.place.gate.openAll();
    const { observations } = scene;
    rows.push({ ...row, isSeen: observations.every(({ expected, seen }) => seen === expected), observations });
  }
  return rows;
}
