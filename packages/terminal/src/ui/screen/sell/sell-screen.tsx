import { createEffect, createSignal, type JSX, Match, onCleanup, onMount, Show, Switch } from 'solid-js';
import { NoteBar } from '../../frame/note-bar.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { DonePanel } from '../done/done-panel.tsx';
import { TenderPanel } from '../tender/tender-panel.tsx';
import { BasketPanel } from './basket-panel.tsx';
import { HitList } from './hit-list.tsx';
import { ProductGrid } from './product-grid.tsx';
import { SearchField } from './search-field.tsx';
import { OpenQuestion } from './sell-dialog.tsx';
import { listenForKeys } from './sell-key.ts';
import { createSellState, type SellState } from './sell-state.ts';
import { createShelf } from './shelf.ts';

/** What stands on the right: the basket, paying over it, or what the last sale came to. */
const Right = (props: { readonly state: SellState }): JSX.Element => (
  <Switch
    fallback={
      <BasketPanel
        selected={props.state.selected()?.line ?? null}
        onSelect={props.state.select}
        onDialog={props.state.ask}
        onPay={props.state.pay}
      />
    }
  >
    <Match when={props.state.tendering()}>
      {(open) => <TenderPanel basket={open()} tender={props.state.tender} onBack={props.state.leavePaying} />}
    </Match>
    <Match when={props.state.done()}>
      {(document) => <DonePanel document={document()} onNext={props.state.putAway} />}
    </Match>
  </Switch>
);

/** Selling: find on the left, basket on the right, always. Paying and its result stand where the basket was. */
export const SellScreen = (): JSX.Element => {
  const desk = useDesk();
  const shelf = createShelf(desk);
  const state = createSellState(desk);
  const [search, setSearch] = createSignal<HTMLInputElement>();

  createEffect(() => {
    if (state.tendering() === null && state.question() === null && !desk.menuOpen()) search()?.focus();
  });
  onMount(() => {
    const stop = listenForKeys({
      search,
      tendering: () => state.tendering() !== null,
      searchEmpty: () => state.finder.text() === '',
      enter: state.enter,
      pay: state.pay,
      back: state.back,
      goReturns: () => desk.go('returns'),
      openMenu: () => desk.openMenu(true),
      quantityBy: state.quantityBy,
      voidLine: () => state.ask('void'),
      move: state.move,
      refuseScan: (code) =>
        desk.tell({ level: 'know', message: t.tender.scanned(code), nextStep: t.tender.scannedNext }),
    });
    onCleanup(stop);
  });
  return (
    <main class="sell">
      <h1 class="only-heard">{t.sell.title}</h1>
      <section class="find" aria-label={t.sell.find}>
        <SearchField finder={state.finder} ref={setSearch} />
        <Show
          when={state.finder.hits() !== null}
          fallback={<ProductGrid shelf={shelf} onAdd={(id) => void state.finder.add(id)} />}
        >
          <HitList finder={state.finder} />
        </Show>
        <NoteBar />
      </section>
      <Right state={state} />
      <OpenQuestion question={state.question()} onClose={state.closeQuestion} />
      <p class="only-heard" role="status">
        {state.announcement()}
      </p>
    </main>
  );
};
