/**
 * How many columns of a fixed-width print a text takes. East Asian wide and emoji characters take two
 * (Unicode UAX 11, the ranges of W and F), combining marks and joiners none.
 */
const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1FAFF}\u{20000}-\u{3FFFD}]|^\p{Emoji_Presentation}|\uFE0F/u;
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What people take for one character stays together. */
const graphemes = (text: string): readonly string[] =>
  [...segmenter.segment(text)].map(({ segment }) => segment);

const columnsOf = (grapheme: string): number => {
  if (NOTHING.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
};

/** Only 7-bit text is certain to need no looking at. */
const isNarrow = (text: string): boolean => /^[\x20-\x7E]*$/.test(text);

export const widthOf = (text: string): number =>
  isNarrow(text) ? text.length : graphemes(text).reduce((sum, grapheme) => sum + columnsOf(grapheme), 0);

/**
 * One line of what was typed somewhere: a name may hold line breaks, escapes for a terminal or
 * overrides of the reading direction, and none of them may reach paper.
 */
export const onOneLine = (text: string): string =>
  text
    .replace(/[\u202A-\u202E\u2066-\u2069]/gu, '')
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();

/** Cuts where a column limit comes. */
const chunks = (word: string, width: number): readonly string[] => {
  const parts: string[] = [];
  let part = '';
  let columns = 0;
  for (const grapheme of isNarrow(word) ? word : graphemes(word)) {
    const more = columnsOf(grapheme);
    if (columns + more > width && part !== '') {
      parts.push(part);
      part = '';
      columns = 0;
    }
    part += grapheme;
    columns += more;
  }
  return part === '' ? parts : [...parts, part];
};

/** Lines of at most `width` columns, broken at spaces where there are any. At least one line. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of onOneLine(text)
    .split(/ +/)
    .flatMap((each) => chunks(each, width))) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (widthOf(joined) <= width) {
      line = joined;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
};

export const padEnd = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));
export const padStart = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, width - widthOf(text))) + text;
export const centre = (text: string, width: number): string =>
  ' '.repeat(Math.max(0, Math.floor((width - widthOf(text)) / 2))) + text;
