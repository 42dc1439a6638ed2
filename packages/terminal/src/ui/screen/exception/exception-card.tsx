import { Button } from '@tillmesh/ui';
import { type JSX, Show } from 'solid-js';
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
        <dt>{t.exceptions.who}</dt>
        <dd>{deviceWord(props.exception.device)}</dd>
        <dt>{t.exceptions.about}</dt>
        <dd>{documentWord(props.exception.document, t.exceptions.several)}</dd>
        <dt>{t.exceptions.since}</dt>
        <dd>{desk.moment(props.exception.firstMs)}</dd>
        <dt>{t.exceptions.last}</dt>
        <dd>{desk.moment(props.exception.lastMs)}</dd>
        <dt>{t.exceptions.times}</dt>
        <dd>{props.exception.times}</dd>
        <dt>{t.exceptions.code}</dt>
        <dd>{props.exception.code}</dd>
      </dl>
    </li>
  );
};
