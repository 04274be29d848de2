import type { Weekday } from '../schedule/rruleText.ts';

/** Hours of a country or a state in which marketing texts may be sent. */
export interface QuietHoursRule {
  /** ISO 3166-1 alpha-2, or ISO 3166-2 for a state of the United States. */
  readonly region: string;
  readonly name: string;
  /** Other countries and territories where the rule applies. */
  readonly alsoIn?: readonly string[];
  readonly basis: 'law' | 'guideline';
  /** The local hours in which messages may be sent, each day listed once or not at all: then it is quiet as a whole. */
  readonly open: readonly OpenHours[];
  /** Whether the rule forbids public holidays as well, which Herald doesn't know. */
  readonly forbidsHolidays: boolean;
  /** The statute, the regulation, or whose guideline it is. */
  readonly source: string;
  /** Where its hours were read. */
  readonly url: string;
  /** The date on which it was looked at. */
  readonly lookedAt: string;
  readonly note?: string;
}

export interface OpenHours {
  readonly days: readonly Weekday[];
  readonly from: string;
  /** 00:00: the end of the day. */
  readonly to: string;
}

const WEEKDAYS_ONLY: readonly Weekday[] = ['MO', 'TU', 'WE', 'TH', 'FR'];
const NOT_SUNDAYS: readonly Weekday[] = [...WEEKDAYS_ONLY, 'SA'];
const EVERY_DAY: readonly Weekday[] = [...NOT_SUNDAYS, 'SU'];

const daily = (from: string, to: string): readonly OpenHours[] => [{ days: EVERY_DAY, from, to }];
const notOnSundays = (from: string, to: string): readonly OpenHours[] => [{ days: NOT_SUNDAYS, from, to }];

const LOOKED_AT = '2026-11-30';
const NO_HOLIDAYS = { forbidsHolidays: true, lookedAt: LOOKED_AT } as const;
const ALL_DAYS_ALIKE = { forbidsHolidays: false, lookedAt: LOOKED_AT } as const;

/**
 * Statutes are mostly about telephone solicitation and may except people who have consented or are customers; whether a statute means texts is
 * settled for some states only. The table leaves such exceptions out: where in doubt, the hours are quiet. Where sources give different hours, the
 * shorter ones are entered. A state of the United States is listed if its hours are shorter than the federal ones, which always apply as well.
 */
