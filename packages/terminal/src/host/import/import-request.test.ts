import { expect, it } from 'vitest';
import { readImportRequest } from './import-request.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (body: unknown) => readImportRequest('application/json', bytes(JSON.stringify(body)), {});
const faultOf = (read: ReturnType<typeof readImportRequest>) =>
  read.ok ? null : [read.refusal.reply.code, read.refusal.reply.at];

it('[IMPORT-01] options come as JSON or in the query, alike', () => {
  const wanted = {
    ok: true,
    value: { csv: 'a', columns: { sku: 'Artikel' }, defaults: { tax: 'zero' }, decimal: ',', strict: true },
  };
  expect(
    json({ csv: 'a', columns: { sku: 'Artikel' }, defaults: { tax: 'zero' }, decimal: ',', strict: true }),
  ).toEqual(wanted);
  const query = { 'column.sku': 'Artikel', 'default.tax': 'zero', decimal: ',', strict: '1' };
  expect(readImportRequest('text/csv', bytes('a'), query)).toEqual(wanted);
  expect(json({ csv: 'a' })).toEqual({
    ok: true,
    value: { csv: 'a', columns: {}, defaults: {}, strict: false },
  });
});

it.each([
  [[], 'body'],
  [{}, 'body.csv'],
  [{ csv: 1 }, 'body.csv'],
  [{ csv: '', columns: { colour: 'x' } }, 'body.columns'],
  [{ csv: '', columns: { sku: 1 } }, 'body.columns'],
  [{ csv: '', defaults: { sku: 'x' } }, 'body.defaults'],
  [{ csv: '', decimal: ';' }, 'body.decimal'],
  [{ csv: '', strict: 'yes' }, 'body.strict'],
  [{ csv: '', mapping: {} }, 'body.mapping'],
  [JSON.parse('{"csv":"","columns":{"__proto__":"x"}}'), 'body.columns'],
])('[IMPORT-02] %j is refused at %s', (body, at) => {
  expect(faultOf(json(body))).toEqual(['BODY-UNEXPECTED', at]);
});

it('[IMPORT-02] a list that is no UTF-8 text, and a parameter given twice, are refused', () => {
  expect(faultOf(readImportRequest('text/csv', new Uint8Array([0x4b, 0xe4, 0x73, 0x65]), {}))).toEqual([
    'IMPORT-UNREADABLE',
    'body',
  ]);
  expect(faultOf(readImportRequest('text/csv', bytes('a'), { strict: ['1', '1'] }))).toEqual([
    'BODY-UNEXPECTED',
    'body.strict',
  ]);
});
