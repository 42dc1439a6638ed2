/** How a basket came to the till. */
export const CHANNELS = ['shop', 'phone', 'online'] as const;
export type Channel = (typeof CHANNELS)[number];
