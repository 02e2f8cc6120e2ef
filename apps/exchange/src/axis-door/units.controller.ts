/** The directory as centres see and change it: lists of agencies, the difference since, an agency registered and deleted. */
import { Controller, Header, HttpCode, Inject, Post, Req, UseInterceptors, type Type } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  isAgencyCode,
  isHubCode,
  stateOn,
  toNewCode,
  toOldCode,
  type Agency,
  type AgencyTier,
} from '@lienthong/directory';
import { timeToWire } from '@lienthong/edxml';
import { refusedError } from '@lienthong/edge';
import { deleteAgency, directoryVersion, putAgencies, readUnits, type AgencyRow, type UnitRow } from '@lienthong/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { whyNotAt } from '../edge/directory-file.js';
import type { Exchange } from '../exchange.js';
import { parseJson } from '../values/parse-json.js';
import { officialToday } from '../values/vietnam-date.js';
import { exchangeToken } from '../tokens.js';
import { AxisAnswers } from './answers.js';
import { AtCentre, axisMediaType, type Centre } from './axis-door.js';
import { checkBody } from './hardened.js';
import { KeptAnswers } from './kept-answers.js';

/** No control characters and no halves of a character: the store can not keep them. */
const name = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u, 'a text of 1 to 200 characters');
const Registration = z.object({ code: z.string().max(35), name, pcode: z.string().max(35).nullish() });

type Data = { readonly data: readonly object[] };

/** Contact addresses are not kept: `mail` is always empty. */
@UseInterceptors(AxisAnswers)
class UnitOperations {
  private readonly kept = new KeptAnswers();

  constructor(@Inject(exchangeToken) private readonly exchange: Exchange) {}

  @Post('getAgenciesList')
  @HttpCode(200)
  @Header('Content-Type', axisMediaType)
  async agencies(): Promise<Buffer> {
    const day = await officialToday(this.exchange.store);
    const versioned = this.exchange.versionedDirectory();
    return this.kept.of(versioned, { name: 'agencies', day }, async () =>
      actingOn(day, versioned.directory.agencies).map(({ code, oldCode, name, place, parent }) => ({
        ...{ id: code, pid: parent ?? place, code, name, mail: '', oldCode },
      })),
    );
  }

  /** `level` counts the groups of a code: 1 for a province or a ministry. Without it all are listed. */
  @Post('getAgenciesListQD20')
  @HttpCode(200)
  @Header('Content-Type', axisMediaType)
  async agenciesOfLevel(@AtCentre() { fields }: Centre): Promise<Buffer> {
    const asked = fields.get('level') ?? '';
    if (!/^\d{0,2}$/.test(asked)) throw refusedError('request-invalid', 'A level is a number', 'XroadVnpt-level');
    const level = asked === '' ? 'any' : Number(asked);
    const day = await officialToday(this.exchange.store);
    const versioned = this.exchange.versionedDirectory();
    return this.kept.of(versioned, { name: `agencies of level ${level}`, day }, async () =>
      actingOn(day, versioned.directory.agencies)
        .filter(({ code }) => level === 'any' || code.split('.').length === level)
        .map(({ code, oldCode, name }) => ({ id: code, code, name, mail: '', code102: oldCode })),
    );
  }

  /** Everything; or, to a client that names the largest `version` it has seen, the agencies that have changed since. */
  @Post('getSynchronizeUnit')
  @HttpCode(200)
  @Header('Content-Type', axisMediaType)
  async units(@AtCentre() { fields }: Centre): Promise<Buffer | Data> {
    const since = fields.get('unitVersion') ?? '';
    const today = await officialToday(this.exchange.store);
    if (since === '') {
      const versioned = this.exchange.versionedDirectory();
      return this.kept.of(versioned, { name: 'units', day: today }, () => this.everyUnit(today));
    }
    if (!/^\d{1,9}$/.test(since))
      throw refusedError('request-invalid', 'A version is a number', 'XroadVnpt-unitVersion');
    const rows = await readUnits(this.exchange.store, this.placeCodes(), { since: Number(since), today });
    if (rows.every(({ version }) => version <= Number(since))) await this.checkVersion(Number(since));
    return { data: rows.map(describeUnit) };
  }

