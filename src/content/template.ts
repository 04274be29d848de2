import { type Liquid, LiquidError, type Template, type Token, toValueSync, type Variable } from 'liquidjs';
import { canonicalZone } from '../domain/zones.ts';
import { AbortedError } from './liquid/abort.ts';
import { MissingValueError } from './liquid/absence.ts';
import { unknownDirective } from './liquid/dates.ts';
import { liquidEngine } from './liquid/engine.ts';
import { literalFilters, loopCollections } from './liquid/inspection.ts';
import { isCurrency } from './liquid/language.ts';
import { MAX_STEPS, RenderBudgetError, RenderContext, TextEmitter } from './liquid/renderContext.ts';
import { TEMPLATE_ROOTS, type TemplateContext } from './templateContext.ts';

/** The result of rendering for one profile. `detail` gives the position in the template, or the reason of its tag `abort`; it never contains values of the profile. */
export type Rendering =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly reason: 'aborted' | 'missing_value' | 'render_error' | 'empty_text';
      readonly detail: string;
    };

export interface CompiledTemplate {
  /** Never throws. The text is trimmed, has LF line ends, complete characters and composed accents (é is in GSM-7, but e and a combining accent aren't). */
  render(context: TemplateContext): Rendering;
  /** The variables that the template uses, such as `profile.name`; each once, sorted. */
  readonly variables: readonly string[];
  /** The names of the events that the template uses, sorted. */
  readonly lastEventNames: readonly string[];
}

/** A template that is invalid for all profiles. `line` and `column` count from 1; `message` describes the error and what is expected. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly line: number;
  readonly column: number;

  constructor(message: string, position: Position) {
    super(message);
    this.line = position.line;
    this.column = position.column;
  }
}

export interface TemplateOptions {
  /** Whether the message is about an event, so that the template may use `event`. Default: it isn't. */
  readonly hasEvent?: boolean;
}

/** Parses a Liquid template and checks everything that doesn't depend on the profile. Throws `TemplateError`. */
export function compileTemplate(source: string, options: TemplateOptions = {}): CompiledTemplate {
  const engine = liquidEngine();
  const { templates, variables } = parse(engine, source, options);
  const used = variables.filter((variable) => isRoot(variable.segments[0]));
  const names = new Set(used.map(pathOf));
  const findVariable = variableFinder(variables);
  return {
    render: (context) => render(engine, templates, context, findVariable),
    variables: [...names].sort(),
    lastEventNames: [...new Set(used.flatMap(lastEventNameOf))].sort(),
  };
}

/** Whether `compileTemplate` accepts it. */
export function compiles(source: string, options: TemplateOptions = {}): boolean {
  try {
    compileTemplate(source, options);
    return true;
  } catch (error) {
    if (error instanceof TemplateError) return false;
    throw error;
  }
}

/**
 * Checks a template before it is saved: it compiles, and it stays within the limits of a rendering for a profile that has 100 texts in each list that the
 * template goes through, and a text in place of each other value. Throws `TemplateError`.
 */
export function checkTemplate(source: string, options: TemplateOptions = {}): void {
  compileTemplate(source, options);
  const engine = liquidEngine();
  const templates = engine.parse(source);
  try {
    const lists = new Set(loopCollections(templates));
    written(engine, templates, new RenderContext(engine, {}, (path) => (lists.has(path) ? LONG_LIST : 'a text')));
  } catch (error) {
    const cause = causeOf(error);
    const isTooMuch =
      cause instanceof RenderBudgetError || (cause instanceof Error && MEMORY_LIMIT.test(cause.message));
    if (!isTooMuch) return;
    const message = `a template that takes too long (${safeCause(cause)}); wanted: at most ${MAX_STEPS} steps, with fewer loops and filters, for lists of up to ${LONG_LIST.length} texts`;
    throw new TemplateError(message, positionOf(error) ?? { line: 1, column: 1 });
  }
}

/** As many texts as a property may have. */
const LONG_LIST: readonly string[] = new Array(100).fill('a text');

const MEMORY_LIMIT = /memory alloc limit exceeded/;

function parse(
  engine: Liquid,
  source: string,
  options: TemplateOptions,
): { templates: Template[]; variables: Variable[] } {
  try {
    const templates = engine.parse(source);
    const { variables, globals } = engine.analyzeSync(templates, { partials: false });
    for (const variable of Object.values(globals).flat()) checkVariable(variable, options);
    for (const { name, args, token } of literalFilters(templates)) {
      const [first, second] = args;
      if (name === 'date' && first !== undefined) checkFormat(first, token);
      if (name === 'date' && second !== undefined) checkZone(second, token);
      if (name === 'money' && (first !== undefined || args.length === 0)) checkCurrency(first ?? '', token);
    }
    return { templates, variables: Object.values(variables).flat() };
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new TemplateError(plainMessage(error), positionOf(error) ?? { line: 1, column: 1 });
  }
}

function checkZone(zone: string, token: Token): void {
  if (canonicalZone(zone) !== null) return;
  const [line = 1, column = 1] = token.getPosition();
  const wanted = 'wanted: an IANA time zone, such as Europe/Paris';
  throw new TemplateError(`${JSON.stringify(zone.slice(0, 64))} is no time zone; ${wanted}`, { line, column });
}

