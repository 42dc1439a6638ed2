import { describe, expect, it } from 'vitest';
import { idOfReceiptCode, receiptCode } from './receipt-code.ts';
import { receiptHtml } from './receipt-html.ts';
import { receiptLayout } from './receipt-layout.ts';
import { RECEIPT_STYLE_HASH } from './receipt-style.ts';
import { RECEIPT_COLUMNS, receiptText } from './receipt-text.ts';
import { FRAME, printed, REFUND, SALE, Z } from './receipt.fixture.ts';
import { onOneLine, widthOf, wrap } from './text-width.ts';

const tenderName = (tender: string) => FRAME.tenders.find(({ id }) => id === tender)?.name ?? tender;
const textOf = (...args: Parameters<typeof printed>) =>
  receiptText(receiptLayout(printed(...args), { code: null, tenderName }));
const htmlOf = (...args: Parameters<typeof printed>) =>
  receiptHtml(receiptLayout(printed(...args), { code: 'TILLMESH:1:AB:1:CD', tenderName }), 'H1-7KQ2-R-17');

describe('as text', () => {
  it('[RECEIPT-01] a sale, 42 columns wide', () => {
    expect(textOf(SALE)).toMatchInlineSnapshot(`
      "******************************************
                       D E M O
      ******************************************
                    Harbour & Sons
                    12 Quay Street
                  VAT GB 123 4567 89
                     Harbour Quay

      Receipt                       H1-7KQ2-R-17
      2010-12-01 08:26                   Till H1
      Served by                              Mia
      ------------------------------------------
      White hanging heart T-light holder
        6 x 2.55                         15.30 A
      りんごジュース 濃縮還元
      とても長い商品名 1L                 1.29 A
      Chutney
        2 x 3.00                          6.00 A
        Price was 3.20: price on shelf
        Discount 10%: dented             -0.60 A
      Potatoes, loose
        1.25 kg x 1.10                    1.38 Z
      ------------------------------------------
      TOTAL GBP                            23.37
      Cash                                 30.00
      Change                                6.63
      ------------------------------------------
      Rate                        Net  Tax Gross
      A 17.5% standard          18.71 3.28 21.99
      Z 0% zero                  1.38 0.00  1.38
      ******************************************
                       D E M O
      ******************************************
      "
    `);
  });

  it('[RECEIPT-01] a refund names the receipt it gives back and why', () => {
    expect(textOf(REFUND, { mark: null })).toMatchInlineSnapshot(`
      "              Harbour & Sons
                    12 Quay Street
                  VAT GB 123 4567 89
                     Harbour Quay

      Credit note                    H1-7KQ2-C-2
      2010-12-01 08:26                   Till H1
      Served by                              Mia
      Original                      H1-7KQ2-R-17
      Reason                              broken
      ------------------------------------------
      White hanging heart T-light holder  2.55 A
      ------------------------------------------
      REFUNDED GBP                          2.55
      Cash                                  2.55
      ------------------------------------------
      Rate                        Net  Tax Gross
      A 17.5% standard           2.17 0.38  2.55
      "
    `);
  });

  it('[RECEIPT-14] a Z says what was sold, given back, expected and counted', () => {
    expect(textOf(Z, { mark: 'REPLAY' })).toMatchInlineSnapshot(`
      "******************************************
                     R E P L A Y
      ******************************************
                    Harbour & Sons
                    12 Quay Street
                  VAT GB 123 4567 89
                     Harbour Quay

      Z report                       H1-7KQ2-Z-1
      2010-12-01 08:26                   Till H1
      Served by                              Mia
      ------------------------------------------
      Business date                   2010-12-01
      Sales (2)                            27.37
      Refunds (1)                          -2.55
      Voids (1)                            -4.00
      TOTAL GBP                            20.82
      Tips                                  1.50
      ------------------------------------------
      Cash received                        22.37
      Cash given back                      -2.55
      Card received                         5.00
      Card given back                      -4.00
      Euro notes EUR received              10.00
      ------------------------------------------
      Float                               100.00
      Cash received                        30.00
      Change                               -7.63
      Cash given back                      -2.55
      Paid out                             -3.00
      Dropped into the safe               -50.00
      Expected in the drawer               66.82
      3 x 20.00                            60.00
      68 x 0.10                             6.80
      Counted                              66.80
      Difference                           -0.02
      Counted blind
      ------------------------------------------
      Drawer, EUR
      Float                                 0.00
      Cash received                        10.00
      Expected in the drawer               10.00
      Counted                              10.00
      Difference                            0.00
      Counted blind
      ------------------------------------------
      Lines voided                             1
      Baskets cancelled                        0
      Discounts (1)                         0.60
      Prices overridden                        1
      Drawer opened without a sale             2
      Documents printed again                  1
      ------------------------------------------
      Till H1                  41 entries, to 61
      Ever sold                          9127.37
      Ever given back                       6.55
      Till H2                    5 entries, to 9
      Ever sold                           120.00
      Ever given back                       0.00
      Not heard: H2. What is still held there
      comes in a supplement.
      ------------------------------------------
      Rate                        Net  Tax Gross
      A 17.5% standard          16.54 2.90 19.44
      Z 0% zero                  1.38 0.00  1.38
      ******************************************
                     R E P L A Y
      ******************************************
      "
    `);
  });

  it('[RECEIPT-02] no line is wider than the paper, whatever was typed', () => {
    const [line] = SALE.lines;
    const names = [
      'x'.repeat(200),
      '漢字'.repeat(100),
      '👩‍👩‍👧'.repeat(40),
      'é'.repeat(200),
      'a b '.repeat(50),
      ' ',
    ];
    for (const name of names) {
      const fact = { ...SALE, lines: [{ ...line!, name, overrideReason: name.slice(0, 120) }] };
      const seller = { name, address: [name], taxIds: [{ kind: name, number: name }] };
      const text = textOf(fact, { seller, branchName: name, cashierName: name });
      for (const each of text.split('\n')) expect(widthOf(each)).toBeLessThanOrEqual(RECEIPT_COLUMNS);
    }
  });

  it('[RECEIPT-03] a typed name brings no line break, terminal escape or reading direction with it', () => {
    const name = 'Tea\n\u001B[2J\u202Eevil\u2066\u0007 \u2028x';
    expect(onOneLine(name)).toBe('Tea [2Jevil x');
    expect(textOf(SALE, { cashierName: name })).toContain('Tea [2Jevil x\n');
  });
});

