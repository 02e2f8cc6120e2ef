/** Days on which offices were closed although it was no weekend, and Saturdays worked instead: Tết, Hùng Kings, 30/4, 1/5, 2/9, 1/1. */

/** `closed`, `worked`: `MM-dd`. `source`: where it is from; `assumed` where nothing but memory could be asked. */
export interface YearOfClosures {
  readonly year: number;
  readonly closed: readonly string[];
  readonly worked?: readonly string[];
  readonly source: string;
}

const assumed = 'assumed: the yearly announcement for civil servants, as remembered';

export const closures: readonly YearOfClosures[] = [
  {
    year: 2019,
    closed: ['01-01', '02-04', '02-05', '02-06', '02-07', '02-08', '04-15', '04-29', '04-30', '05-01', '09-02'],
    worked: ['01-05', '05-04'],
    source: assumed,
  },
  {
    year: 2020,
    closed: ['01-01', '01-23', '01-24', '01-27', '01-28', '01-29', '04-02', '04-30', '05-01', '09-02'],
    source: 'Labour Code 2012, Article 115, and the calendar of 2020: Tết 23 to 29 January, Hùng Kings 2 April',
  },
  {
    year: 2021,
    closed: ['01-01', '02-10', '02-11', '02-12', '02-15', '02-16', '04-21', '04-30', '05-03', '09-02', '09-03'],
    source: assumed,
  },
  {
    year: 2022,
    closed: [
      ...['01-03', '01-31', '02-01', '02-02', '02-03', '02-04', '04-11', '05-02', '05-03'],
      ...['09-01', '09-02'],
    ],
    source: assumed,
  },
  {
    year: 2023,
    closed: [
      ...['01-02', '01-20', '01-23', '01-24', '01-25', '01-26', '05-01', '05-02', '05-03'],
      ...['09-01', '09-04'],
    ],
    source: assumed,
  },
  {
    year: 2024,
    closed: [
      ...['01-01', '02-08', '02-09', '02-12', '02-13', '02-14', '04-18', '04-29', '04-30', '05-01'],
      ...['09-02', '09-03'],
    ],
    worked: ['05-04'],
    source: assumed,
  },
  {
    year: 2025,
    closed: [
      ...['01-01', '01-27', '01-28', '01-29', '01-30', '01-31', '04-07', '04-30', '05-01', '05-02'],
      ...['09-01', '09-02'],
    ],
    worked: ['04-26'],
    source: assumed,
  },
  {
    year: 2026,
    closed: [
      ...['01-01', '01-02', '02-16', '02-17', '02-18', '02-19', '02-20', '04-27', '04-30', '05-01'],
      ...['08-31', '09-01', '09-02'],
    ],
    worked: ['01-10', '08-22'],
    source: assumed,
  },
];
