import { XASX_DAYS } from '../days/xasx.ts';
import { XHKG_DAYS } from '../days/xhkg.ts';
import { XNZE_DAYS } from '../days/xnze.ts';
import { XSES_DAYS } from '../days/xses.ts';
import { XTKS_DAYS } from '../days/xtks.ts';
import type { Timetable } from '../timetable.ts';
import { HORIZON } from './horizon.ts';

/** Continuous trading; the closing auction at 16:10 is not part of it. */
export const XASX: Timetable = {
  code: 'XASX',
  name: 'Australian Securities Exchange',
  timeZone: 'Australia/Sydney',
  horizon: HORIZON,
  hours: [{ open: '10:00', close: '16:00', pre: ['07:00', '10:00'], post: ['16:00', '16:10'] }],
  ...XASX_DAYS,
};

export const XTKS: Timetable = {
  code: 'XTKS',
  name: 'Tokyo Stock Exchange',
  timeZone: 'Asia/Tokyo',
  horizon: HORIZON,
  hours: [
    { open: '09:00', close: '15:00', breaks: [['11:30', '12:30']], pre: ['08:00', '09:00'] },
    // JPX, "Extension of trading hours", with arrowhead 4.0.
    {
      from: '2024-11-05',
      open: '09:00',
      close: '15:30',
      breaks: [['11:30', '12:30']],
      pre: ['08:00', '09:00'],
    },
  ],
  ...XTKS_DAYS,
};

export const XHKG: Timetable = {
  code: 'XHKG',
  name: 'Hong Kong Exchanges',
  timeZone: 'Asia/Hong_Kong',
  horizon: HORIZON,
  hours: [
    { open: '09:30', close: '16:00', breaks: [['12:00', '13:00']], pre: ['09:00', '09:30'] },
    // The closing auction session began on 2016-07-25: HKEX, "Closing Auction Session".
    {
      from: '2016-07-25',
      open: '09:30',
      close: '16:00',
      breaks: [['12:00', '13:00']],
      pre: ['09:00', '09:30'],
      post: ['16:00', '16:10'],
    },
  ],
  ...XHKG_DAYS,
};

export const XSES: Timetable = {
  code: 'XSES',
  name: 'Singapore Exchange',
  timeZone: 'Asia/Singapore',
  horizon: HORIZON,
  hours: [
    { open: '09:00', close: '17:00', pre: ['08:30', '09:00'], post: ['17:00', '17:06'] },
    // SGX brought the mid-day break back on 2017-11-13.
    {
      from: '2017-11-13',
      open: '09:00',
      close: '17:00',
      breaks: [['12:00', '13:00']],
      pre: ['08:30', '09:00'],
      post: ['17:00', '17:16'],
    },
  ],
  ...XSES_DAYS,
};

export const XNZE: Timetable = {
  code: 'XNZE',
  name: "New Zealand's Exchange",
  timeZone: 'Pacific/Auckland',
  horizon: HORIZON,
  hours: [{ open: '10:00', close: '16:45', pre: ['09:00', '10:00'], post: ['16:45', '17:00'] }],
  ...XNZE_DAYS,
};
