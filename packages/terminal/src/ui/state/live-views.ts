import { createStore, reconcile, type SetStoreFunction, type Store } from 'solid-js/store';
import type { LiveMessage, Views } from '../../api/view.ts';

/** What the host has sent so far; a topic is absent until its first message. */
export type LiveViews = { -readonly [T in keyof Views]?: Views[T] };

export type LiveStore = {
  readonly views: Store<LiveViews>;
  readonly apply: (message: LiveMessage) => void;
};

/**
 * Lines are recognised by their number, so that a new basket of 1,000 lines redraws only those that
 * differ. Other lists are short and compared by place.
 */
const KEY_OF_TOPIC: { readonly [T in keyof Views]?: string } = {
  basket: 'line',
  sync: 'id',
  arrivals: 'saleId',
};

const applyMessage = (set: SetStoreFunction<LiveViews>, { topic, value }: LiveMessage): void => {
  if (value === null) set(topic, null);
  else set(topic, reconcile(value, { key: KEY_OF_TOPIC[topic] ?? 'id', merge: topic === 'basket' }));
};

/** The screen's only copy of the shop: what the host said last, topic by topic. */
export const createLiveStore = (): LiveStore => {
  const [views, setViews] = createStore<LiveViews>({});
  return { views, apply: (message) => applyMessage(setViews, message) };
};
