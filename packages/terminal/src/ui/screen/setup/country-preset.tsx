import { DataTable } from '@tillmesh/ui';
import { For, type JSX } from 'solid-js';
import type { SetupChoices } from '../../../api/setup-view.ts';
import { t } from '../../text/text.ts';
import { formatRate } from './format-rate.ts';

type Country = SetupChoices['countries'][number];

/** What a country brings: currency, taxes, rounding, and where each of that is written. */
export const CountryPreset = (props: { readonly country: Country }): JSX.Element => (
  <section class="card preset" aria-label={t.setup.preset(props.country.name)}>
    <h2>{t.setup.preset(props.country.name)}</h2>
    <dl class="facts">
      <div>
        <dt>{t.setup.currency}</dt>
        <dd>{props.country.currency}</dd>
      </div>
      <div>
        <dt>{t.setup.prices}</dt>
        <dd>{props.country.pricesIncludeTax ? t.setup.pricesInclude : t.setup.pricesExclude}</dd>
      </div>
      <div>
        <dt>{t.setup.rounding}</dt>
        <dd>{props.country.rounding}</dd>
      </div>
    </dl>
    <DataTable
      caption={t.setup.taxes}
      columns={[
        { head: t.setup.taxName, cell: (tax: Country['taxes'][number]) => tax.name },
        {
          head: t.setup.taxRate,
          cell: (tax: Country['taxes'][number]) => formatRate(tax.ratePpm),
          number: true,
        },
      ]}
      rows={props.country.taxes}
      empty=""
    />
    <h3 class="small-head">{t.setup.sources}</h3>
    <ul class="sources">
      <For each={props.country.sources}>{(source) => <li>{source}</li>}</For>
    </ul>
  </section>
);
