/** One way in which something planted could lie on a disk in clear. */
export type Needle = { readonly what: string; readonly form: string; readonly bytes: Buffer };

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** A text as UTF-8 and as UTF-16 in both byte orders. */
export const textNeedles = (what: string, text: string): readonly Needle[] => [
  { what, form: 'UTF-8', bytes: Buffer.from(text, 'utf8') },
  { what, form: 'UTF-16LE', bytes: Buffer.from(text, 'utf16le') },
  { what, form: 'UTF-16BE', bytes: utf16be(text) },
];

const integerBytes = (length: 4 | 8, write: (buffer: Buffer) => void): Buffer => {
  const buffer = Buffer.alloc(length);
  write(buffer);
  return buffer;
};

/** A number as decimal text and as an integer of 8 bytes, and of 4 where it fits, in both byte orders. */
export const numberNeedles = (what: string, value: number): readonly Needle[] => {
  const wide = BigInt(value);
  const eight: readonly Needle[] = [
    { what, form: '8 bytes LE', bytes: integerBytes(8, (buffer) => buffer.writeBigUInt64LE(wide)) },
    { what, form: '8 bytes BE', bytes: integerBytes(8, (buffer) => buffer.writeBigUInt64BE(wide)) },
  ];
  const four: readonly Needle[] =
    value > 0xff_ff_ff_ff
      ? []
      : [
          { what, form: '4 bytes LE', bytes: integerBytes(4, (buffer) => buffer.writeUInt32LE(value)) },
          { what, form: '4 bytes BE', bytes: integerBytes(4, (buffer) => buffer.writeUInt32BE(value)) },
        ];
  return [...textNeedles(what, String(value)), ...eight, ...four];
};
