const maxLength = 8192;

/**
 * The target of `rel="next"` in a `Link` header (RFC 8288), as far as registries write it: `</v2/a/tags/list?last=x>; rel="next"`.
 *
 * @returns the target as it stands there, not resolved and not checked; undefined when there is none
 */
export function nextLink(header: string | undefined): string | undefined {
  if (header === undefined || header.length > maxLength) return undefined;
  let at = 0;
  while (at < header.length) {
    const open = header.indexOf('<', at);
    const close = open < 0 ? -1 : header.indexOf('>', open);
    if (close < 0) return undefined;
    const end = endOfParameters(header, close + 1);
    if (isNext(header.slice(close + 1, end))) return header.slice(open + 1, close);
    at = end + 1;
  }
  return undefined;
}

/** The comma that ends the parameters of one link, or the end of the header; a comma in quotes is none. */
function endOfParameters(header: string, from: number): number {
  let isQuoted = false;
  for (let at = from; at < header.length; at += 1) {
    const char = header[at];
    if (isQuoted && char === '\\') at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (char === ',' && !isQuoted) return at;
  }
  return header.length;
}

function isNext(parameters: string): boolean {
  return /(?:^|;)[ \t]*rel[ \t]*=[ \t]*(?:"next"|next(?=[ \t]*(?:;|$)))/i.test(parameters);
}
