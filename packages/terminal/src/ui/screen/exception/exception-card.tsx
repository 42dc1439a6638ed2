import { Button } from '@tillmesh/ui';
import { For, type JSX, Show } from 'solid-js';
import type { ExceptionView } from '../../../api/exception-view.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { deviceWord, documentWord } from './exception-words.ts';

/** One exception: what happened, who is named, what it means, what to do. */
export const ExceptionCard = (props: {
  readonly exception: ExceptionView;
  /** Null: this person may not. */
  readonly onSeen: (() => void) | null;
}): JSX.Element => {
  const desk = useDesk();
  const story = () => t.exceptions.story(props.exception.code, props.exception.message);
  const facts = (): readonly (readonly [string, string])[] => [
    [t.exceptions.who, deviceWord(props.exception.device)],
    [t.exceptions.about, documentWord(props.exception.document, t.exceptions.several)],
    [t.exceptions.since, desk.moment(props.exception.firstMs)],
    [t.exceptions.last, desk.moment(props.exception.lastMs)],
    [t.exceptions.times, String(props.exception.times)],
    [t.exceptions.code, props.exception.code],
  ];
  return (
    <li class="card exception" classList={{ 'is-seen': props.exception.seen }}>
      <div class="refund-head">
        <h2>{story().what}</h2>
        <Show when={!props.exception.seen} fallback={<p class="quiet">{t.exceptions.isSeen}</p>}>
          <Show when={props.onSeen}>
            {(onSeen) => (
              <Button aria-label={t.exceptions.seenOf(story().what)} onClick={() => onSeen()()}>
                {t.exceptions.seen}
              </Button>
            )}
          </Show>
        </Show>
      </div>
      <p>{story().means}</p>
      <p>{story().next}</p>
      <dl class="exception-facts">
        <For each={facts()}>
          {([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          )}
        </For>
      </dl>
    </li>
  );
};
