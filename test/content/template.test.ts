import { describe, expect, it } from 'vitest';
import { checkTemplate, compileTemplate, TemplateError } from '../../src/content/template.ts';
import { templateContext } from '../../src/content/templateContext.ts';
import { person, render } from './person.ts';

const errorOf = (source: string): TemplateError => {
  try {
    compileTemplate(source);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`compiled: ${source}`);
};

describe('rendering for a profile', () => {
  it('fills in profile, last event and campaign', () => {
    const context = person({ name: 'Anna', 'first name': 'A' }, { purchase: { amount: 29.33 } });
    expect(
      render(
        '{{ profile.name }}/{{ profile["first name"] }} {{ lastEvent.Purchase.amount }} {{ campaign.name }} {{ profile.id }}',
        context,
      ),
    ).toEqual({ ok: true, text: 'Anna/A 29.33 Spring p-1' });
  });

  it('an absent value is a failure of this profile only, which names the value', () => {
    expect(render('Hi {{ profile.name }}')).toEqual({
      ok: false,
      reason: 'missing_value',
      detail: 'profile.name is absent (line 1, column 7)',
    });
    expect(render('{{ lastEvent.Purchase.amount }}')).toMatchObject({ ok: false, reason: 'missing_value' });
    expect(render('{{ profile.timeZone }}')).toMatchObject({ ok: false, reason: 'missing_value' });
    expect(render('{% if profile.id %}{{ profile.name }}{% endif %}')).toMatchObject({ reason: 'missing_value' });
  });

  it('default and conditions cope with absent values', () => {
    expect(render('Hi {{ profile.name | default: "friend" }}')).toEqual({ ok: true, text: 'Hi friend' });
    expect(render('{{ lastEvent.Purchase.amount | default: 0 }}')).toEqual({ ok: true, text: '0' });
    expect(render('{% if profile.name %}Hi {{ profile.name }}{% else %}Hi{% endif %}')).toEqual({
      ok: true,
      text: 'Hi',
    });
    expect(render('{% unless lastEvent.Purchase %}Still there?{% endunless %}')).toEqual({
      ok: true,
      text: 'Still there?',
    });
  });

  it('dates are in the time zone of the profile, across daylight saving, and UTC without one', () => {
    const source = '{{ lastEvent.Purchase.at | date: "%H:%M" }} {{ profile.born | date: "%-d %B %Y %H:%M" }}';
    const born = new Date('1980-01-31T23:30:00Z');
    expect(render(source, person({ born }, { timeZone: 'Europe/Paris', purchase: {} }))).toEqual({
      ok: true,
      text: '14:00 1 February 1980 00:30',
    });
    expect(render(source, person({ born }, { purchase: {} }))).toEqual({
      ok: true,
      text: '12:00 31 January 1980 23:30',
    });
    expect(
      render('{{ profile.born | date: "%H", "Asia/Tokyo" }}', person({ born }, { timeZone: 'Europe/Paris' })),
    ).toEqual({ ok: true, text: '08' });
  });

  it.each([
    ['America/St_Johns', '1998-03-29 08:30'],
    ['Asia/Kolkata', '1998-03-29 17:30'],
    ['Pacific/Kiritimati', '1998-03-30 02:00'],
    ['UTC', '1998-03-29 12:00'],
  ])('a date in %s is %s, whether it is a date, a text or seconds', (timeZone, wanted) => {
    const at = new Date('1998-03-29T12:00:00Z');
    for (const value of [at, at.toISOString(), at.getTime() / 1000]) {
      const context = person({ value }, { timeZone });
      expect(render('{{ profile.value | date: "%Y-%m-%d %H:%M" }}', context)).toEqual({ ok: true, text: wanted });
    }
  });

  it('a value that is not a date is not changed', () => {
    const context = person({ value: 'soon' }, { timeZone: 'Europe/Paris' });
    expect(render('{{ profile.value | date: "%Y" }}', context)).toEqual({ ok: true, text: 'soon' });
  });

  it('trims the ends, makes line ends LF and composes accents', () => {
    expect(render('  Hi\r\nRene\u0301\r{{ profile.id }} \n\n')).toEqual({ ok: true, text: 'Hi\nRen\u00e9\np-1' });
  });

  it('never has all properties of an event at once', () => {
    const context = person({}, { purchase: { amount: 5 } });
    expect(render('{{ lastEvent.Purchase }}', context)).toMatchObject({ ok: false, reason: 'render_error' });
    expect(render('{% assign last = lastEvent.Purchase %}{{ last.amount }}', context)).toEqual({ ok: true, text: '5' });
    expect(render('{% if lastEvent.Purchase %}yes{% endif %}', context)).toEqual({ ok: true, text: 'yes' });
  });

  it('never has half an emoji', () => {
    const context = person({ name: '\u{1F600}da', cut: 'Ada \uD83D!', text: '' });
    for (const [source, text] of [
      [
        '{{ profile.name | first }}|{{ profile.name[0] }}|{{ profile.name | slice: 0 }}',
        '\u{1F600}|\u{1F600}|\u{1F600}',
      ],
      ['{{ profile.name | split: "" | reverse | join: "" }}', 'ad\u{1F600}'],
      ['{{ profile.name | last }}{{ profile.name[-1] }}{{ profile.name | truncate: 2, "" }}', 'aa\u{1F600}d'],
      ['{{ profile.cut }}', 'Ada !'],
      ['{{ profile.name[7] | default: "-" }}{{ profile.text | first | default: "-" }}', '--'],
    ] as const) {
      expect(render(source, context)).toEqual({ ok: true, text });
    }
  });

  it('an empty text is no text', () => {
    expect(render(' {% if profile.name %}Hi{% endif %} \n')).toMatchObject({ ok: false, reason: 'empty_text' });
  });

  it('lists, numbers and booleans are rendered', () => {
    const context = person({ tags: ['a', 'b'], count: 3, vip: true });
    expect(
      render(
        '{{ profile.tags | join: ", " }} {{ profile.tags[1] }} {{ profile.count | plus: 1 }} {{ profile.vip }}',
        context,
      ),
    ).toEqual({
      ok: true,
      text: 'a, b b 4 true',
    });
  });

  it('has no access to properties of the runtime', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(render(`{{ profile.${name} }}`)).toMatchObject({ ok: false, reason: 'missing_value' });
    }
    expect(render('{{ profile.tags.constructor }}', person({ tags: ['a'] }))).toMatchObject({
      reason: 'missing_value',
    });
  });

  it('a template that exceeds the limits fails for this profile', () => {
    expect(render('{% for i in (1..100000000) %}x{% endfor %}')).toEqual({
      ok: false,
      reason: 'render_error',
      detail: 'memory alloc limit exceeded (line 1, column 1)',
    });
  });

  it('details never quote a value of the profile', () => {
    const secret = 'very-secret';
    const failures = [
      render('{{ profile.tags[profile.city] }}', person({ city: secret, tags: ['a'] })),
      render('{% assign k = profile.city %}{{ profile.tags[k] }}', person({ city: secret, tags: ['a'] })),
      render('{{ profile.city | where_exp: "x", profile.city }}', person({ city: `${secret} (` })),
      render('{{ profile.born | date: "%H", profile.city }}', person({ born: new Date(0), city: secret })),
    ];
    for (const failure of failures) {
      expect(failure.ok).toBe(false);
      expect(JSON.stringify(failure)).not.toContain(secret);
    }
  });
});

