/** The clock of a forge. */
export interface ForgeClock {
  /** @returns undefined when it can not be asked now */
  now(): Promise<Date | undefined>;
}

const timeoutMs = 10_000;
/** Every forge answers it with a date, to anybody, whatever else it says. */
const paths = { github: '/rate_limit', gitlab: '/version' } as const;

/**
 * The time as a forge tells it with every answer (`Date`). This machine's own clock may be wrong by days.
 *
 * @param apiUrl - `https://api.github.com`, `https://HOST/api/v3` or `https://HOST/api/v4`
 */
export function createForgeClock(forge: 'github' | 'gitlab', apiUrl: string): ForgeClock {
  const url = `${apiUrl.replace(/\/+$/, '')}${paths[forge]}`;
  return {
    async now() {
      try {
        const headers = {
          accept: forge === 'github' ? 'application/vnd.github+json' : 'application/json',
          'cache-control': 'no-cache',
          'user-agent': 'image-factory',
        };
        const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
        await response.body?.cancel();
        return readDate(response.headers.get('date') ?? '');
      } catch {
        return undefined;
      }
    },
  };
}

/** A date as HTTP writes it; undefined for anything else. */
function readDate(text: string): Date | undefined {
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
