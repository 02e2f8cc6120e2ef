/** What goes on while the authority, or a part of it, is out of reach: the README's table; `lienthong drill trust-outage` shows each row. */

/** The settings' own defaults, on which the table rests: LIST_HOURS, ANSWER_MINUTES, PARK_HOURS. */
export const outageTerms = { listHours: 168, answerMinutes: 60, parkHours: 4 } as const;

export type Outage = 'status' | 'lists' | 'revocation' | 'stamps' | 'authority';

export interface OutageRow {
  readonly gone: string;
  readonly works: string;
  readonly lasts: string;
  readonly parked: string;
  readonly resumes: string;
}

const { listHours, answerMinutes, parkHours } = outageTerms;
/** New lists come at half of their time: this long the last ones speak from the moment of the outage. */
const untilListsEnd = `${listHours / 2} to ${listHours} h, until the last lists end`;

/** In the order in which the drill shows them. */
export const outageTable: Readonly<Record<Outage, OutageRow>> = {
  status: {
    gone: 'OCSP',
    works: 'everything: the lists speak for every certificate',
    lasts: 'as long as lists come',
    parked: 'nothing',
    resumes: 'nothing has waited',
  },
  lists: {
    gone: 'revocation lists',
    works: 'signed documents, by the last lists, which know of no later revocation, and then by OCSP',
    lasts: `${untilListsEnd}; by OCSP without end, ${answerMinutes} min an answer`,
    parked: 'signed documents after the lists, for the seconds in which OCSP is asked',
    resumes: 'by itself, with the answer or the next list',
  },
  revocation: {
    gone: 'lists and OCSP',
    works: 'signed documents, by the last lists; unsigned ones and statuses',
    lasts: `${untilListsEnd}; unsigned ones and statuses without end`,
    parked: `signed documents after the lists, each for ${parkHours} h`,
    resumes: `judged and sent on when one of both is back; after ${parkHours} h refused, to be sent anew under another DocumentId`,
  },
  stamps: {
    gone: 'time stamps',
    works: 'signatures stamped before, also after a revocation; signatures without a stamp, by their arrival',
    lasts: 'without end; unstamped ones until the signer is revoked',
    parked: 'nothing',
    resumes: 'the signer asks again',
  },
  authority: {
    gone: 'the whole authority',
    works: 'as without lists and OCSP, also after a new start of the exchange; no certificate is issued or revoked',
    lasts: 'as without lists and OCSP; each certificate to its end',
    parked: 'as without lists and OCSP',
    resumes: 'its journal goes on where it ended; what could not be asked for is asked again',
  },
};