export const QUIET_HOURS_RULES: readonly QuietHoursRule[] = [
  {
    region: 'US',
    name: 'United States',
    alsoIn: ['AS', 'GU', 'MP', 'PR', 'VI'],
    basis: 'law',
    open: daily('08:00', '21:00'),
    source: '47 CFR 64.1200(c)(1), under the Telephone Consumer Protection Act',
    url: 'https://www.law.cornell.edu/cfr/text/47/64.1200',
    note: 'local time at the location of the called party',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-AL',
    name: 'Alabama',
    basis: 'law',
    open: notOnSundays('08:00', '20:00'),
    source: 'Ala. Admin. Code r. 770-X-5-.17',
    url: 'https://www.dropcowboy.com/state-compliance/al',
    ...NO_HOLIDAYS,
  },
  {
    region: 'US-CT',
    name: 'Connecticut',
    basis: 'law',
    open: daily('09:00', '20:00'),
    source: 'Conn. Gen. Stat. § 42-288a, as amended by Public Act 23-98',
    url: 'https://cga.ct.gov/current/pub/chap_743m.htm',
    note: 'names text messages',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-FL',
    name: 'Florida',
    basis: 'law',
    open: daily('08:00', '20:00'),
    source: 'Fla. Stat. § 501.616(6)(a)',
    url: 'https://www.lawserver.com/law/state/florida/statutes/florida_statutes_501-616',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-KY',
    name: 'Kentucky',
    basis: 'law',
    open: daily('10:00', '21:00'),
    source: 'KRS 367.46955',
    url: 'https://www.dropcowboy.com/state-compliance',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-LA',
    name: 'Louisiana',
    basis: 'law',
    open: notOnSundays('08:00', '20:00'),
    source: 'La. R.S. 45:811',
    url: 'https://lawserver.com/?p=30183792',
    note: 'a state of emergency forbids solicitation altogether (La. R.S. 45:844.31), which Herald does not know',
    ...NO_HOLIDAYS,
  },
  {
    region: 'US-MA',
    name: 'Massachusetts',
    basis: 'law',
    open: daily('08:00', '20:00'),
    source: '201 CMR 12.02(2)',
    url: 'https://regulations.justia.com/states/massachusetts/201-cmr/title-201-cmr-12-00/section-12-02',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-MD',
    name: 'Maryland',
    basis: 'law',
    open: daily('08:00', '20:00'),
    source: 'Md. Code, Com. Law § 14-4501 et seq. (Stop the Spam Calls Act of 2023)',
    url: 'https://www.dnc.com/index.php/news/maryland-governor-signs-stop-spam-calls-act-2023-law',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-MN',
    name: 'Minnesota',
    basis: 'law',
    open: daily('09:00', '21:00'),
    source: 'Minn. Stat. § 325E.30',
    url: 'https://usestello.com/compliance',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-MS',
    name: 'Mississippi',
    basis: 'law',
    open: notOnSundays('08:00', '20:00'),
    source: 'Miss. Code § 77-3-723',
    url: 'https://getpocketlaw.com/law/state_mississippi/section-77-3-723-rules-for-authorized-calls_57b73fa7ff73',
    note: "the statute's clock is Central time, which is the local time of the state",
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-NM',
    name: 'New Mexico',
    basis: 'law',
    open: daily('09:00', '21:00'),
    source: 'N.M. Stat. § 57-12-22(B)(5)',
    url: 'https://law.justia.com/codes/new-mexico/2006/nmrc/jd_57-12-22-13117.html',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-OK',
    name: 'Oklahoma',
    basis: 'law',
    open: daily('08:00', '20:00'),
    source: '15 O.S. § 775C.4 (Telephone Solicitation Act of 2022)',
    url: 'https://dnc.dreamhosters.com/?p=1309',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-RI',
    name: 'Rhode Island',
    basis: 'law',
    open: [
      { days: WEEKDAYS_ONLY, from: '09:00', to: '18:00' },
      { days: ['SA'], from: '10:00', to: '17:00' },
    ],
    source: 'R.I. Gen. Laws §§ 5-61-2(2), 5-61-3.6',
    url: 'https://instalawyer.io/laws/rhode-island-general-laws/section-5-61-2-definitions',
    ...NO_HOLIDAYS,
  },
  {
    region: 'US-TX',
    name: 'Texas',
    basis: 'law',
    open: [
      { days: NOT_SUNDAYS, from: '09:00', to: '21:00' },
      { days: ['SU'], from: '12:00', to: '21:00' },
    ],
    source: 'Tex. Bus. & Com. Code § 301.051; texts since Senate Bill 140 (1 September 2025)',
    url: 'https://www.cloudcommunications.com/news/texas-senate-bill-140',
    note: 'names text messages',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'US-UT',
    name: 'Utah',
    basis: 'law',
    open: notOnSundays('08:00', '21:00'),
    source: 'Utah Code § 13-25a-103(3)',
    url: 'https://codes.findlaw.com/ut/title-13-commerce-and-trade/ut-code-sect-13-25a-103/',
    ...NO_HOLIDAYS,
  },
  {
    region: 'US-WA',
    name: 'Washington',
    basis: 'law',
    open: daily('08:00', '20:00'),
    source: 'RCW 80.36.390, as amended by House Bill 1497 (2022)',
    url: 'https://centralialaw.com/new-solicitation-law/',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'AE',
    name: 'United Arab Emirates',
    basis: 'guideline',
    open: daily('07:00', '21:00'),
    source: 'mobile carriers, according to Twilio',
    url: 'https://www.twilio.com/en/guidelines/ae/sms',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'FR',
    name: 'France',
    basis: 'guideline',
    open: notOnSundays('08:00', '22:00'),
    source: 'charter of af2m for business messaging, in force since 1 September 2024: working days only',
    url: 'https://af2m.org/la-charte-de-deontologie-applicable-aux-services-de-business-messaging-est-effective-depuis-le-1er-septembre-2024',
    ...NO_HOLIDAYS,
  },
  {
    region: 'IN',
    name: 'India',
    basis: 'law',
    open: daily('10:00', '21:00'),
    source: 'Telecom Commercial Communications Customer Preference Regulations of TRAI',
    url: 'https://docs.contlo.com/docs/sms-regulation-in-india',
    note: 'some providers name 09:00 as the beginning',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'SA',
    name: 'Saudi Arabia',
    basis: 'guideline',
    open: daily('07:00', '22:00'),
    source: 'mobile carriers, according to Mapp',
    url: 'https://docs.mapp.com/docs/ksa',
    ...ALL_DAYS_ALIKE,
  },
  {
    region: 'TH',
    name: 'Thailand',
    basis: 'guideline',
    open: daily('09:00', '21:00'),
    source: 'regulator and mobile carriers, according to Twilio',
    url: 'https://www.twilio.com/en/guidelines/th/sms',
    ...ALL_DAYS_ALIKE,
  },
];