  /** Of a directory that was set back nothing would come for long. */
  private async checkVersion(since: number): Promise<void> {
    if (since > Number((await directoryVersion(this.exchange.store)).version))
      throw refusedError(
        'directory-version-unknown',
        'The directory has never been in this version: ask without it',
        'XroadVnpt-unitVersion',
      );
  }

  private async everyUnit(today: string): Promise<readonly object[]> {
    const rows = await readUnits(this.exchange.store, this.placeCodes(), { since: 0, today });
    const since = rows.reduce((first, { changed_at: at }) => (at < first ? at : first), new Date());
    const centres = this.exchange.directory().places.map(({ code, name, parent }): UnitRow => {
      return { code, name, parent, place: code, version: 1, deleted: false, changed_at: since };
    });
    return [...centres, ...rows].map(describeUnit);
  }

  private placeCodes(): string[] {
    return this.exchange.directory().places.map(({ code }) => code);
  }

  @Post('registerAgency')
  @HttpCode(200)
  async register(@AtCentre() centre: Centre, @Req() { body }: FastifyRequest): Promise<undefined> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    // A compatible system sends the digest of an earlier package again.
    if (centre.isHardened) checkBody(centre.fields, bytes, true);
    const row = this.readRegistration(centre.place, bytes);
    await this.exchange.store.transaction((tx) => putAgencies(tx, [row]));
    await this.exchange.refresh();
  }

  /** What is on its way to the agency still arrives; from now on nobody writes to it. */
  @Post('deleteAgency')
  @HttpCode(200)
  async delete(@AtCentre() { place, fields }: Centre): Promise<undefined> {
    const asked = fields.needed('AgencyCode');
    const agency = this.exchange.directory().agency(asked);
    const isDeleted =
      agency?.place === place && (await this.exchange.store.transaction((tx) => deleteAgency(tx, place, agency.code)));
    if (!isDeleted) throw notOfCentre(asked, place);
    await this.exchange.refresh();
  }

  private readRegistration(place: string, body: Buffer): AgencyRow {
    const parsed = Registration.safeParse(parseJson(body.toString('utf8')));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw refusedError('request-invalid', issue?.message ?? 'unusable', issue?.path.join('.') || 'body');
    }
    const { name, pcode } = parsed.data;
    const code = toNewCode(parsed.data.code);
    if (!isAgencyCode(code)) throw refusedError('request-invalid', 'This is not the code of an agency', 'code');
    const elsewhere = whyNotAt(this.exchange.directory(), { code, place });
    if (elsewhere !== undefined) throw refusedError('sender-mismatch', elsewhere, 'code');
    const parent = pcode ? this.parentOf(place, pcode) : null;
    return { code, oldCode: toOldCode(code) ?? code, name, place, parent, tier: tierOf(code) };
  }

  private parentOf(place: string, pcode: string): string | null {
    if (pcode === place) return null;
    if (isHubCode(pcode)) throw notOfCentre(pcode, place);
    const parent = this.exchange.directory().agency(pcode);
    if (parent !== undefined) return parent.code;
    throw refusedError('request-invalid', `No agency has the code ${pcode}`, 'pcode');
  }
}

function notOfCentre(code: string, place: string) {
  return refusedError('sender-mismatch', `${code.slice(0, 40)} is not an agency of ${place}`, 'code');
}

/** Those that can be written to on a day: nobody writes to one whose last day is over, or whose first is to come. */
const actingOn = (day: string, agencies: readonly Agency[]): readonly Agency[] =>
  agencies.filter((agency) => stateOn(agency, day) === 'active');

/** The axis knows no tiers: they follow from the form of the code. */
function tierOf(code: string): AgencyTier {
  const [top = '', ...below] = code.split('.');
  if (!top.startsWith('H')) return top.startsWith('A') ? 'party' : 'ministry';
  return below.length === 0 ? 'province' : below.length === 1 ? 'department' : 'commune';
}

function describeUnit({ code, place, name, parent, version, deleted, changed_at }: UnitRow): object {
  const isAgency = code !== place;
  return {
    ...{ id: code, pid: parent ?? (isAgency ? place : ''), code, name, mail: '', version, centerCode: place, deleted },
    ...{ modifyDate: timeToWire(changed_at.toISOString()), isAgency },
  };
}

export function unitRoutes(path: string): Type {
  @ApiExcludeController()
  @Controller(path)
  class UnitController extends UnitOperations {}
  return UnitController;
}
