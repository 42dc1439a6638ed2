import type { CatalogChange, Product } from '../catalog/product.ts';
import type { Command, CommandBody } from '../command/command.ts';
import type { Context } from '../command/context.ts';
import { decide } from '../command/decide.ts';
import type { Answer, Decided } from '../command/decision.ts';
import type { RejectionCode } from '../command/rejection.ts';
import { GB } from '../country/gb.ts';
import { branchFromProfile } from '../country/profile.ts';
import type { Fact, FactKind, FactOf } from '../fact/fact.ts';
import type { LedgerFact, RecordedFact } from '../fact/recorded-fact.ts';
import { effectsOf } from '../fold/effects.ts';
import type { Role } from '../people/right.ts';
import type { Staff } from '../people/staff.ts';
import type { ReceiptRecord } from '../sale/receipt-record.ts';
import { applyDecision, initialTillState } from '../state/evolve.ts';
import type { Branch, Till } from '../state/shop.ts';
import type { TillState } from '../state/till-state.ts';

/** The n-th id of a test. */
export const idOf = (n: number): string => n.toString(16).padStart(32, '0');

export const BRANCH: Branch = branchFromProfile(GB, {
  id: idOf(0xb1),
  name: 'High Street',
  priceListId: 'main',
});

/** Prices without tax, as where it comes on top. */
export const EXCLUSIVE: Branch = { ...BRANCH, pricesIncludeTax: false };

const ROLE_IDS: Readonly<Record<Role, string>> = {
  cashier: idOf(0xc1),
  supervisor: idOf(0xc2),
  owner: idOf(0xc3),
};
export const staffIdOf = (role: Role): string => ROLE_IDS[role];

const person = (role: Role): Staff => ({
  id: ROLE_IDS[role],
  name: role,
  role,
  branchIds: [],
  active: true,
});

export const product = (n: number, over: Partial<Product> = {}): Product => ({
  id: idOf(0x1000 + n),
  sku: `SKU-${n}`,
  name: `Product ${n}`,
  codes: [`50000000${n.toString().padStart(4, '0')}`],
  unit: 'piece',
  taxClass: 'standard',
  category: '',
  priceMinor: 100 * n,
  active: true,
  ...over,
});

type Knowledge = {
  readonly products: Map<string, Product>;
  readonly staff: Map<string, Staff>;
  readonly receipts: Map<string, ReceiptRecord>;
  readonly stock: Map<string, number>;
};

const apply = (known: Knowledge, branchId: string, deviceId: string, { fact, stamp }: RecordedFact): void => {
  for (const effect of effectsOf(fact)) {
    if (effect.kind === 'stock') {
      known.stock.set(effect.productId, (known.stock.get(effect.productId) ?? 0) + effect.quantityMilli);
    } else if (effect.kind === 'receipt' && fact.kind === 'sale.completed') {
      const { kind: _kind, ...sale } = fact;
      const { utcMs, offsetMinutes, businessDate, staffId } = stamp;
      known.receipts.set(effect.saleId, {
        sale,
        utcMs,
        offsetMinutes,
        businessDate,
        branchId,
        deviceId,
        staffId,
        refundedLines: new Map(),
        refundedRates: new Map(),
      });
    } else if (effect.kind === 'refunded') {
      const record = known.receipts.get(effect.saleId)!;
      const old = record.refundedLines.get(effect.line) ?? { quantityMilli: 0, totalMinor: 0 };
      const refundedLines = new Map(record.refundedLines).set(effect.line, {
        quantityMilli: old.quantityMilli + effect.quantityMilli,
        totalMinor: old.totalMinor + effect.totalMinor,
      });
      known.receipts.set(effect.saleId, { ...record, refundedLines });
    } else if (effect.kind === 'refunded-rate') {
      const record = known.receipts.get(effect.saleId)!;
      const old = record.refundedRates.get(effect.rate) ?? { grossMinor: 0, taxMinor: 0 };
      const refundedRates = new Map(record.refundedRates).set(effect.rate, {
        grossMinor: old.grossMinor + effect.grossMinor,
        taxMinor: old.taxMinor + effect.taxMinor,
      });
      known.receipts.set(effect.saleId, { ...record, refundedRates });
    }
  }
};

const applyCatalog = (known: Knowledge, change: CatalogChange): void => {
  const old = known.products.get(change.productId) ?? product(0, { id: change.productId, priceMinor: null });
  const next =
    change.aspect === 'core'
      ? { ...old, ...change.core }
      : change.aspect === 'price'
        ? { ...old, ...change.price }
        : { ...old, ...change.status };
  known.products.set(change.productId, next);
};

export type Options = {
  readonly branch?: Branch;
  readonly role?: Role;
  readonly products?: readonly Product[];
  readonly utcMs?: number;
  /** Whether the till starts with an open shift; default yes. */
  readonly open?: boolean;
  readonly floatMinor?: number;
  readonly code?: string;
  /** What another till knows, to sell from the same shop. */
  readonly known?: Knowledge;
};

