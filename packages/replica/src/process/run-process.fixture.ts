import { runProcess } from './run-process.ts';

/** A device whose log goes where no more fits; it says on its standard output that it went on. */
await runProcess((log) => {
  for (let line = 0; line < 20; line += 1) log.info('written', { line });
  setTimeout(() => {
    log.info('later');
    process.stdout.write('going on\n', () => process.exit(0));
  }, 50);
  return Promise.resolve({ close: () => Promise.resolve() });
});