function checkCurrency(code: string, token: Token): void {
  if (isCurrency(code)) return;
  const [line = 1, column = 1] = token.getPosition();
  const wanted = 'wanted: a currency of ISO 4217, such as money: "EUR"';
  throw new TemplateError(`${JSON.stringify(code.slice(0, 64))} is no currency; ${wanted}`, { line, column });
}

function checkFormat(format: string, token: Token): void {
  const unknown = unknownDirective(format);
  if (unknown === undefined) return;
  const [line = 1, column = 1] = token.getPosition();
  const wanted = 'wanted: parts of strftime, such as %d, %B or %H:%M';
  throw new TemplateError(`${JSON.stringify(unknown)} is no part of a date; ${wanted}`, { line, column });
}

function checkVariable(variable: Variable, { hasEvent = false }: TemplateOptions): void {
  const [root, name] = variable.segments;
  const refuse = (wanted: string): never => {
    throw new TemplateError(`${pathOf(variable)} is unknown; wanted: ${wanted}`, {
      line: variable.location.row,
      column: variable.location.col,
    });
  };
  const event = hasEvent ? 'event.<property>, ' : '';
  if (!isRoot(root)) refuse(`profile.<property>, ${event}lastEvent.<Event>.<property> or campaign.name`);
  if (root === 'event' && !hasEvent) refuse('profile or lastEvent, because no event triggers this message');
  if (root === 'event' && typeof name !== 'string') refuse('event.<property>');
  if (root === 'profile' && typeof name !== 'string') refuse('profile.<property>');
  if (root === 'lastEvent' && typeof name !== 'string') refuse('lastEvent.<Event>.<property>');
  if (root === 'campaign' && (name !== 'name' || variable.segments.length > 2)) refuse('campaign.name');
}

function render(
  engine: Liquid,
  templates: Template[],
  variables: TemplateContext,
  findVariable: VariableFinder,
): Rendering {
  try {
    const text = written(engine, templates, new RenderContext(engine, variables))
      .replace(/\r\n?/g, '\n')
      .replace(/\p{Cs}/gu, '')
      .trim()
      .normalize('NFC');
    return text === '' ? { ok: false, reason: 'empty_text', detail: 'nothing but white space' } : { ok: true, text };
  } catch (error) {
    const position = positionOf(error);
    const cause = causeOf(error);
    if (cause instanceof AbortedError) return { ok: false, reason: 'aborted', detail: cause.why };
    if (!(cause instanceof MissingValueError)) {
      return { ok: false, reason: 'render_error', detail: safeCause(cause) + at(position) };
    }
    const found = cause.variable === null ? null : findVariable(cause.variable, position);
    const detail = `${found?.name ?? 'a computed variable'} is absent${at(found?.position ?? position)}`;
    return { ok: false, reason: 'missing_value', detail };
  }
}

function written(engine: Liquid, templates: Template[], context: RenderContext): string {
  const emitter = new TextEmitter();
  toValueSync(engine.renderer.renderTemplates(templates, context, emitter));
  return emitter.buffer;
}

type VariableFinder = (path: string, from: Position | null) => { name: string; position: Position } | null;

/**
 * Finds a variable of the template by its path, from the tag on in which it is absent; null for one with a computed part, whose path would reveal a value of
 * the profile.
 */
function variableFinder(variables: readonly Variable[]): VariableFinder {
  const literal = variables.filter(isLiteral).map((variable) => ({
    paths: prefixesOf(variable),
    position: { line: variable.location.row, column: variable.location.col },
  }));
  return (path, from) => {
    const named = literal.filter(({ paths }) => paths.includes(path));
    const found = named.find(({ position }) => from === null || !isBefore(position, from)) ?? named[0];
    return found ? { name: path, position: found.position } : null;
  };
}

const isBefore = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.column < b.column);

interface Position {
  readonly line: number;
  readonly column: number;
}

const at = (position: Position | null): string =>
  position === null ? '' : ` (line ${position.line}, column ${position.column})`;

const causeOf = (error: unknown): unknown =>
  LiquidError.is(error) ? ((error as LiquidError).originalError ?? error) : error;

/** Filters quote their input in some messages, so only messages about limits are passed on. */
function safeCause(error: unknown): string {
  if (error instanceof RenderBudgetError) return `render limit exceeded: ${error.message}`;
  const limit = error instanceof Error ? MEMORY_LIMIT.exec(error.message) : null;
  return limit?.[0] ?? 'a tag or filter cannot be applied to the value';
}

function plainMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : 'unreadable';
  return message.replace(/, line:\d+, col:\d+$/, '');
}

function positionOf(error: unknown): Position | null {
  if (!LiquidError.is(error)) return null;
  const [line, column] = (error as LiquidError).token.getPosition();
  return line === undefined || column === undefined ? null : { line, column };
}

const isRoot = (segment: unknown): boolean => (TEMPLATE_ROOTS as readonly unknown[]).includes(segment);

const isLiteral = (variable: Variable): boolean => variable.segments.every((segment) => typeof segment !== 'object');

const pathOf = (variable: Variable): string => variable.segments.map(String).join('.');

const prefixesOf = (variable: Variable): string[] =>
  variable.segments.map((_, index) => variable.segments.slice(0, index + 1).join('.'));

function lastEventNameOf(variable: Variable): string[] {
  const [root, name] = variable.segments;
  return root === 'lastEvent' && typeof name === 'string' ? [name] : [];
}
