/** Who there is in a scenario: 96 places (the axis and its 95 nodes), the province's agencies, one receiver at every other node. */
import type { Agency, AgencyTier, Place } from '@lienthong/directory';
import type { Scenario } from '../scenario/scenario.js';
import { centralCities, ministryNames, partyNames, provinceNames } from './level-one.js';
import { communeName, departmentNames, districtName } from './province.js';

export interface Nation {
  readonly places: readonly Place[];
  /** The province's agencies first, in the order of their codes, then one agency a node. */
  readonly agencies: readonly Agency[];
  /** Hub code of the scenario's office network. */
  readonly office: string;
}

export const axisCode = '00.00.W00';

/** Hub code of a node: `00.54.W00` for H54 as in public configurations; for ministries and the Party (`00.G09.W00`) it is assumed. */
export function hubCode(levelOne: string): string {
  return `00.${levelOne.startsWith('H') ? levelOne.slice(1) : levelOne}.W00`;
}

export function makeNation(scenario: Scenario): Nation {
  const nodes = levelOneAgencies();
  const office = hubCode(scenario.province);
  const places: Place[] = [
    { code: axisCode, name: 'Trục liên thông văn bản quốc gia', parent: null, queue: 'axis' },
    ...nodes.map(({ place, name }) => ({
      code: place,
      name: placeName(name),
      parent: axisCode,
      queue: place === office ? 'office' : 'nodes',
    })),
  ];
  const outside = nodes.filter(({ code }) => code !== scenario.province);
  return { places, agencies: [...provincialAgencies(scenario), ...outside], office };
}

function levelOneAgencies(): Agency[] {
  const provinces = provinceNames.map((name, index) =>
    agencyOf(`H${two(index + 1)}`, committeeName(name), 'province', hubCode(`H${two(index + 1)}`)),
  );
  const ministries = Object.entries(ministryNames).map(([code, name]) =>
    agencyOf(code, name, 'ministry', hubCode(code)),
  );
  const party = Object.entries(partyNames).map(([code, name]) => agencyOf(code, name, 'party', hubCode(code)));
  return [...provinces, ...ministries, ...party];
}

function provincialAgencies(scenario: Scenario): Agency[] {
  const top = scenario.province;
  const office = hubCode(top);
  const departments = scenario.tiers.department.agencies;
  const agencies = [agencyOf(top, committeeName(provinceNames[Number(top.slice(1)) - 1] ?? top), 'province', office)];
  for (let number = 1; number <= departments; number++) {
    const name = departmentNames[number - 1] ?? `Cơ quan chuyên môn số ${two(number)}`;
    agencies.push(agencyOf(`${top}.${two(number)}`, name, 'department', office, top));
  }
  scenario.communesPerDistrict.forEach((communes, index) => {
    const district = `${top}.${two(departments + index + 1)}`;
    agencies.push(agencyOf(district, `Ủy ban nhân dân ${districtName(index)}`, 'district', office, top));
    for (let number = 1; number <= communes; number++) {
      const name = `Ủy ban nhân dân ${communeName(number, index)}`;
      agencies.push(agencyOf(`${district}.${two(number)}`, name, 'commune', office, district));
    }
  });
  return agencies;
}

/** Names of places stand in certificates, where a common name has 64 characters at most (X.520). */
function placeName(agency: string): string {
  const committee = 'Ủy ban nhân dân ';
  return agency.startsWith(committee)
    ? `Mạng văn phòng điện tử liên thông ${agency.slice(committee.length)}`
    : `Nút liên thông ${agency}`;
}

function committeeName(province: string): string {
  return `Ủy ban nhân dân ${centralCities.has(province) ? 'thành phố' : 'tỉnh'} ${province}`;
}

/** Old form of the code: levels from right to left, `000.01.20.H54` for `H54.20.01` (QCVN 102:2016). */
function agencyOf(code: string, name: string, tier: AgencyTier, place: string, parent?: string): Agency {
  const [top = '', second = '00', third = '00'] = code.split('.');
  return { code, oldCode: `000.${third}.${second}.${top}`, name, tier, place, ...(parent && { parent }) };
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
