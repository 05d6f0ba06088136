import type { ForgeRefusal } from '../dispatch/types.ts';

/** A server that defers mail from those it does not know takes it some minutes later. */
const greylistedMs = 120_000;

/** What came instead of a mail that was taken. Of the server's own words only its numbers are shown. */
export function explainMail(error: unknown): ForgeRefusal {
  const { code, responseCode: status, said } = readError(error);
  const number = status === undefined ? '' : ` (${said})`;
  if (code === 'EDNS') return { kind: 'later', why: 'the mail server is not found: see `host` in factory.yaml' };
  if (code === 'ETLS' || isCertificate(error))
    return {
      kind: 'blocked',
      why: 'No safe connection to the mail server comes about: it offers no STARTTLS, or its certificate is not for this host or not by somebody known. See `host`, `port` and `security` in factory.yaml.',
    };
  if (status === undefined) return { kind: 'later', why: 'the mail server was not reached, or did not answer to the end' };
  if (status === 421) return { kind: 'later', why: `the mail server has no time${number}` };
  if (status < 500) return { kind: 'later', why: `the mail server takes the mail later${number}`, afterMs: greylistedMs };
  if (code === 'EAUTH' || status === 530 || status === 534 || status === 535)
    return { kind: 'denied', why: `The mail server refuses the user and password, or wants them${number}.` };
  return { kind: 'blocked', why: `The mail server refused the mail, its sender or its recipients${number}.` };
}

interface Said {
  readonly code: string | undefined;
  readonly responseCode: number | undefined;
  /** `550 5.7.1` */
  readonly said: string;
}

function readError(error: unknown): Said {
  const { code, responseCode, response } = error instanceof Error ? (error as SmtpError) : {};
  const status = typeof responseCode === 'number' && responseCode >= 400 && responseCode < 600 ? responseCode : undefined;
  const enhanced = typeof response === 'string' ? (/^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '') : '';
  return { code: typeof code === 'string' ? code : undefined, responseCode: status, said: `${status ?? ''} ${enhanced}`.trim() };
}

interface SmtpError extends Error {
  readonly code?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
  readonly originalCode?: unknown;
}

/** Node says what is wrong with a certificate in a code of its own. */
function isCertificate(error: unknown): boolean {
  const { originalCode } = error instanceof Error ? (error as SmtpError) : {};
  return typeof originalCode === 'string' && /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(originalCode);
}
