import type { Product } from '../catalog/product.ts';
import type { ApprovalAsk, Command, CommandBody } from '../command/command.ts';
import type { Context } from '../command/context.ts';
import { decide } from '../command/decide.ts';
import type { Answer, Decided, Decision } from '../command/decision.ts';
import type { RejectionCode } from '../command/rejection.ts';
import type { Fact, FactKind, FactOf } from '../fact/fact.ts';
import type { LedgerFact, RecordedFact } from '../fact/recorded-fact.ts';
import { applyDecision, evolve, initialTillState, startSeries } from '../state/evolve.ts';
import type { Branch, Till } from '../state/shop.ts';
import type { TillState } from '../state/till-state.ts';
import { zoneOffsetMinutes } from '../time/zone.ts';
import { uncountedOf } from './counting.fixture.ts';
import { BRANCH, idOf, product, staffIdOf, type StaffRole } from './goods.fixture.ts';
import { type Knowledge, learn, lookupOf, newKnowledge, newShop } from './knowledge.fixture.ts';
import { applyCatalog, applyShop, applyStaff } from './shop-change.fixture.ts';

export {
  BRANCH,
  EXCLUSIVE,
  idOf,
  LABEL_FORMAT,
  product,
  PROMOTION,
  staffIdOf,
  TENDERS,
} from './goods.fixture.ts';
export type { StaffRole } from './goods.fixture.ts';

export type Options = {
  readonly branch?: Branch;
  readonly role?: StaffRole;
  readonly products?: readonly Product[];
  readonly utcMs?: number;
  /** Whether the till starts with an open shift; default yes. */
  readonly open?: boolean;
  readonly floatMinor?: number;
  readonly code?: string;
  /** All that another till knows, shared: what either does the other has heard at once. */
  readonly known?: Knowledge;
  /** A till of the same shop, whose facts are heard by `hear` only. */
  readonly beside?: TestTill;
};

/** 1 December 2010, 09:00 in London. */
export const MORNING_MS = 1_291_194_000_000;

