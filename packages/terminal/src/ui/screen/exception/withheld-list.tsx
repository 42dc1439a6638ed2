import { Button, formatMoney } from '@tillmesh/ui';
import { For, type JSX, Show } from 'solid-js';
import type { WithheldView } from '../../../api/exception-view.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { deviceWord } from './exception-words.ts';

const moneyOf = ({ salesMinor, refundsMinor, currency, exponent }: WithheldView): string => {
  const money = (minor: number): string => formatMoney(minor, { currency, exponent, locale: t.locale }, true);
  return t.exceptions.withheld.money(money(salesMinor), refundsMinor === 0 ? null : money(refundsMinor));
};

/** What tills that were taken off recorded after that: how much, since when, and a way to let it count. */
export const WithheldList = (props: {
  readonly withheld: readonly WithheldView[];
  /** Null: this person may not. */
  readonly onAdmit: ((withheld: WithheldView) => void) | null;
}): JSX.Element => {
  const desk = useDesk();
  const words = t.exceptions.withheld;
  return (
    <Show when={props.withheld.length > 0}>
      <section class="card stack" aria-label={words.title}>
        <h2>{words.title}</h2>
        <p class="quiet">{words.lead}</p>
        <ul class="stack bare">
          <For each={props.withheld}>
            {(withheld) => (
              <li class="refund-head">
                <div>
                  <p>
                    {words.line(
                      deviceWord(withheld.device),
                      words.records(withheld.records),
                      desk.moment(withheld.sinceMs),
                    )}
                  </p>
                  <p class="quiet">{moneyOf(withheld)}</p>
                </div>
                <Show when={withheld.mayAdmit && props.onAdmit}>
                  {(onAdmit) => (
                    <Button
                      aria-label={words.admitOf(deviceWord(withheld.device))}
                      onClick={() => onAdmit()(withheld)}
                    >
                      {words.admit}
                    </Button>
                  )}
                </Show>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
};
