import { Button } from '@tillmesh/ui';
import { For, type JSX, Show } from 'solid-js';
import type { QuarantineView } from '../../../api/exception-view.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { deviceWord, documentWord } from './exception-words.ts';

const wordsOf = ({ measure, device, document }: QuarantineView): string => {
  const what = documentWord(document, t.exceptions.everything);
  if (measure === 'closed') return t.exceptions.kept.closed(what);
  return t.exceptions.kept.muted(what, device === null ? t.exceptions.anybody : deviceWord(device));
};

/** What is kept apart for a time, and may be tried again sooner. */
export const QuarantineList = (props: {
  readonly quarantines: readonly QuarantineView[];
  /** Null: this person may not. */
  readonly onLift: ((id: string) => void) | null;
}): JSX.Element => {
  const desk = useDesk();
  return (
    <Show when={props.quarantines.length > 0}>
      <section class="card stack" aria-label={t.exceptions.quarantines}>
        <h2>{t.exceptions.quarantines}</h2>
        <ul class="stack bare">
          <For each={props.quarantines}>
            {(quarantine) => (
              <li class="refund-head">
                <div>
                  <p>{wordsOf(quarantine)}</p>
                  <p class="quiet">{t.exceptions.until(desk.moment(quarantine.untilMs))}</p>
                </div>
                <Show when={props.onLift}>
                  {(onLift) => (
                    <Button
                      aria-label={t.exceptions.liftOf(wordsOf(quarantine))}
                      onClick={() => onLift()(quarantine.id)}
                    >
                      {t.exceptions.lift}
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
