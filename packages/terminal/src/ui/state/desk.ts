import type { CommandBody, Right } from '@tillmesh/model';
import { formatMoney, type MoneyFormat } from '@tillmesh/ui';
import { type Accessor, createContext, createSignal, useContext } from 'solid-js';
import type { Store } from 'solid-js/store';
import type { Outcome } from '../link/command-queue.ts';
import type { Refusal } from '../link/refusal.ts';
import { t } from '../text/text.ts';
import type { LiveViews } from './live-views.ts';

/** Where the person is. Selling is home: a reload comes back to it, and so does Escape. */
export type Place =
  | 'sell'
  | 'returns'
  | 'close'
  | 'products'
  | 'staff'
  | 'receipts'
  | 'exceptions'
  | 'devices'
  | 'backup'
  | 'enrol';

/** What the quiet bar says. */
export type Note = {
  readonly level: 'well' | 'know' | 'stop';
  readonly message: string;
  readonly nextStep?: string;
  readonly code?: string;
};

/** What every screen works with: what the host said, how to ask of it, where the person is. */
export type Desk = {
  readonly views: Store<LiveViews>;
  /** Sends a command; a refusal is shown in the quiet bar. */
  readonly send: (body: CommandBody) => Promise<Outcome>;
  /** Sends a command whose refusal the caller shows itself. */
  readonly sendQuietly: (body: CommandBody) => Promise<Outcome>;
  readonly place: Accessor<Place>;
  readonly go: (place: Place) => void;
  /** A receipt that the next visit of the returns screen begins with. */
  readonly refundOf: (saleId: string) => void;
  readonly takeRefundOf: () => string | null;
  readonly note: Accessor<Note | null>;
  readonly tell: (note: Note | null) => void;
  readonly refuse: (refusal: Refusal) => void;
  /** Whether the host answers. */
  readonly reached: Accessor<boolean>;
  readonly menuOpen: Accessor<boolean>;
  readonly openMenu: (open: boolean) => void;
  readonly format: Accessor<MoneyFormat>;
  /** Money as text, with its symbol; `plain` without. */
  readonly money: (minor: number) => string;
  readonly plain: (minor: number) => string;
  /** A moment at the branch, such as `14:02`. */
  readonly clock: (utcMs: number) => string;
  /** The same with its day, such as `4 May, 14:02`. */
  readonly moment: (utcMs: number) => string;
  readonly may: (right: Right) => boolean;
  /** A role or tender as people call it; its id where the shop no longer has it. */
  readonly roleName: (roleId: string) => string;
  readonly tenderName: (tenderId: string) => string;
};

const clockOf = (zone: string | undefined): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(t.locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(zone === undefined ? {} : { timeZone: zone }),
  });

const momentOf = (zone: string | undefined): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(t.locale, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(zone === undefined ? {} : { timeZone: zone }),
  });

const nameIn = (
  named: readonly { readonly id: string; readonly name: string }[] | undefined,
  id: string,
): string => named?.find((each) => each.id === id)?.name ?? id;

export const createDesk = (
  views: Store<LiveViews>,
  reached: Accessor<boolean>,
  sendQuietly: (body: CommandBody) => Promise<Outcome>,
): Desk => {
  const [place, setPlace] = createSignal<Place>('sell');
  const [note, setNote] = createSignal<Note | null>(null);
  const [menuOpen, setMenuOpen] = createSignal(false);
  // The kind of command the note came from, so that its success takes the note away.
  let refusedKind: string | null = null;
  let refundSale: string | null = null;

  const tell = (next: Note | null): void => {
    refusedKind = null;
    setNote(next);
  };
  const refuse = ({ code, message, nextStep, at }: Refusal): void =>
    tell({ level: 'know', message, nextStep, code: at === undefined ? code : `${code} · ${at}` });
  const format = (): MoneyFormat => ({
    currency: views.till?.currency ?? 'XXX',
    exponent: views.till?.exponent ?? 2,
    locale: t.locale,
  });

  return {
    views,
    sendQuietly,
    send: async (body) => {
      const outcome = await sendQuietly(body);
      if (outcome.ok) {
        // A refused scan stays on the screen while others go through: it must not be missed.
        if (refusedKind === body.kind && body.kind !== 'basket.add') tell(null);
      } else {
        refuse(outcome.refusal);
        refusedKind = body.kind;
      }
      return outcome;
    },
    place,
    go: (next) => {
      setMenuOpen(false);
      tell(null);
      setPlace(next);
    },
    refundOf: (saleId) => {
      refundSale = saleId;
    },
    takeRefundOf: () => {
      const saleId = refundSale;
      refundSale = null;
      return saleId;
    },
    note,
    tell,
    refuse,
    reached,
    menuOpen,
    openMenu: setMenuOpen,
    format,
    money: (minor) => formatMoney(minor, format(), true),
    plain: (minor) => formatMoney(minor, format(), false),
    clock: (utcMs) => clockOf(views.till?.zone).format(utcMs),
    moment: (utcMs) => momentOf(views.till?.zone).format(utcMs),
    may: (right) => views.session?.rights.includes(right) === true,
    roleName: (roleId) => nameIn(views.till?.roles, roleId),
    tenderName: (tenderId) => nameIn(views.till?.tenders, tenderId),
  };
};

const DeskContext = createContext<Desk>();
export const DeskProvider = DeskContext.Provider;

export const useDesk = (): Desk => {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error('no desk around this screen');
  return desk;
};
