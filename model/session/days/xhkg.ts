import type { Exceptions } from '../timetable.ts';

/** Made by calendars/generate.ts; what is wrong here is put right in calendars/exchanges/xhkg.ts. */
export const XHKG_DAYS: Exceptions = {
  closed: {
    'The first day of January':
      '2015-01-01 2016-01-01 2018-01-01 2019-01-01 2020-01-01 2021-01-01 2024-01-01 2025-01-01 2026-01-01 2027-01-01',
    'Lunar New Year’s Day':
      '2015-02-19 2016-02-08 2018-02-16 2019-02-05 2021-02-12 2022-02-01 2025-01-29 2026-02-17 2028-01-26',
    'The second day of Lunar New Year':
      '2015-02-20 2016-02-09 2019-02-06 2022-02-02 2023-01-23 2025-01-30 2026-02-18 2028-01-27',
    'Good Friday':
      '2015-04-03 2016-03-25 2017-04-14 2018-03-30 2019-04-19 2020-04-10 2021-04-02 2022-04-15 2023-04-07 2024-03-29 2025-04-18 2026-04-03 2027-03-26 2028-04-14',
    'The day following Ching Ming Festival': '2015-04-06 2021-04-05 2026-04-06',
    'Labour Day':
      '2015-05-01 2017-05-01 2018-05-01 2019-05-01 2020-05-01 2023-05-01 2024-05-01 2025-05-01 2026-05-01 2028-05-01',
    'Birthday of the Buddha':
      '2015-05-25 2017-05-03 2018-05-22 2020-04-30 2021-05-19 2023-05-26 2024-05-15 2025-05-05 2027-05-13 2028-05-02',
    'Hong Kong Special Administrative Region Establishment Day':
      '2015-07-01 2016-07-01 2019-07-01 2020-07-01 2021-07-01 2022-07-01 2024-07-01 2025-07-01 2026-07-01 2027-07-01',
    'The day following the Chinese Mid-Autumn Festival':
      '2015-09-28 2016-09-16 2017-10-05 2018-09-25 2020-10-02 2021-09-22 2024-09-18 2025-10-07 2027-09-16 2028-10-04',
    'National Day':
      '2015-10-01 2018-10-01 2019-10-01 2020-10-01 2021-10-01 2024-10-01 2025-10-01 2026-10-01 2027-10-01',
    'Chung Yeung Festival':
      '2015-10-21 2018-10-17 2019-10-07 2021-10-14 2022-10-04 2023-10-23 2024-10-11 2025-10-29 2027-10-08 2028-10-26',
    'Christmas Day':
      '2015-12-25 2017-12-25 2018-12-25 2019-12-25 2020-12-25 2023-12-25 2024-12-25 2025-12-25 2026-12-25 2028-12-25',
    'The third day of Lunar New Year':
      '2016-02-10 2017-01-30 2019-02-07 2020-01-27 2022-02-03 2023-01-24 2024-02-12 2025-01-31 2026-02-19 2027-02-08 2028-01-28',
    'Easter Monday':
      '2016-03-28 2017-04-17 2018-04-02 2019-04-22 2020-04-13 2022-04-18 2023-04-10 2024-04-01 2025-04-21 2027-03-29 2028-04-17',
    'Ching Ming Festival':
      '2016-04-04 2017-04-04 2018-04-05 2019-04-05 2022-04-05 2023-04-05 2024-04-04 2025-04-04 2027-04-05 2028-04-04',
    'The day following Labour Day': '2016-05-02 2022-05-02',
    'Tuen Ng Festival':
      '2016-06-09 2017-05-30 2018-06-18 2019-06-07 2020-06-25 2021-06-14 2022-06-03 2023-06-22 2024-06-10 2026-06-19 2027-06-09',
    'The day following Chung Yeung Festival': '2016-10-10 2020-10-26 2026-10-19',
    'The first weekday after Christmas Day':
      '2016-12-26 2017-12-26 2018-12-26 2019-12-26 2021-12-27 2022-12-26 2023-12-26 2024-12-26 2025-12-26 2027-12-27 2028-12-26',
    'The second weekday after Christmas Day': '2016-12-27 2022-12-27',
    'The day following the first day of January': '2017-01-02 2023-01-02',
    'The fourth day of Lunar New Year':
      '2017-01-31 2018-02-19 2020-01-28 2021-02-15 2023-01-25 2024-02-13 2027-02-09',
    'The day following National Day': '2017-10-02 2023-10-02 2028-10-02',
    'The day following Hong Kong Special Administrative Region Establishment Day': '2018-07-02',
    'The day following Birthday of the Buddha': '2019-05-13 2022-05-09 2026-05-25',
    'The day following Easter Monday': '2015-04-07 2021-04-06 2026-04-07',
    'The second day following the Chinese Mid-Autumn Festival': '2022-09-12',
    'The day following Tuen Ng Festival': '2028-05-29',
    'Victory Day': '2015-09-03',
    'Typhoon Nida': '2016-08-02',
    'Typhoon Haima': '2016-10-21',
    'Typhoon Hato': '2017-08-23',
    'Typhoon Nangka': '2020-10-13',
    'Typhoon Kompasu': '2021-10-13',
    'Typhoon Talim': '2023-07-17',
    'Typhoon Saola': '2023-09-01',
    'Black rainstorm': '2023-09-08',
    'Typhoon Yagi': '2024-09-06',
  },
  irregular: [
    {
      name: 'Eve of Lunar New Year',
      close: '12:00',
      dates:
        '2015-02-18 2017-01-27 2018-02-15 2019-02-04 2020-01-24 2021-02-11 2022-01-31 2024-02-09 2025-01-28 2026-02-16 2027-02-05 2028-01-25',
    },
    {
      name: 'Christmas Eve',
      close: '12:00',
      dates:
        '2015-12-24 2018-12-24 2019-12-24 2020-12-24 2021-12-24 2024-12-24 2025-12-24 2026-12-24 2027-12-24',
    },
    {
      name: "New Year's Eve",
      close: '12:00',
      dates:
        '2015-12-31 2018-12-31 2019-12-31 2020-12-31 2021-12-31 2024-12-31 2025-12-31 2026-12-31 2027-12-31',
    },
    {
      name: 'Typhoon Wipha',
      close: '13:55',
      dates: '2019-07-31',
    },
    {
      name: 'Typhoon Nalgae',
      close: '13:55',
      dates: '2022-11-02',
    },
    {
      name: 'Typhoon Higos',
      open: '13:30',
      dates: '2020-08-19',
    },
    {
      name: 'Black rainstorm',
      open: '13:30',
      dates: '2021-06-28',
    },
    {
      name: 'Typhoon Ma-on',
      open: '13:00',
      dates: '2022-08-25',
    },
    {
      name: 'Typhoon Koinu',
      open: '14:00',
      dates: '2023-10-09',
    },
  ],
};
