import type { Author } from './types.ts';

/** A message as GitHub takes it apart. */
export interface Message {
  readonly headline: string;
  readonly body: string;
}

/**
 * The first line, and the rest with a trailer for the author: a commit by the API is by the owner of the token, whoever it is
 * for (SPEC section 9).
 */
export function toMessage(message: string, { name, email }: Author): Message {
  const [headline = '', ...rest] = message.trim().split('\n');
  const body = withTrailer(rest.join('\n').trim(), `Co-authored-by: ${plain(name)} <${plain(email)}>`);
  return { headline: headline.trim(), body };
}

/** Adds a line to the trailers that a text ends in, or begins them. */
export function withTrailer(body: string, trailer: string): string {
  if (body === '') return trailer;
  const last = body.split(/\n\s*\n/).at(-1) ?? '';
  const hasTrailers = last.split('\n').every((line) => /^[A-Za-z][A-Za-z0-9-]*: \S/.test(line));
  return `${body}\n${hasTrailers ? '' : '\n'}${trailer}`;
}

export function formatMessage({ headline, body }: Message): string {
  return `${headline}\n\n${body}`;
}

function plain(text: string): string {
  return text.replaceAll(/[<>\p{Cc}]/gu, '').trim();
}
