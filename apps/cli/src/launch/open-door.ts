/** What the person at the terminal needs to try the exchange: an agency with a key, somebody to write to, and the date. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { LienThongClient, ProblemError } from '@lienthong/client';
import type { Agency } from '@lienthong/directory';
import { CommandFault } from '../command-fault.js';
import { officeOf } from '../deployment.js';
import type { PreparedDirectory } from '../deployment.js';
import { madeAt, type DemoSystem } from '../demo-system.js';
import { keep, kept } from '../kept-file.js';
import type { GoingOn } from '../print/how-to-go-on.js';
import { projectFolder } from '../project.js';
import type { DataFolder } from '../project.js';

interface DemoKey {
  readonly agency: string;
  readonly key: string;
}

/** Where the API stands unless a setting says otherwise. */
const axisPath = '/XrdAdapter/adapter';
/** Seventh of the departments: H54.07 in Thái Bình. */
const demoDepartment = 6;

export async function openDoor(
  url: string,
  operatorKey: string,
  data: DataFolder,
  directory: PreparedDirectory,
): Promise<Omit<GoingOn, 'urls' | 'trustUrl' | 'data'>> {
  const { agency, neighbour } = demoAgencies(directory);
  const guest = demoGuest(directory);
  const client = new LienThongClient({ baseUrl: url, key: operatorKey, connections: 1 });
  try {
    const clock = await officialClock(client);
    const key = await demoKey(client, data, agency.code);
    const system = await demoSystem(client, data, guest.place);
    const recipients = [neighbour.code, guest.code];
    const names = { agency: agency.code, agencyName: agency.name, recipients };
    return { ...names, ...clock, key, system, file: fileToSend() };
  } finally {
    await client.close();
  }
}

function demoAgencies(directory: PreparedDirectory): { agency: Agency; neighbour: Agency } {
  const home = officeOf(directory).code;
  const own = directory.agencies.filter(({ place }) => place === home);
  const departments = own.filter(({ tier }) => tier === 'department');
  const agency = departments[demoDepartment] ?? departments[0] ?? own[0];
  const neighbour = own.find(({ code, tier }) => tier === 'department' && code !== agency?.code) ?? own.at(-1);
  if (agency === undefined || neighbour === undefined) throw new CommandFault(`No agency lives at ${home}.`, 1);
  return { agency, neighbour };
}

/** An agency of a centre other than the office network: what is sent to it travels over the axis, and comes out at another door. */
function demoGuest({ places, agencies }: PreparedDirectory): Agency {
  const centres = new Set(places.flatMap(({ code, queue }) => (queue === 'nodes' ? [code] : [])));
  const guest = agencies.find(({ place }) => centres.has(place));
  if (guest === undefined) throw new CommandFault('The scenario has no centre with an agency.', 1);
  return guest;
}

/** Lets a rehearsal's clock run on; the day it shows is the latest a document may be dated. */
async function officialClock(
  client: LienThongClient,
): Promise<Pick<GoingOn, 'officialDate' | 'rehearsal' | 'isInThePast'>> {
  const today = dayOf(new Date());
  try {
    const { now } = await client.operator.runClock();
    const officialDate = dayOf(new Date(now));
    return { officialDate, rehearsal: true, isInThePast: officialDate < today };
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'clock-refused') {
      return { officialDate: today, rehearsal: false, isInThePast: false };
    }
    throw error;
  }
}

const dayOf = (time: Date): string => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(time);

/** The key of an earlier start while it still opens; a new one otherwise, since a key is shown only once. */
async function demoKey(client: LienThongClient, data: DataFolder, agency: string): Promise<string> {
  const known = kept<DemoKey>(data.demoKey);
  if (known?.agency === agency && (await opens(client, known.key))) return known.key;
  const [minted] = await client.operator.mintKeys([agency]);
  if (minted === undefined) throw new CommandFault(`The exchange made no key for ${agency}.`, 1);
  keep(data.demoKey, { agency, key: minted.key } satisfies DemoKey);
  return minted.key;
}

/** An office system can be pointed at it. A secret that somebody had made since stays: his own system goes by it. */
async function demoSystem(client: LienThongClient, data: DataFolder, centre: string): Promise<GoingOn['system']> {
  const last = await madeAt(client, centre);
  const known = kept<DemoSystem>(data.demoSystem);
  if (last !== undefined) {
    const isLast = known?.code === centre && known.createdAt === last;
    return isLast ? known : { code: centre, path: known?.path ?? axisPath };
  }
  const { code, secret, path } = await client.operator.addSystem({ code: centre });
  keep(data.demoSystem, { code, secret, path, createdAt: (await madeAt(client, centre)) ?? '' } satisfies DemoSystem);
  return { code, secret, path };
}

async function opens(client: LienThongClient, key: string): Promise<boolean> {
  try {
    await client.as(key).inbox({ limit: 1 });
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return false;
    throw error;
  }
}

/** Any file does; the way to it as short as it is from here. */
function fileToSend(): string {
  const file = ['README.md', 'package.json'].map((name) => join(projectFolder, name)).find(existsSync) ?? '/etc/hosts';
  const here = relative(process.cwd(), file);
  return here.startsWith('..') ? file : here;
}
