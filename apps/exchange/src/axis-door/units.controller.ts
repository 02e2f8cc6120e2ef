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
import { AxisAnswers, axisMediaType } from './answers.js';
import { AtCentre, type Centre } from './axis-door.js';
import { fileIn } from './bound-fields.js';
import { KeptAnswers } from './kept-answers.js';
import { namesFor } from './names-for.js';

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
  async agencies(@AtCentre() centre: Centre): Promise<Buffer> {
    const named = namesFor(centre);
    const day = await officialToday(this.exchange.store);
    const versioned = this.exchange.versionedDirectory();
    return this.kept.of(versioned, { name: `agencies for ${centre.systemId}`, day }, async () =>
      actingOn(day, versioned.directory.agencies).map(({ code, oldCode, name, place, parent }) => ({
        ...{ id: code, pid: named(parent ?? place), code, name, mail: '', oldCode },
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
  async units(@AtCentre() centre: Centre): Promise<Buffer | Data> {
    const { fields, systemId } = centre;
    const named = namesFor(centre);
    const since = fields.get('unitVersion') ?? '';
    const today = await officialToday(this.exchange.store);
    if (since === '') {
      const versioned = this.exchange.versionedDirectory();
      const name = `units for ${systemId}`;
      return this.kept.of(versioned, { name, day: today }, () => this.everyUnit(today, named));
    }
    if (!/^\d{1,9}$/.test(since))
      throw refusedError('request-invalid', 'A version is a number', 'XroadVnpt-unitVersion');
    const rows = await readUnits(this.exchange.store, this.placeCodes(), { since: Number(since), today });
    if (rows.every(({ version }) => version <= Number(since))) await this.checkVersion(Number(since));
    return { data: rows.map((row) => describeUnit(row, named)) };
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

  private async everyUnit(today: string, named: (code: string) => string): Promise<readonly object[]> {
    const rows = await readUnits(this.exchange.store, this.placeCodes(), { since: 0, today });
    const since = rows.reduce((first, { changed_at: at }) => (at < first ? at : first), new Date());
    const centres = this.exchange.directory().places.map(({ code, name, parent }): UnitRow => {
      return { code, name, parent, place: code, version: 1, deleted: false, changed_at: since };
    });
    return [...centres, ...rows].map((row) => describeUnit(row, named));
  }

  private placeCodes(): string[] {
    return this.exchange.directory().places.map(({ code }) => code);
  }

  @Post('registerAgency')
  @HttpCode(200)
  async register(@AtCentre() centre: Centre, @Req() { body }: FastifyRequest): Promise<undefined> {
    if (!centre.mayRegister) throw needsConsent(centre.place);
    const all = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    // Who need not sign it may send the digest of an earlier package again.
    const bytes = centre.mustSignBody ? fileIn(centre.fields, all, { mustSign: true, isOctets: false }) : all;
    const row = this.readRegistration(centre, bytes);
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

  private readRegistration({ place, names }: Centre, body: Buffer): AgencyRow {
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
    const parent = pcode && !names.includes(pcode) ? this.parentOf(place, pcode) : null;
    return { code, oldCode: toOldCode(code) ?? code, name, place, parent, tier: tierOf(code) };
  }

  private parentOf(place: string, pcode: string): string {
    if (isHubCode(pcode)) throw notOfCentre(pcode, place);
    const parent = this.exchange.directory().agency(pcode);
    if (parent !== undefined) return parent.code;
    throw refusedError('request-invalid', `No agency has the code ${pcode}`, 'pcode');
  }
}

function needsConsent(place: string) {
  const ways = `make the system hardened, or let it: lienthong system add ${place} --may-register`;
  return refusedError(
    'role-forbidden',
    `Nothing binds the body of this request, and this door is open to a network: ${ways}`,
    'registerAgency',
  );
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

/** `named` shows the reader's own hub code as the reader writes it. */
function describeUnit(row: UnitRow, named: (code: string) => string): object {
  const { place, name, parent, version, deleted, changed_at } = row;
  const isAgency = row.code !== place;
  const code = isAgency ? row.code : named(place);
  const [pid, centerCode] = [parent ?? (isAgency ? place : ''), place].map(named);
  return {
    ...{ id: code, pid, code, name, mail: '', version, centerCode, deleted },
    ...{ modifyDate: timeToWire(changed_at.toISOString()), isAgency },
  };
}

export function unitRoutes(path: string): Type {
  @ApiExcludeController()
  @Controller(path)
  class UnitController extends UnitOperations {}
  return UnitController;
}