describe('as a page', () => {
  it('[RECEIPT-04] everything typed is text, whatever it looks like', () => {
    const evil = '</title><script>alert(1)</script>&"\'';
    const html = htmlOf(SALE, {
      seller: { name: evil, address: [evil], taxIds: [] },
      branchName: evil,
      cashierName: evil,
    });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;');
    expect(receiptHtml([], evil)).not.toContain('<script');
  });

  it('[RECEIPT-04] nothing comes from elsewhere and no style but the one named by its hash', () => {
    const html = htmlOf(SALE);
    expect(html).not.toMatch(/\s(?:style|src|href|on\w+)=/);
    expect(html.match(/<style>/g)).toHaveLength(1);
    expect(RECEIPT_STYLE_HASH).toMatch(/^sha256-[\w+/]{43}=$/);
  });

  it('[RECEIPT-05] a demo or replay is marked large at top and bottom, a real one is not', () => {
    expect(htmlOf(SALE).match(/<p class="mark"><bdi>DEMO/g)).toHaveLength(2);
    expect(htmlOf(SALE, { mark: 'REPLAY' }).match(/<p class="mark"><bdi>REPLAY/g)).toHaveLength(2);
    expect(htmlOf(SALE, { mark: null })).not.toContain('class="mark"');
    expect(textOf(SALE, { mark: null })).not.toContain('***');
  });

  it('[RECEIPT-06] a code to find the sale by is drawn', () => {
    expect(htmlOf(SALE)).toContain('<svg');
  });
});

it('[RECEIPT-06] the code says series, sequence and sale, and any scanner gives the sale back', () => {
  const id = '0123456789abcdef0123456789abcdef';
  const code = receiptCode({ seriesId: 'fe'.repeat(16), sequence: 231, id });
  expect(code).toBe(`TILLMESH:1:${'FE'.repeat(16)}:231:${id.toUpperCase()}`);
  expect(code).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
  expect(idOfReceiptCode(code)).toBe(id);
  expect(idOfReceiptCode(code.toLowerCase())).toBe(id);
  expect(idOfReceiptCode('H1-7KQ2-R-17')).toBe(null);
});

it.each([
  ['abc', 3],
  ['りんご', 6],
  ['ｱｲｳ', 3],
  ['ＡＢＣ', 6],
  ['한글', 4],
  ['é', 1],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
  ['✅', 2],
  ['☂\uFE0F', 2],
  ['نعم', 3],
  ['\u200B', 0],
])('[RECEIPT-02] %s takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

it('[RECEIPT-02] lines break at spaces where there are any', () => {
  expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
  expect(wrap('', 4)).toEqual(['']);
});