const hexOf = (code: string): string =>
  Array.from(code, (letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
const deviceIdOf = (code: string): string => `d0${hexOf(code).padStart(30, '0')}`;
const seriesIdOf = (code: string, life: number): string =>
  `${hexOf(code).slice(0, 12).padStart(12, '0')}${life.toString(16).padStart(4, '0')}`;
const codeOf = (deviceId: string): string =>
  [...deviceId.slice(2).matchAll(/../g)]
    .flatMap(([pair]) => (pair === '00' ? [] : [String.fromCharCode(Number.parseInt(pair, 16))]))
    .join('');

/** One till over a shop in memory: `run` decides and applies, as a host does. */
export class TestTill {
  state: TillState = initialTillState();
  branch: Branch;
  utcMs: number;
  pin: Context['pin'] = 'unchecked';
  /** How the edge judges the PIN of an approval. */
  approvalPin: Context['approvalPin'] = 'right';
  fiscalDevice: Context['fiscalDevice'] = 'ready';
  till: Omit<Till, 'branch'>;
  readonly known: Knowledge;
  readonly recorded: LedgerFact[] = [];
  #ids = 0;
  #life = 1;
  #sequence = 0;

  constructor(options: Options = {}) {
    const { branch = BRANCH, role = 'owner', open = true, products } = options;
    const { utcMs = MORNING_MS, floatMinor = 0, code = 'H1', known, beside } = options;
    this.branch = branch;
    this.utcMs = utcMs;
    this.till = { deviceId: deviceIdOf(code), code, seriesId: seriesIdOf(code, 1), seriesTag: '7KQ2' };
    this.#ids = (code.charCodeAt(0) * 256 + code.charCodeAt(1)) * 0x1_0000_0000;
    const shop = beside?.known ?? newShop(products ?? [1, 2, 3].map((n) => product(n)));
    const {
      products: goods,
      staff,
      roles,
      tenders,
      priceLists,
      labelFormats,
      branches,
      devices,
      standings,
      ownerKeys,
    } = shop;
    const shared = {
      staff,
      roles,
      tenders,
      priceLists,
      labelFormats,
      branches,
      devices,
      standings,
      ownerKeys,
    };
    this.known = known ?? newKnowledge({ products: goods, ...shared, invitations: new Map() });
    this.signIn(role);
    if (open) this.done({ kind: 'shift.open', floatMinor });
  }

  freshId(): string {
    this.#ids += 1;
    return idOf(this.#ids);
  }

  context(approval?: ApprovalAsk): Context {
    const { branch, known, till, utcMs } = this;
    return {
      now: { utcMs, offsetMinutes: zoneOffsetMinutes(branch.zone, utcMs) },
      freshIds: Array.from({ length: 12 }, () => this.freshId()),
      till: { ...till, branch },
      lookup: {
        ...lookupOf(known),
        uncounted: (shiftId) => uncountedOf(known, till.deviceId, codeOf, shiftId),
      },
      pin: this.pin,
      approvalPin: approval !== undefined && 'pin' in approval ? this.approvalPin : 'unchecked',
      fiscalDevice: this.fiscalDevice,
    };
  }

  run(body: CommandBody, approval?: ApprovalAsk): Decided {
    const command: Command = { ...body, id: this.freshId(), ...(approval === undefined ? {} : { approval }) };
    const result = decide(this.state, command, this.context(approval));
    if (result.ok) {
      this.state = applyDecision(this.state, result.decision);
      this.#write(result.decision.facts);
      this.#change(result.decision);
    } else if (result.facts !== undefined) {
      this.state = result.facts.reduce(evolve, this.state);
      this.#write(result.facts);
    }
    return result;
  }

  #write(facts: readonly RecordedFact[]): void {
    const { deviceId, seriesId } = this.till;
    for (const recorded of facts) {
      this.#sequence += 1;
      const entry = `${seriesId}${this.#sequence.toString(16).padStart(48, '0')}`;
      const written = { ...recorded, entry, deviceId, branchId: this.branch.id };
      this.recorded.push({ ...written, seriesId, sequence: this.#sequence });
      learn(this.known, this.recorded.at(-1)!);
    }
  }

  #change({ catalog = [], staff, shop }: Decision): void {
    for (const change of catalog) applyCatalog(this.known, this.branch, change);
    if (staff !== undefined) applyStaff(this.known, staff);
    if (shop !== undefined) this.branch = applyShop(this.known, this.branch, shop);
  }

  /** What a command answers, which has to be done. */
  done(body: CommandBody, approval?: ApprovalAsk): Answer {
    const result = this.run(body, approval);
    if (!result.ok) throw new Error(`${body.kind}: ${result.rejection.code} ${result.rejection.at ?? ''}`);
    return result.decision.answer;
  }

  /** The code with which a command is refused, which has to change nothing but what its own facts say. */
  refused(body: CommandBody, approval?: ApprovalAsk): RejectionCode | 'done' {
    const before = this.state;
    const result = this.run(body, approval);
    if (result.ok) return 'done';
    if (this.state !== before && result.facts === undefined) throw new Error('a refusal changed the till');
    return result.rejection.code;
  }

  signIn(role: StaffRole): void {
    this.pin = 'right';
    this.done({ kind: 'session.sign-in', staffId: staffIdOf(role), pin: '1234' });
    this.pin = 'unchecked';
  }

  /** Goes on in a new series, as after a restore. */
  restart(seriesTag = '8MN3'): void {
    this.#life += 1;
    this.#sequence = 0;
    this.till = { ...this.till, seriesId: seriesIdOf(this.till.code, this.#life), seriesTag };
    this.state = startSeries(this.state);
  }

  /** Takes over what another till has written and this one has not heard: all of it, or what `choose` leaves, in its order. */
  hear(
    other: TestTill,
    choose: (entries: readonly LedgerFact[]) => readonly LedgerFact[] = (entries) => entries,
  ): void {
    const news = other.recorded.filter(({ entry }) => !this.known.heard.has(entry));
    for (const entry of choose(news)) learn(this.known, entry);
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
    return this.recorded;
  }
}
