import { addDays, yearly } from '../dates.ts';
import type { ExchangeRule } from '../exchange-rule.ts';
import { datesOfHoliday } from '../public-holidays.ts';

/** From this date on a half day ends at 12:00, before it did at 12:30: SGX, with the mid-day break. */
const NOON_FROM = '2017-11-13';

/** The first day; the library says both by one name. */
const newYears = datesOfHoliday(['SG'], 'Chinese New Year').filter(
  (date, index, every) => every[index - 1] !== addDays(date, -1),
);

const EVES = {
  'Eve of Chinese New Year': newYears.map((date) => addDays(date, -1)),
  'Christmas Eve': yearly('12-24'),
  "New Year's Eve": yearly('12-31'),
};

/**
 * Source: SGX, "Trading calendar" of each year, www.sgx.com; gazetted holidays by the Ministry of Manpower, www.mom.gov.sg,
 * until 2026. What the moon decides in 2027 and 2028 is computed: Hari Raya by the crescent's age at sunset in Singapore,
 * Vesak as the 15th of the fourth Chinese month, Deepavali as the morning before the new moon of Kartik.
 */
export const xses: ExchangeRule = {
  country: ['SG'],
  // The library has other countries' dates for some years, and lacks some.
  drops: ['Hari Raya Puasa', 'Hari Raya Haji', 'Vesak Day', 'Deepavali', 'Presidential Election Day'],
  closes: {
    'Hari Raya Puasa': [
      '2015-07-17',
      '2016-07-06',
      '2017-06-26',
      '2018-06-15',
      '2019-06-05',
      '2020-05-25',
      '2021-05-13',
      '2022-05-03',
      '2024-04-10',
      '2025-03-31',
      '2027-03-10',
      '2028-02-28',
    ],
    'Hari Raya Haji': [
      '2015-09-24',
      '2016-09-12',
      '2017-09-01',
      '2018-08-22',
      '2019-08-12',
      '2020-07-31',
      '2021-07-20',
      '2022-07-11',
      '2023-06-29',
      '2024-06-17',
      '2026-05-27',
      '2027-05-17',
      '2028-05-05',
    ],
    'Vesak Day': [
      '2015-06-01',
      '2017-05-10',
      '2018-05-29',
      '2019-05-20',
      '2020-05-07',
      '2021-05-26',
      '2022-05-16',
      '2023-06-02',
      '2024-05-22',
      '2025-05-12',
      '2026-06-01',
      '2027-05-20',
      '2028-05-09',
    ],
    Deepavali: [
      '2015-11-10',
      '2017-10-18',
      '2018-11-06',
      '2019-10-28',
      '2021-11-04',
      '2022-10-24',
      '2023-11-13',
      '2024-10-31',
      '2025-10-20',
      '2026-11-09',
      '2027-10-28',
      '2028-10-17',
    ],
    'SG50 jubilee': ['2015-08-07'],
    'Polling Day': ['2015-09-11', '2020-07-10', '2023-09-01'],
  },
  irregular: Object.entries(EVES).flatMap(([name, dates]) => [
    { name, close: '12:30', dates: dates.filter((date) => date < NOON_FROM) },
    { name, close: '12:00', dates: dates.filter((date) => date >= NOON_FROM) },
  ]),
};
