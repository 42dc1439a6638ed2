import { expect, it } from 'vitest';
import type { Topic } from '../../api/view.ts';
import { createLiveFeed, type ViewMakers } from './live-feed.ts';

const shop = () => {
  const values: Partial<Record<Topic, unknown>> = {};
  const tasks: { task: () => void; when: string }[] = [];
  const failures: Topic[] = [];
  const topics: Topic[] = [
    'till',
    'session',
    'shift',
    'basket',
    'sync',
    'arrivals',
    'lastDocument',
    'catalog',
  ];
  const made: Topic[] = [];
  const makers = Object.fromEntries(
    topics.map((topic) => [
      topic,
      () => {
        made.push(topic);
        if (values[topic] === 'broken') throw new Error('no view');
        return values[topic] ?? null;
      },
    ]),
  ) as unknown as ViewMakers;
  const feed = createLiveFeed({
    makers,
    schedule: (task, when) => tasks.push({ task, when }),
    failed: (topic) => failures.push(topic),
  });
  const run = () => tasks.splice(0).forEach(({ task }) => task());
  return { values, feed, run, tasks, made, failures };
};

const screen = (auto = true) => {
  const got: { topic: Topic; value: unknown }[] = [];
  const waiting: (() => void)[] = [];
  return {
    got,
    last: (topic: Topic) => got.findLast((message) => message.topic === topic)?.value,
    release: () => waiting.splice(0).forEach((sent) => sent()),
    sink: {
      send: (text: string, sent: () => void) => {
        got.push(JSON.parse(text) as { topic: Topic; value: unknown });
        if (auto) sent();
        else waiting.push(sent);
      },
    },
  };
};

it('[HOST-20] a screen gets every topic when it joins and afterwards only what differs', () => {
  const { feed, values, run } = shop();
  const one = screen();
  feed.join(one.sink);
  expect(one.got.map(({ topic }) => topic)).toHaveLength(8);
  values.basket = { totalMinor: 5 };
  feed.touch(['basket', 'shift'], 'now');
  run();
  expect(one.got.slice(8)).toEqual([{ topic: 'basket', value: { totalMinor: 5 } }]);
});

it('[HOST-20] many changes in one tick are one message', () => {
  const { feed, values, run, tasks } = shop();
  const one = screen();
  feed.join(one.sink);
  for (let i = 1; i <= 50; i += 1) {
    values.basket = i;
    feed.touch(['basket'], 'now');
  }
  expect(tasks).toHaveLength(1);
  run();
  expect(one.got.slice(8)).toEqual([{ topic: 'basket', value: 50 }]);
});

it('[HOST-20] what is due soon does not hold up what is due now', () => {
  const { feed, values, run, tasks } = shop();
  const one = screen();
  feed.join(one.sink);
  values.sync = 1;
  feed.touch(['sync'], 'soon');
  values.basket = 2;
  feed.touch(['basket'], 'now');
  expect(tasks.map(({ when }) => when)).toEqual(['soon', 'now']);
  run();
  expect(one.last('sync')).toBe(1);
  expect(one.last('basket')).toBe(2);
});

it('[HOST-20] each tempo has its own turn: what is seen later is not made each time something is seen now', () => {
  const { feed, values, run, tasks, made } = shop();
  const one = screen();
  feed.join(one.sink);
  made.length = 0;
  values.sync = 1;
  feed.touch(['sync'], 'later');
  const later = tasks.splice(0);
  for (let times = 0; times < 3; times += 1) {
    values.arrivals = times;
    feed.touch(['arrivals'], 'soon');
    feed.touch(['sync'], 'later');
    run();
  }
  expect(made).toEqual(['arrivals', 'arrivals', 'arrivals']);
  for (const { task } of later) task();
  expect([made.at(-1), one.last('sync')]).toEqual(['sync', 1]);
});

it('[HOST-21] a slow screen holds one batch and then gets the newest state only', () => {
  const { feed, values, run } = shop();
  const slow = screen(false);
  const quick = screen();
  feed.join(slow.sink);
  feed.join(quick.sink);
  for (let i = 1; i <= 100; i += 1) {
    values.basket = i;
    feed.touch(['basket'], 'now');
    run();
  }
  expect(slow.got).toHaveLength(8);
  expect(quick.got).toHaveLength(8 + 100);
  slow.release();
  expect(slow.got.slice(8)).toEqual([{ topic: 'basket', value: 100 }]);
});

it('[HOST-20] with no screen nothing is made, and a screen that comes later sees what changed meanwhile', () => {
  const { feed, values, run, made } = shop();
  const leave = feed.join(screen().sink);
  leave();
  made.length = 0;
  values.till = 'renamed';
  feed.touch(['till'], 'now');
  run();
  expect(made).toEqual([]);
  const later = screen();
  feed.join(later.sink);
  expect(later.last('till')).toBe('renamed');
});

it('[HOST-22] a view that cannot be made is told, and every other view goes on', () => {
  const { feed, values, run, failures } = shop();
  const one = screen();
  feed.join(one.sink);
  values.basket = 'broken';
  values.shift = 3;
  feed.touch(['basket', 'shift'], 'now');
  run();
  expect(failures).toEqual(['basket']);
  expect(one.last('shift')).toBe(3);
  expect(one.last('basket')).toBe(null);
});
