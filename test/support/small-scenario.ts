/** A province of seven agencies for tests that run the whole launcher: its keys are made in seconds. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const planted = new URL('../../apps/simulator/scenarios/planted-flaws.json', import.meta.url);

type Tier = { agencies: { value: number }; leadersSigning: { value: number }; weight: { value: number } };
interface ScenarioFile {
  name: string;
  tiers: Readonly<Record<'department' | 'district' | 'commune', Tier>>;
  communesPerDistrict: { value: number[] };
  documents: Readonly<Record<'sent' | 'signed', { value: number }>>;
  flaws: { value: unknown[] };
  flawsPlantedBy: string[];
}

/** Writes its file into the folder and gives its path, as `lienthong start --scenario` takes it; nothing in it is flawed. */
export function writeSmallScenario(folder: string, documents: number): string {
  const scenario = JSON.parse(readFileSync(planted, 'utf8')) as ScenarioFile;
  const { tiers } = scenario;
  const sizes = { department: [2, 1], district: [1, 1], commune: [3, 0] } as const;
  for (const [tier, [agencies, leaders]] of Object.entries(sizes) as [keyof typeof sizes, readonly number[]][]) {
    tiers[tier].agencies.value = agencies!;
    tiers[tier].leadersSigning.value = leaders!;
  }
  // Those who need not sign must write enough for the share of signed documents to come out.
  tiers.commune.weight.value = 30_000;
  scenario.communesPerDistrict.value = [3];
  scenario.documents.sent.value = documents;
  scenario.documents.signed.value = Math.round(documents * 0.6);
  scenario.flaws.value = [];
  scenario.flawsPlantedBy = [];
  const file = join(folder, 'small.json');
  writeFileSync(file, JSON.stringify({ ...scenario, name: 'small' }));
  return file;
}
