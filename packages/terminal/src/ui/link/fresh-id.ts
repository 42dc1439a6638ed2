/** 16 random bytes as 32 hexadecimal digits. */
export const freshId = (): string => {
  let hex = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) hex += byte.toString(16).padStart(2, '0');
  return hex;
};