/** 1 December 2010, 09:00 in London. */
export const MORNING_MS = 1_291_194_000_000;

/** One till over a shop in memory: `run` decides and applies, as a host does. */
export class TestTill {
  state: TillState = initialTillState();
  branch: Branch;
  utcMs: number;
  pin: Context['pin'] = 'unchecked';
  readonly till: Omit<Till, 'branch'>;
  readonly known: Knowledge;
  readonly recorded: RecordedFact[] = [];
  #ids = 0;

  constructor(options: Options = {}) {
    const {
      branch = BRANCH,
      role = 'owner',
      products = [1, 2, 3].map((n) => product(n)),
      open = true,
    } = options;
    const { utcMs = MORNING_MS, floatMinor = 0, code = 'H1', known } = options;
    this.branch = branch;
    this.utcMs = utcMs;
    this.till = { deviceId: `device-${code}`, code, seriesId: `series-${code}`, seriesTag: '7KQ2' };
    this.#ids = (code.charCodeAt(0) * 256 + code.charCodeAt(1)) * 0x1_0000_0000;
    this.known = known ?? {
      products: new Map(products.map((each) => [each.id, each])),
      staff: new Map(
        (['cashier', 'supervisor', 'owner'] as const).map((each) => [ROLE_IDS[each], person(each)]),
      ),
      receipts: new Map(),
      stock: new Map(),
    };
    this.signIn(role);
    if (open) this.done({ kind: 'shift.open', floatMinor });
  }

  freshId(): string {
    this.#ids += 1;
    return idOf(this.#ids);
  }

  context(): Context {
    const { known } = this;
    return {
      now: { utcMs: this.utcMs, offsetMinutes: 0 },
      freshIds: [this.freshId(), this.freshId(), this.freshId(), this.freshId()],
      till: { ...this.till, branch: this.branch },
      lookup: {
        product: (id) => known.products.get(id) ?? null,
        productByCode: (code) =>
          [...known.products.values()].find((each) => each.sku === code || each.codes.includes(code)) ?? null,
        receipt: (id) => known.receipts.get(id) ?? null,
        staff: (id) => known.staff.get(id) ?? null,
      },
      pin: this.pin,
    };
  }

  run(body: CommandBody): Decided {
    const command: Command = { ...body, id: this.freshId() };
    const result = decide(this.state, command, this.context());
    if (!result.ok) return result;
    const { decision } = result;
    this.state = applyDecision(this.state, decision);
    this.recorded.push(...decision.facts);
    for (const fact of decision.facts) apply(this.known, this.branch.id, this.till.deviceId, fact);
    for (const change of decision.catalog ?? []) applyCatalog(this.known, change);
    if (decision.staff !== undefined) {
      const { staffId, name, role, active } = decision.staff;
      this.known.staff.set(staffId, { id: staffId, name, role, active, branchIds: [] });
    }
    return result;
  }

  /** What a command answers, which has to be done. */
  done(body: CommandBody): Answer {
    const result = this.run(body);
    if (!result.ok) throw new Error(`${body.kind}: ${result.rejection.code} ${result.rejection.at ?? ''}`);
    return result.decision.answer;
  }

  /** The code with which a command is refused, which has to change nothing. */
  refused(body: CommandBody): RejectionCode | 'done' {
    const before = this.state;
    const result = this.run(body);
    if (result.ok) return 'done';
    if (this.state !== before) throw new Error('a refusal changed the till');
    return result.rejection.code;
  }

  signIn(role: Role): void {
    this.pin = 'right';
    this.done({ kind: 'session.sign-in', staffId: staffIdOf(role), pin: '1234' });
    this.pin = 'unchecked';
  }

  /** Sells one line of each product given, for cash, and gives the sale. */
  sell(
    ...items: readonly { readonly productId: string; readonly quantityMilli?: number }[]
  ): FactOf<'sale.completed'> {
    for (const item of items) this.done({ kind: 'basket.add', ...item });
    this.done({ kind: 'payment.take', tender: 'cash', tenderedMinor: 1_000_000_000 });
    return this.last('sale.completed');
  }

  facts(): readonly Fact[] {
    return this.recorded.map(({ fact }) => fact);
  }

  /** The newest fact of a kind. */
  last<K extends FactKind>(kind: K): FactOf<K> {
    const fact = this.facts().findLast((each) => each.kind === kind);
    if (fact === undefined) throw new Error(`no ${kind}`);
    return fact as FactOf<K>;
  }

  ledger(): readonly LedgerFact[] {
    return this.recorded.map((recorded, index) => ({
      ...recorded,
      entry: `${this.till.deviceId}/${index}`,
      deviceId: this.till.deviceId,
      branchId: this.branch.id,
      seriesId: this.till.seriesId,
      sequence: index + 1,
    }));
  }
}
