import { compileTemplate, type Rendering } from '../../src/content/template.ts';
import { type TemplateContext, templateContext } from '../../src/content/templateContext.ts';
import type { StoredValue } from '../../src/domain/values.ts';

/** The variables for a profile with these properties, and with one event, `Purchase`, if it is given. */
export const person = (
  properties: Record<string, StoredValue> = {},
  more: { timeZone?: string; language?: string; purchase?: Record<string, StoredValue> } = {},
): TemplateContext =>
  templateContext({
    profile: {
      _id: 'p-1',
      phone: '+447700900001',
      language: more.language ?? null,
      timeZone: more.timeZone ?? null,
      properties,
    },
    lastEvents: more.purchase
      ? new Map([['Purchase', { at: new Date('1998-03-29T12:00:00Z'), properties: more.purchase }]])
      : undefined,
    campaignName: 'Spring',
  });

export const render = (source: string, context = person()): Rendering => compileTemplate(source).render(context);

/** The text, or the reason why there is none. */
export function textOf(source: string, context = person()): string {
  const rendering = render(source, context);
  return rendering.ok ? rendering.text : `(${rendering.reason})`;
}
