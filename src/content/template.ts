import { type Liquid, LiquidError, type Template, type Variable } from 'liquidjs';
import { liquidEngine } from './liquidEngine.ts';
import { TEMPLATE_ROOTS, type TemplateContext } from './templateContext.ts';

/** The result of rendering for one profile. `detail` gives the position in the template; it never contains values of the profile. */
export type Rendering =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly reason: 'missing_value' | 'render_error' | 'empty_text';
      readonly detail: string;
    };

export interface CompiledTemplate {
  /** Never throws. The text is trimmed, has LF line ends and composed accents (é is in GSM-7, but e and a combining accent aren't). */
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

  constructor(message: string, position: { line: number; column: number }) {
    super(message);
    this.line = position.line;
    this.column = position.column;
  }
}

/** Parses a Liquid template and checks everything that doesn't depend on the profile. Throws `TemplateError`. */
export function compileTemplate(source: string): CompiledTemplate {
  const engine = liquidEngine();
  const { templates, variables } = parse(engine, source);
  const used = variables.filter((variable) => isRoot(variable.segments[0]));
  const names = new Set(used.map(pathOf));
  // A path with a computed part would reveal a value of the profile in the detail.
  const quotable = new Set(variables.filter(isLiteral).flatMap(prefixesOf));
  return {
    render: (context) => render(engine, templates, context, quotable),
    variables: [...names].sort(),
    lastEventNames: [...new Set(used.flatMap(lastEventNameOf))].sort(),
  };
}

function parse(engine: Liquid, source: string): { templates: Template[]; variables: Variable[] } {
  try {
    const templates = engine.parse(source);
    const { variables, globals } = engine.analyzeSync(templates, { partials: false });
    for (const variable of Object.values(globals).flat()) checkVariable(variable);
    return { templates, variables: Object.values(variables).flat() };
  } catch (error) {
    if (error instanceof TemplateError) throw error;
    throw new TemplateError(plainMessage(error), positionOf(error) ?? { line: 1, column: 1 });
  }
}

function checkVariable(variable: Variable): void {
  const [root, name] = variable.segments;
  const refuse = (wanted: string): never => {
    throw new TemplateError(`${pathOf(variable)} is unknown; wanted: ${wanted}`, {
      line: variable.location.row,
      column: variable.location.col,
    });
  };
  if (!isRoot(root)) refuse('profile.<property>, lastEvent.<Event>.<property> or campaign.name');
  if (root === 'profile' && typeof name !== 'string') refuse('profile.<property>');
  if (root === 'lastEvent' && typeof name !== 'string') refuse('lastEvent.<Event>.<property>');
  if (root === 'campaign' && (name !== 'name' || variable.segments.length > 2)) refuse('campaign.name');
}

function render(
  engine: Liquid,
  templates: Template[],
  context: TemplateContext,
  quotable: ReadonlySet<string>,
): Rendering {
  try {
    const text = String(engine.renderSync(templates, context)).replace(/\r\n?/g, '\n').trim().normalize('NFC');
    return text === '' ? { ok: false, reason: 'empty_text', detail: 'nothing but white space' } : { ok: true, text };
  } catch (error) {
    const position = positionOf(error);
    const where = position === null ? '' : ` (line ${position.line}, column ${position.column})`;
    const missing = missingVariable(error);
    if (missing === null) return { ok: false, reason: 'render_error', detail: `${safeCause(error)}${where}` };
    const name = quotable.has(missing) ? missing : 'a computed variable';
    return { ok: false, reason: 'missing_value', detail: `${name} is absent${where}` };
  }
}

function missingVariable(error: unknown): string | null {
  const cause: unknown = LiquidError.is(error) ? ((error as LiquidError).originalError ?? error) : error;
  return cause instanceof Error && 'variableName' in cause ? String(cause.variableName) : null;
}

/** Filters quote their input in some messages, so only messages about limits are passed on. */
function safeCause(error: unknown): string {
  const limit = error instanceof Error ? /(memory alloc|template render) limit exceeded/.exec(error.message) : null;
  return limit?.[0] ?? 'a tag or filter cannot be applied to the value';
}

function plainMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : 'unreadable';
  return message.replace(/, line:\d+, col:\d+$/, '');
}

function positionOf(error: unknown): { line: number; column: number } | null {
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
