const metaContent = (page: Document): string =>
  page.querySelector('meta[name="tillmesh-token"]')?.getAttribute('content') ?? '';

let token: string | null = null;

/** The host's token of this boot; it came with the page and is kept in memory only. */
export const apiToken = (): string => (token ??= metaContent(document));

/**
 * Fetches the page again for its token: a host that was restarted has a new one, and what is being
 * typed must survive that, so the page itself is not reloaded. False when the host is away.
 */
export const renewToken = async (): Promise<boolean> => {
  try {
    const reply = await fetch('/', { cache: 'no-store' });
    if (!reply.ok) return false;
    token = metaContent(new DOMParser().parseFromString(await reply.text(), 'text/html'));
    return true;
  } catch {
    // The host does not answer; whoever asked tries again later.
    return false;
  }
};
