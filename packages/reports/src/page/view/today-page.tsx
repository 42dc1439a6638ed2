import { Button, MoneyText, Notice, SyncLine } from '@tillmesh/ui';
import { For, type JSX, Show } from 'solid-js';
import type { TodayView } from '../../api/today.ts';
import { tradeText } from '../figure/figure-text.ts';
import { moneyFormatOf, moneyOf } from '../figure/money.ts';
import { en } from '../text/en.ts';
import { BranchCard } from './branch-card.tsx';

const Overall = (props: { readonly view: TodayView }): JSX.Element => (
  <section class="overall" aria-label={en.figure.today}>
    <h1>{en.figure.today}</h1>
    <For each={props.view.overall}>
      {(trade) => (
        <div>
          <p class="amount is-large">
            <MoneyText minor={trade.sales.grossMinor} format={moneyFormatOf(trade)} />
          </p>
          <p class="trade">{tradeText(trade, moneyOf(trade))}</p>
        </div>
      )}
    </For>
    <p class="note">{en.figure.refundsApart}</p>
  </section>
);

const markOf = (view: TodayView) => (view.mark === 'real' ? null : en.mark[view.mark]);

/** Today over all branches, then branch by branch. */
export const TodayPage = (props: {
  readonly view: TodayView;
  /** The clock time at which the reporter was last heard, when it is not heard now. */
  readonly lostAt: string | null;
  readonly onLeave: () => void;
}): JSX.Element => (
  <div class="page" classList={{ 'is-marked': props.view.mark !== 'real' }}>
    <header class="top-bar">
      <p class="organisation">{props.view.organisation}</p>
      <Show when={markOf(props.view)}>
        {(mark) => (
          <p class="mark-sign">
            <strong>{mark().name}</strong> <span>{mark().text}</span>
          </p>
        )}
      </Show>
      <Button look="quiet" onClick={() => props.onLeave()}>
        {en.link.leave}
      </Button>
    </header>
    <main>
      <Show when={props.lostAt}>
        {(clock) => <Notice level="know" message={en.link.lost(clock())} nextStep={en.link.lostNext} />}
      </Show>
      <Show when={props.view.notices.length > 0}>
        <SyncLine label={en.health} items={props.view.notices} />
      </Show>
      <Overall view={props.view} />
      <div class="branches">
        <For each={props.view.branches} fallback={<p>{en.noBranch}</p>}>
          {(branch) => <BranchCard branch={branch} />}
        </For>
      </div>
    </main>
  </div>
);
