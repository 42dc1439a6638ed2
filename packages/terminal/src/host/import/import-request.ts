import { IMPORT_FIELDS, type ImportField, type ImportRequest } from '../../api/view.ts';
import { refuse } from '../api/api-error.ts';
import { gone, isType, type Read, readJson, readUtf8 } from '../api/json-body.ts';

const DEFAULTED = ['price', 'tax', 'unit', 'category'] as const;
type Defaulted = (typeof DEFAULTED)[number];

const at = (place: string) => gone(refuse('BODY-UNEXPECTED', place));
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Texts under known names only; null names nothing that was asked for wrongly. */
const readTexts = <N extends string>(
  value: unknown,
  names: readonly N[],
): { readonly [F in N]?: string } | null => {
  if (value === undefined) return {};
  if (!isRecord(value)) return null;
  const texts: { [F in N]?: string } = {};
  for (const [name, text] of Object.entries(value)) {
    const known = names.find((each) => each === name);
    if (known === undefined || typeof text !== 'string') return null;
    texts[known] = text;
  }
  return texts;
};

const NAMES = new Set(['csv', 'columns', 'defaults', 'decimal', 'strict']);

const readOptions = (body: Readonly<Record<string, unknown>>): Read<ImportRequest> => {
  const unknown = Object.keys(body).find((name) => !NAMES.has(name));
  if (unknown !== undefined) return at(`body.${unknown}`);
  const { csv, decimal, strict } = body;
  if (typeof csv !== 'string') return at('body.csv');
  const columns = readTexts<ImportField>(body['columns'], IMPORT_FIELDS);
  if (columns === null) return at('body.columns');
  const defaults = readTexts<Defaulted>(body['defaults'], DEFAULTED);
  if (defaults === null) return at('body.defaults');
  if (decimal !== undefined && decimal !== '.' && decimal !== ',') return at('body.decimal');
  if (strict !== undefined && typeof strict !== 'boolean') return at('body.strict');
  return {
    ok: true,
    value: { csv, columns, defaults, strict: strict ?? false, ...(decimal === undefined ? {} : { decimal }) },
  };
};

/** `column.sku=Artikel&default.tax=zero&strict=1` as the JSON form would say it. */
const optionsOfQuery = (query: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const columns: Record<string, unknown> = {};
  const defaults: Record<string, unknown> = {};
  const body: Record<string, unknown> = { columns, defaults };
  for (const [name, value] of Object.entries(query)) {
    if (name.startsWith('column.')) columns[name.slice('column.'.length)] = value;
    else if (name.startsWith('default.')) defaults[name.slice('default.'.length)] = value;
    else if (name === 'strict') body[name] = value === '1' ? true : value;
    else body[name] = value;
  }
  return body;
};

/** Reads `POST /api/import`: JSON with the list in it, or the list itself with its options in the query. */
export const readImportRequest = (
  contentType: string | undefined,
  bytes: Uint8Array,
  query: Readonly<Record<string, unknown>>,
): Read<ImportRequest> => {
  if (isType(contentType, 'text/csv')) {
    const csv = readUtf8(bytes);
    if (csv === null) return gone(refuse('IMPORT-UNREADABLE', 'body', 'The list is not UTF-8 text.'));
    return readOptions({ ...optionsOfQuery(query), csv });
  }
  const read = readJson(bytes);
  if (!read.ok) return read;
  return isRecord(read.value) ? readOptions(read.value) : at('body');
};
