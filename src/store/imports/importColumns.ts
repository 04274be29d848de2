import type { fieldName, label } from '../../domain/values.ts';
import { ImportError, shown } from './importProblem.ts';

export type ColumnType = 'text' | 'number' | 'boolean' | 'date';

/** The columns of a kind of row. */
export interface RowFields {
  /** The fields besides `properties`, with the types of their cells. */
  readonly fields: Readonly<Record<string, ColumnType>>;
  readonly required: readonly string[];
  /** What its properties may be called. */
  readonly propertyName: typeof fieldName | typeof label;
}

/** The field or property of a row that a value belongs to. */
export interface Target {
  readonly kind: 'field' | 'property';
  readonly name: string;
}

export interface Column {
  /** `unnamed`: the header has no name for it, so that its cells must be empty. */
  readonly kind: Target['kind'] | 'unnamed';
  readonly name: string;
  /** As the header calls it. */
  readonly label: string;
  readonly type: ColumnType;
}

export interface ColumnOptions {
  /** Column -> field, or `properties.<name>`. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** Column -> type of its cells; for property columns, which are text otherwise. */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
}

const MAX_COLUMNS = 300;
const PROPERTY = 'properties.';

/** Reads a header (NFC). A column that isn't mapped is the field of its name, or else a property. Throws `ImportError`. */
export function columnsOf(labels: readonly string[], rows: RowFields, options: ColumnOptions): Column[] {
  const map = byLabel(options.map);
  const types = byLabel(options.types);
  if (labels.length > MAX_COLUMNS) refuse('header', `${labels.length} columns`, `at most ${MAX_COLUMNS}`);
  for (const label of [...Object.keys(map), ...Object.keys(types)]) {
    if (!labels.includes(label)) refuse(label, 'no such column', `one of ${listed(labels)}`);
  }
  const columns = labels.map((label): Column => {
    if (label === '') return { kind: 'unnamed', name: '', label, type: 'text' };
    const target = Object.hasOwn(map, label) ? mapped(label, map[label] ?? '', rows) : named(label, rows);
    return { ...target, label, type: typeOf(label, target, rows, types) };
  });
  refuseRepeated(columns);
  for (const field of rows.required) {
    if (columns.some((column) => column.kind === 'field' && column.name === field)) continue;
    const found = labels.length > 1 ? '' : '; cells are separated by commas, semicolons, tabs or vertical bars';
    refuse('header', listed(labels), `a column ${field}, or one that is mapped to it${found}`);
  }
  return columns;
}

/** The field or property of a mapped column or key. Throws `ImportError`. */
export function mapped(label: string, target: string, rows: RowFields): Target {
  if (Object.hasOwn(rows.fields, target)) return { kind: 'field', name: target };
  const name = rows.propertyName.safeParse(target.startsWith(PROPERTY) ? target.slice(PROPERTY.length) : '');
  if (name.success) return { kind: 'property', name: name.data };
  const fields = Object.keys(rows.fields).join(', ');
  return refuse(label, `mapped to ${shown(target)}`, `one of ${fields}, or properties.<name>`);
}

/**
 * A name that resembles a field's (`OptedOut`, `time_zone`) is refused: as a property it would be accepted without an error,
 * and people who opted out would get messages.
 */
function named(label: string, rows: RowFields): Target {
  if (Object.hasOwn(rows.fields, label)) return { kind: 'field', name: label };
  const near = Object.keys(rows.fields).find((field) => bare(field) === bare(label));
  if (near !== undefined) {
    refuse(label, 'a column without a mapping', `the name ${near}, or a mapping to ${near} or properties.<name>`);
  }
  const parsed = rows.propertyName.safeParse(label);
  if (!parsed.success) {
    const wanted = parsed.error.issues[0]?.message.replace('wanted: ', '');
    refuse('header', shown(label), `a mapping, because a property has a name of ${wanted}`);
  }
  return { kind: 'property', name: parsed.data };
}

function typeOf(
  label: string,
  target: Target,
  rows: RowFields,
  types: Readonly<Record<string, ColumnType>>,
): ColumnType {
  const type = Object.hasOwn(types, label) ? types[label] : undefined;
  if (target.kind === 'property') return type ?? 'text';
  if (type !== undefined) refuse(label, `type ${type}`, `no type: ${target.name} has its own`);
  return rows.fields[target.name] ?? 'text';
}

function refuseRepeated(columns: readonly Column[]): void {
  const seen = new Map<string, Column>();
  for (const column of columns) {
    if (column.kind === 'unnamed') continue;
    const key = `${column.kind} ${column.name}`;
    const other = seen.get(key);
    if (other) refuse(column.label, `${other.label} and ${column.label}`, `one column for ${column.name}`);
    seen.set(key, column);
  }
}

function refuse(field: string, got: string, wanted: string): never {
  throw new ImportError({ field, got, wanted });
}

/** What a caller says of columns, by their labels as they are compared. */
const byLabel = <Value>(given: Readonly<Record<string, Value>> = {}): Record<string, Value> =>
  Object.fromEntries(Object.entries(given).map(([label, value]) => [label.normalize('NFC').trim(), value]));

const bare = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

const listed = (labels: readonly string[]): string =>
  labels
    .slice(0, 20)
    .map((label) => shown(label))
    .join(', ') + (labels.length > 20 ? ', ...' : '');
