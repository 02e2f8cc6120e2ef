/** Reads a scenario file; every fault is named by its field, all of them in one message. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workingDays } from './calendar.js';
import { scenarioSchema, tierNames, type Scenario } from './scenario.js';

/** Unusable input of a person: told in one line, exit code 2. */
export class ScenarioFault extends Error {}

/** A scenario by its name (a file in `apps/simulator/scenarios`) or by the path of a `.json` file. */
export function readScenario(nameOrFile: string): Scenario {
  const isFile = nameOrFile.endsWith('.json');
  const file = isFile ? nameOrFile : join(scenarioFolder(), `${basename(nameOrFile)}.json`);
  if (!existsSync(file)) throw new ScenarioFault(`there is no scenario ${nameOrFile}; there are: ${scenarioNames()}`);
  return parseScenario(readFileSync(file, 'utf8'), basename(file));
}

export function parseScenario(text: string, file: string): Scenario {
  const parsed = scenarioSchema.safeParse(jsonOf(text, file));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || '(file)'}: ${message}`);
    throw new ScenarioFault([`scenario ${file} can not be used:`, ...faults].join('\n'));
  }
  const faults = contradictions(parsed.data);
  if (faults.length > 0) throw new ScenarioFault([`scenario ${file} can not be used:`, ...faults].join('\n  '));
  return parsed.data;
}

export function scenarioNames(): string {
  const names = readdirSync(scenarioFolder()).filter((name) => name.endsWith('.json'));
  return names.map((name) => basename(name, '.json')).join(', ');
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ScenarioFault(`scenario ${file} is not JSON: ${String(error)}`);
  }
}

/** What each field alone can not show. */
function contradictions(scenario: Scenario): string[] {
  const faults: string[] = [];
  const { documents, tiers, communesPerDistrict } = scenario;
  const days = workingDays(scenario.period, scenario.closedDays).length;
  const communes = communesPerDistrict.reduce((sum, some) => sum + some, 0);
  const solved = tierNames.filter((name) => tiers[name].signedShare === 'solved');
  if (days !== scenario.workingDays) faults.push(`workingDays: says ${scenario.workingDays}, the calendar has ${days}`);
  if (documents.signed > documents.sent) faults.push('documents.signed: more than documents.sent');
  if (tiers.province.agencies !== 1) faults.push('tiers.province.agencies: one committee is planned, no other number');
  if (communesPerDistrict.length !== tiers.district.agencies)
    faults.push(
      `communesPerDistrict: has ${communesPerDistrict.length} districts, tiers.district.agencies says ${tiers.district.agencies}`,
    );
  if (communes !== tiers.commune.agencies)
    faults.push(`communesPerDistrict: adds up to ${communes}, tiers.commune.agencies says ${tiers.commune.agencies}`);
  if (tiers.department.agencies + tiers.district.agencies > 99)
    faults.push('tiers: more than 99 departments and districts');
  if (solved.length !== 1) faults.push('tiers: exactly one tier has a signedShare "solved"');
  for (const name of tierNames) {
    if (tiers[name].leadersSigning > tiers[name].agencies)
      faults.push(`tiers.${name}.leadersSigning: more than its agencies`);
  }
  if (scenario.flaws.some(({ share }) => share > 0) && scenario.flawsPlantedBy.length === 0)
    faults.push('flawsPlantedBy: flaws have shares, but no agency plants them');
  return faults;
}

/** The folder beside `src`, also when this file runs from the build: the project's root is the nearest package.json above. */
function scenarioFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return join(folder, 'apps', 'simulator', 'scenarios');
}
