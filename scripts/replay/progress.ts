const WIDTH = 30;

/** What the bar shows for a share of the work, such as `[#####-----]  50%  day`. */
export const drawBar = (done: number, total: number, text: string): string => {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  const percent = Math.floor(share * 100)
    .toString()
    .padStart(3);
  return `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ${percent}%  ${text}`;
};

export type Progress = {
  readonly add: (rows: number, text: string) => void;
  /** Says what is going on besides the bar. */
  readonly say: (text: string) => void;
  readonly end: () => void;
};

/** A bar on a terminal; on anything else nothing but what is said, a line each. */
export const createProgress = (
  total: number,
  stream: { readonly isTTY?: boolean; write: (text: string) => unknown },
): Progress => {
  let done = 0;
  let last = '';
  const draw = (text: string): void => {
    const line = drawBar(done, total, text);
    if (stream.isTTY !== true || line === last) return;
    last = line;
    stream.write(`\r\u001B[K${line}`);
  };
  return {
    add: (rows, text) => {
      done += rows;
      draw(text);
    },
    say: (text) => {
      if (stream.isTTY === true) draw(text);
      else stream.write(`${text}\n`);
    },
    end: () => {
      if (stream.isTTY === true) stream.write('\r\u001B[K');
    },
  };
};