describe('the variables of a template', () => {
  it('are known before rendering, including last events', () => {
    const template = compileTemplate(
      '{% if lastEvent.Purchase.at %}{{ profile.name | default: lastEvent["Sign up"].name }}{% endif %}{% assign v = lastEvent.Visit %}{{ v.page }}',
    );
    expect(template.lastEventNames).toEqual(['Purchase', 'Sign up', 'Visit']);
    expect(template.variables).toEqual([
      'lastEvent.Purchase.at',
      'lastEvent.Sign up.name',
      'lastEvent.Visit',
      'profile.name',
    ]);
    expect(compileTemplate('Hello').lastEventNames).toEqual([]);
  });
});

describe('an invalid template is refused when it is compiled', () => {
  it('an unknown variable is named, with its position and the known ones', () => {
    expect(errorOf('Hi\n {{ usr.name }}')).toMatchObject({
      line: 2,
      column: 5,
      message: 'usr.name is unknown; wanted: profile.<property>, lastEvent.<Event>.<property> or campaign.name',
    });
    expect(errorOf('{{ name }}').message).toContain('name is unknown');
    expect(errorOf('{% if user.vip %}x{% endif %}').message).toContain('user.vip is unknown');
  });

  it.each([
    ['{{ profile }}', 'profile.<property>'],
    ['{{ profile[profile.city] }}', 'profile.<property>'],
    ['{{ lastEvent[profile.city].at }}', 'lastEvent.<Event>.<property>'],
    ['{{ campaign.nam }}', 'campaign.name'],
    ['{{ profile.name', 'not closed'],
    ['{{ profile.name | shout }}', 'undefined filter: shout'],
    ['{% if profile.name %}x', 'not closed'],
    ['{% nope %}', 'tag "nope" not found'],
    ['{% include "/etc/passwd" %}', 'the tag include is not available'],
    ['{% render "x" %}', 'the tag render is not available'],
    ['{% layout "x" %}', 'the tag layout is not available'],
    ['{% block x %}{% endblock %}', 'the tag block is not available'],
    ['x'.repeat(10_001), 'parse length limit exceeded'],
  ])('%.40s', (source, message) => {
    const error = errorOf(source);
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/line:/);
    expect(error.line).toBe(1);
  });

  it('variables that the template defines itself are known', () => {
    const source =
      '{% assign n = profile.name %}{% for t in profile.tags %}{{ forloop.index }}{{ t }}{% endfor %}{% capture c %}{{ n }}{% endcapture %}{{ c }}';
    expect(render(source, person({ name: 'A', tags: ['x', 'y'] }))).toEqual({ ok: true, text: '1x2yA' });
  });

  it('may use the event that a message is about, and only there', () => {
    const event = { at: new Date('2026-05-07T10:00:00Z'), properties: { cart: 'A-1' } };
    const profile = { _id: 'p-1', phone: null, language: null, timeZone: null, properties: {} };
    const source = '{{ event.cart }} {{ event.at | date: "%d.%m." }}{{ event.coupon | default: "" }}';
    const context = templateContext({ profile, event, campaignName: '' });
    expect(compileTemplate(source, { hasEvent: true }).render(context)).toEqual({ ok: true, text: 'A-1 07.05.' });
    expect(() => compileTemplate(source)).toThrow(
      /^event\.cart is unknown; wanted: profile or lastEvent, because no event triggers this message$/,
    );
    expect(() => checkTemplate('{{ event }}', { hasEvent: true })).toThrow('wanted: event.<property>');
  });
});
