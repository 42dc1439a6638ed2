import { BarChart, DataTable, MoneyText } from '@tillmesh/ui';
import type { JSX } from 'solid-js';
import type { BranchToday, Freshness } from '../../api/today.ts';
import { hourBars, tradeText } from '../figure/figure-text.ts';
import { moneyFormatOf, moneyOf } from '../figure/money.ts';
import { en } from '../text/en.ts';

/** How far the figures can be trusted to be all of them; the mark only repeats what the words say. */
const Fresh = (props: { readonly freshness: Freshness }): JSX.Element => (
  <span class="fresh" classList={{ 'is-know': props.freshness.level === 'know' }}>
    <span class="mark" aria-hidden="true" />
    <span>{props.freshness.text}</span>
  </span>
);

/** One branch today: the amount, how fresh it is, the hours as a picture with their table, its tills. */
export const BranchCard = (props: { readonly branch: BranchToday }): JSX.Element => {
  const format = () => moneyFormatOf(props.branch);
  return (
    <section class="card" aria-label={props.branch.name}>
      <header class="card-head">
        <h2>{props.branch.name}</h2>
        <time datetime={props.branch.businessDate}>{props.branch.businessDate}</time>
      </header>
      <p class="amount">
        <MoneyText minor={props.branch.sales.grossMinor} format={format()} />
      </p>
      <p class="trade">{tradeText(props.branch, moneyOf(props.branch))}</p>
      <p aria-live="polite">
        <Fresh freshness={props.branch.freshness} />
      </p>
      <BarChart
        title={en.hour.title}
        labelHead={en.hour.hour}
        valueHead={en.hour.sales}
        bars={hourBars(props.branch.hours, moneyOf(props.branch))}
        empty={en.hour.none}
      />
      <DataTable
        caption={en.till.title}
        columns={[
          {
            head: en.till.till,
            cell: (till) => (
              <span class="till">
                {till.code}
                <Fresh freshness={till.freshness} />
              </span>
            ),
          },
          { head: en.till.sales, cell: (till) => till.sales.count, number: true },
          {
            head: en.till.gross,
            cell: (till) => <MoneyText minor={till.sales.grossMinor} format={format()} />,
            number: true,
          },
        ]}
        rows={props.branch.tills}
        empty={en.till.none}
      />
    </section>
  );
};
