import { COUNTRY_PROFILES } from '@tillmesh/model';
import { describe, expect, it } from 'vitest';
import { createSetUp, type SetUpPorts } from './set-up-shop.ts';
import type { ShopPlan } from './setup-request.ts';
import { setupChoices } from './setup-choice.ts';

const REQUEST = {
  organisation: ' Harbour & Sons ',
  branch: 'Harbour Quay',
  tillCode: 'H1',
  country: 'GB',
  zone: 'Europe/London',
  ownerName: 'Amelia',
  ownerPin: '482913',
};

const setUp = (found: SetUpPorts['found'] = () => Promise.resolve('sheet')) => {
  let done = false;
  const plans: ShopPlan[] = [];
  const shop = createSetUp({
    today: () => '2026-05-04',
    isDone: () => done,
    found: async (plan) => {
      plans.push(plan);
      const sheet = await found(plan);
      done = true;
      return sheet;
    },
  });
  return { shop, plans };
};

describe('choices', () => {
  it('[SETUP-01] every country says currency, zones, taxes of today, rounding and where that was read', () => {
    const { countries } = setupChoices('2010-12-01');
    expect(countries.map(({ country }) => country)).toEqual(COUNTRY_PROFILES.map(({ country }) => country));
    const britain = countries.find(({ country }) => country === 'GB')!;
    expect(britain).toMatchObject({ currency: 'GBP', zones: ['Europe/London'], pricesIncludeTax: true });
    expect(britain.taxes[0]).toEqual({ id: 'standard', name: 'Standard rate', ratePpm: 175_000 });
    const { countries: ofToday } = setupChoices('2026-05-04');
    expect(ofToday.find(({ country }) => country === 'GB')!.taxes[0]!.ratePpm).toBe(200_000);
    for (const choice of ofToday) {
      expect(choice.taxes.length).toBeGreaterThan(0);
      expect(choice.rounding).toMatch(/^Tax is rounded once per/);
      expect(choice.sources.every((source) => source.startsWith('https://'))).toBe(true);
    }
  });
});

describe('making the shop', () => {
  it('[SETUP-03] gives the recovery sheet, and never makes a second one', async () => {
    const { shop, plans } = setUp();
    expect(await shop.make(REQUEST, 'page')).toEqual({ ok: true, recoverySheet: 'sheet' });
    expect(await shop.make(REQUEST, 'page')).toBe(null);
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatchObject({
      organisation: 'Harbour & Sons',
      tillCode: 'H1',
      profile: { country: 'GB' },
    });
  });

  it('[SETUP-03] pressed twice at once, one is made; after a failure it can be tried again', async () => {
    const { shop, plans } = setUp();
    expect(await Promise.all([shop.make(REQUEST, 'page'), shop.make(REQUEST, 'page')])).toEqual([
      { ok: true, recoverySheet: 'sheet' },
      null,
    ]);
    expect(plans).toHaveLength(1);
    let tries = 0;
    const failing = setUp(() => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve('sheet');
    });
    await expect(failing.shop.make(REQUEST, 'page')).rejects.toThrow('disk full');
    expect(await failing.shop.make(REQUEST, 'page')).toEqual({ ok: true, recoverySheet: 'sheet' });
  });

  it('[SETUP-03] pressed again while the first fails, the second makes it', async () => {
    let fail: (error: Error) => void = () => undefined;
    let tries = 0;
    const { shop } = setUp(() => {
      tries += 1;
      return tries > 1
        ? Promise.resolve('sheet')
        : new Promise((_resolve, reject) => {
            fail = reject;
          });
    });
    const first = shop.make(REQUEST, 'page');
    const second = shop.make(REQUEST, 'page');
    fail(new Error('disk full'));
    await expect(first).rejects.toThrow('disk full');
    expect(await second).toEqual({ ok: true, recoverySheet: 'sheet' });
  });

  it.each([
    [{ ...REQUEST, organisation: '' }, 'setup.organisation'],
    [{ ...REQUEST, organisation: '   ' }, 'setup.organisation'],
    [{ ...REQUEST, branch: 'x'.repeat(81) }, 'setup.branch'],
    [{ ...REQUEST, tillCode: 'h1' }, 'setup.tillCode'],
    [{ ...REQUEST, tillCode: 'H1-A' }, 'setup.tillCode'],
    [{ ...REQUEST, tillCode: 'TILL001' }, 'setup.tillCode'],
    [{ ...REQUEST, country: 'XX' }, 'setup.country'],
    [{ ...REQUEST, zone: 'Europe/Atlantis' }, 'setup.zone'],
    [{ ...REQUEST, ownerName: ' ' }, 'setup.ownerName'],
    [{ ...REQUEST, ownerPin: '123' }, 'setup.ownerPin'],
    [{ ...REQUEST, ownerPin: '12345678901234' }, 'setup.ownerPin'],
    [{ ...REQUEST, ownerPin: 'abcd' }, 'setup.ownerPin'],
    [{ ...REQUEST, ownerPin: 1234 }, 'setup.ownerPin'],
    [{ ...REQUEST, mark: 'demo' }, 'setup.mark'],
    [[], 'setup'],
    [null, 'setup'],
  ])('[SETUP-02] %j is refused at %s', async (body, at) => {
    const { shop, plans } = setUp();
    const reply = await shop.make(body, 'page');
    expect(reply).toMatchObject({ ok: false, rejection: { code: 'SETUP-REFUSED', at } });
    expect(JSON.stringify(reply)).not.toContain('482913');
    expect(plans).toEqual([]);
  });
});

describe('the recovery sheet', () => {
  const SHEET = {
    organisation: 'Harbour & Sons',
    branch: 'Harbour Quay',
    tillCode: 'H1',
    recoverySheet: 'sheet',
  };

  it('[SETUP-04] is given again until it is kept, then never', async () => {
    const { shop } = setUp();
    expect(shop.sheet('page')).toBe(null);
    await shop.make(REQUEST, 'page');
    expect([shop.sheet('page'), shop.sheet('page')]).toEqual([SHEET, SHEET]);
    shop.kept('page');
    expect(shop.sheet('page')).toBe(null);
  });

  it.each([
    ['page', 'machine'],
    ['machine', 'page'],
  ] as const)('[SETUP-04] made by the %s it is not for the %s', async (maker, other) => {
    const { shop } = setUp();
    await shop.make(REQUEST, maker);
    expect(shop.sheet(other)).toBe(null);
    shop.kept(other);
    expect(shop.sheet(maker)).toEqual(SHEET);
  });
});
