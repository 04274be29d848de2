import { afterEach, describe, expect, it } from 'vitest';
import { useUtc } from '../../src/config.ts';
import { compileTemplate } from '../../src/content/template.ts';
import { person, textOf } from './person.ts';

const ZONES = ['America/New_York', 'Asia/Tokyo', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/London', undefined];
const inZone = (timeZone: string | undefined, value: Date | string) =>
  person({ value }, timeZone === undefined ? {} : { timeZone });

describe('a date without a time', () => {
  const days = [new Date('1990-05-07'), '1990-05-07', '7 May 1990', 'May 7, 1990', '1990/05/07'];
  it.each(days)('%s is the same day in every zone', (value) => {
    for (const zone of ZONES) {
      expect(textOf('{{ profile.value | date: "%-d %B %Y %H:%M" }}', inZone(zone, value))).toBe('7 May 1990 00:00');
      expect(textOf('{{ profile.value | date: "%Y-%m-%d", "Asia/Tokyo" }}', inZone(zone, value))).toBe('1990-05-07');
    }
  });

  it('is the day before or after a change of the clocks, too', () => {
    for (const day of ['2027-03-14', '2027-11-07', '2024-02-29', '2026-12-31']) {
      for (const zone of ZONES) expect(textOf('{{ profile.value | date: "%Y-%m-%d" }}', inZone(zone, day))).toBe(day);
    }
  });
});

describe('a time', () => {
  it.each([
    '2027-12-01T10:00',
    '2027-12-01 10:00',
    '2027-12-01T10:00:30.5',
    '1 December 2027 10:00',
    'December 1, 2027 10:00:00',
  ])('without an offset, %s, is in the zone of the profile', (value) => {
    for (const zone of ZONES) {
      expect(textOf('{{ profile.value | date: "%Y-%m-%d %H:%M" }}', inZone(zone, value))).toBe('2027-12-01 10:00');
    }
    expect(
      textOf('{{ profile.value | date: "%Y-%m-%d %H:%M", "Asia/Tokyo" }}', inZone('America/New_York', value)),
    ).toBe('2027-12-02 00:00');
  });

  it.each([
    new Date('2027-12-01T10:00:00Z'),
    '2027-12-01T10:00:00Z',
    '2027-12-01T11:00+01:00',
    '2027-12-01T05:00:00-0500',
    'Wed, 01 Dec 2027 10:00:00 GMT',
    '1 December 2027 10:00 UTC',
    String(Date.parse('2027-12-01T10:00:00Z') / 1000),
  ])('with an offset, %s, is converted to the zone of the profile', (value) => {
    const source = '{{ profile.value | date: "%Y-%m-%d %H:%M" }}';
    expect(textOf(source, inZone('America/New_York', value))).toBe('2027-12-01 05:00');
    expect(textOf(source, inZone('Asia/Tokyo', value))).toBe('2027-12-01 19:00');
    expect(textOf(source, inZone(undefined, value))).toBe('2027-12-01 10:00');
  });

  it('without a filter is written in ISO 8601, whatever the zone of the machine is', () => {
    const context = person({ born: new Date('1990-05-07'), at: new Date('2027-12-01T10:00:00Z') });
    expect(textOf('{{ profile.born }} {{ profile.at }}', context)).toBe('1990-05-07 2027-12-01T10:00:00Z');
  });
});

describe('a number', () => {
  it.each([1767225600, '1767225600', 1767225600000, '1767225600000'])(
    '%s is a time in seconds or milliseconds',
    (value) => {
      expect(textOf('{{ profile.value | date: "%F %R" }}', person({ value }))).toBe('2026-01-01 00:00');
    },
  );
});

describe('a text that names a day', () => {
  it.each(['7.5.2026', '07.05.2026', '20260507', ' 2026-05-07 ', '2026/5/7', 'May 7, 2026', 'Thu, 7 May 2026'])(
    '%s is 7 May 2026',
    (value) => {
      expect(textOf('{{ profile.value | date: "%d %B %Y" }}', inZone('America/New_York', value))).toBe('07 May 2026');
    },
  );

  it('with points may have a time, and a month is its first day', () => {
    expect(textOf('{{ profile.value | date: "%F %R %z" }}', inZone('Asia/Tokyo', '7.5.2026 10:00'))).toBe(
      '2026-05-07 10:00 +0900',
    );
    expect(textOf('{{ "2026-05" | date: "%F" }} {{ "May 2026" | date: "%F" }}')).toBe('2026-05-01 2026-05-01');
  });

  it.each([
    '05/07/2026',
    '1/2',
    'May 7',
    'Order 12',
    'Room 5',
    'size 10',
    '2026',
    '12',
    '-86400',
    '２０２６-05-07',
    '',
  ])('"%s" does not, or could be another day: it stays as it is', (value) => {
    expect(textOf('[{{ profile.value | date: "%F" }}]', person({ value }))).toBe(`[${value}]`);
  });
});

describe('a day that does not exist', () => {
  it.each([
    '2026-02-30',
    '2026-02-29',
    '2026-04-31T10:00',
    '2026-04-31T10:00:00Z',
    '2026-13-01',
    '31.2.2026',
    '30 February 2026',
  ])('%s is no other day, but the text that it is', (value) => {
    expect(textOf('{{ profile.value | date: "%d %B" }}', person({ value }))).toBe(value);
  });
});

describe('a format', () => {
  it.each([
    ['%F %T', '2027-12-01 10:05:09'],
    ['%D %R %r', '12/01/27 10:05 10:05:09 AM'],
    ['%-d/%-m/%y %H:%M', '1/12/27 10:05'],
    ['100%%F %d', '100%F 01'],
    ['%A the %-d%q of %B', 'Wednesday the 1st of December'],
    ['5 % of %d', '5 % of 01'],
  ])('%s is %s', (format, text) => {
    const at = new Date('2027-12-01T10:05:09Z');
    expect(textOf(`{{ profile.at | date: "${format}" }}`, person({ at }))).toBe(text);
    expect(textOf('{{ profile.at | date: profile.format }}', person({ at, format }))).toBe(text);
  });

  it.each(['%V', '%G', '%o', '%-J'])('%s, which would stay in the text, is refused when it is compiled', (part) => {
    expect(() => compileTemplate(`{{ "now" | date: "%d ${part}" }}`)).toThrow(
      `"${part}" is no part of a date; wanted: parts of strftime, such as %d, %B or %H:%M`,
    );
  });
});

describe('a zone that a template names', () => {
  it.each(['BST', 'PST', 'Mars/Base', '+02:00'])('%s is refused when it is compiled', (zone) => {
    for (const source of [
      `{{ profile.born | date: "%H", "${zone}" }}`,
      `{% if profile.a %}{% for t in profile.b %}{{ "now" | date: "%H", "${zone}" | upcase }}{% endfor %}{% endif %}`,
      `{% assign x = "now" | date: "%H", "${zone}" %}`,
    ]) {
      expect(() => compileTemplate(source)).toThrow('is no time zone; wanted: an IANA time zone, such as Europe/Paris');
    }
  });

  it('may be any alias, and one that is unknown only for a profile is an error of that text', () => {
    const at = new Date('2027-06-01T10:00:00Z');
    expect(textOf('{{ profile.at | date: "%H", "GB" }}', person({ at }))).toBe('11');
    expect(textOf('{{ profile.at | date: "%H", profile.z }}', person({ at, z: 'BST' }))).toBe('(render_error)');
    expect(textOf('{{ profile.at | date: "%H" }}', person({ at }, { timeZone: 'BST' }))).toBe('10');
  });
});

describe('a machine whose own clocks change', () => {
  const zoneOfTests = process.env.TZ;
  afterEach(() => {
    if (zoneOfTests === undefined) delete process.env.TZ;
    else process.env.TZ = zoneOfTests;
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])('does not matter: %s', (zone) => {
    process.env.TZ = zone;
    expect(new Date(2027, 0, 1).getTimezoneOffset()).not.toBe(0);
    useUtc();
    for (const day of ['2027-03-14', '2027-03-28', '2027-04-04', '2027-10-03', '2027-10-31', '2027-11-07']) {
      for (let hour = 0; hour < 24; hour += 1) {
        const clock = `${String(hour).padStart(2, '0')}:30`;
        const at = new Date(`${day}T${clock}:00+09:00`);
        expect(textOf('{{ profile.value | date: "%Y-%m-%d %H:%M" }}', inZone('Asia/Tokyo', at))).toBe(
          `${day} ${clock}`,
        );
      }
    }
  });
});
