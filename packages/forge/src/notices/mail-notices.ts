import type { SMTPTransportOptions } from 'nodemailer';
import type { ForgeRefusal } from '../dispatch/types.ts';
import { explainMail } from './mail-answers.ts';
import { renderMail, renderSubject } from './mail-text.ts';
import { fingerprintOf, type Notice } from './notice.ts';

export interface MailServer {
  readonly host: string;
  /** Default: 587, and 465 for `tls`. */
  readonly port?: number;
  /** `none` is taken for `localhost` alone. */
  readonly security: 'starttls' | 'tls' | 'none';
}

export interface MailNoticesOptions {
  readonly server: MailServer;
  readonly from: string;
  readonly to: readonly string[];
  /** Without it the server has to take mail from anybody who reaches it. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Certificates (PEM) to trust; default: those that Node trusts. */
  readonly ca?: string;
  /** Of each step, and a third of all of them together. */
  readonly timeoutMs?: number;
}

export type MailOutcome =
  /** `fingerprint` is kept for the next time. */
  { readonly kind: 'sent' | 'unchanged'; readonly fingerprint: string } | ForgeRefusal;

/** Messages by e-mail. */
export interface MailNotices {
  /**
   * Sends what has not been said yet, once, and once more when all is well again. One mail goes to all. An answer that was lost is
   * `later`: the mail may come twice then, but not never.
   *
   * @param previous - the fingerprint that came of what was told last; undefined where nothing was
   * @returns texts without the password, and without any words of the server: those may repeat it
   */
  tell(notice: Notice, previous: string | undefined): Promise<MailOutcome>;
}

export function createMailNotices(options: MailNoticesOptions): MailNotices {
  return {
    async tell(notice, previous) {
      const fingerprint = fingerprintOf(notice);
      const isSilent = notice.items.length === 0 && previous === undefined;
      if (fingerprint === previous || isSilent) return { kind: 'unchanged', fingerprint };
      return refusalOf(options) ?? (await send(notice, options)) ?? { kind: 'sent', fingerprint };
    },
  };
}

/** What is refused before anybody is asked. */
function refusalOf({ server, from, to }: MailNoticesOptions): ForgeRefusal | undefined {
  if (server.security === 'none' && server.host !== 'localhost')
    return { kind: 'blocked', why: 'Without TLS mail goes to `localhost` alone. Write `security: starttls` or `security: tls`.' };
  return [from, ...to].every(isAddress) && to.length > 0
    ? undefined
    : { kind: 'blocked', why: 'A sender and at least one recipient are needed, each an address without a name.' };
}

/** What factory.yaml takes; held once more, since it gets into headers and commands. */
function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s<>"(),:;\\\p{C}]+@[A-Za-z0-9.-]+$/u.test(text);
}

/** @returns undefined for a mail that all recipients get */
async function send(
  notice: Notice,
  { server, from, to, login, ca, timeoutMs = 20_000 }: MailNoticesOptions,
): Promise<ForgeRefusal | undefined> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    ...placeOf(server, ca),
    ...(login === undefined ? {} : { auth: { type: 'login', user: login.user, pass: login.password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), timeoutMs * 3);
  const sending = transport.sendMail({
    from: { name: 'Image Factory', address: from },
    to: to.map((address) => ({ name: '', address })),
    subject: renderSubject(notice),
    text: renderMail(notice),
    headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: nobody's absence note answers it
  });
  sending.catch(() => {}); // an answer after the last moment concerns nobody
  try {
    const info = await Promise.race([sending, late.promise]);
    if (info === 'late') return { kind: 'later', why: 'the mail server answers too slowly' };
    const { length } = info.rejected;
    return length === 0
      ? undefined
      : { kind: 'blocked', why: `The mail server took the mail for ${to.length - length} of ${to.length} recipients.` };
  } catch (error) {
    return explainMail(error);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

/** Encrypted before anything is said, always: a server that offers no TLS gets nothing. */
function placeOf({ host, port, security }: MailServer, ca: string | undefined): SMTPTransportOptions {
  // By its number: what a name stands for can be changed.
  if (security === 'none') return { host: '127.0.0.1', port: port ?? 25, secure: false, ignoreTLS: true };
  const tls = { minVersion: 'TLSv1.2', servername: host, ...(ca === undefined ? {} : { ca }) } as const;
  if (security === 'tls') return { host, port: port ?? 465, secure: true, tls };
  return { host, port: port ?? 587, secure: false, requireTLS: true, tls };
}
