/** Knows all credentials of a run, so that none shows in a text or is carried elsewhere in an address. */
export interface Secrets {
  add(...secrets: readonly (string | undefined)[]): void;
  /** The text with `***` in the place of each secret, in each of its spellings and in any case. */
  hide(text: string): string;
  /** Whether an address holds one. Secrets that are too short to tell from chance do not count. */
  isIn(url: URL): boolean;
}

const leastTelling = 8;

export function createSecrets(): Secrets {
  const known = new Set<string>();

  function add(...secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (secret === undefined || secret === '') continue;
      for (const spelling of spellings(secret)) known.add(lower(spelling));
    }
  }

  function hide(text: string): string {
    let hidden = text;
    for (const secret of [...known].toSorted((a, b) => b.length - a.length)) hidden = without(hidden, secret);
    return hidden;
  }

  return {
    add,
    hide,
    isIn(url) {
      const text = lower(`${url.href}\n${decoded(url.href)}`);
      return [...known].some((secret) => secret.length >= leastTelling && text.includes(secret));
    },
  };
}

function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [secret, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
}

function without(text: string, secret: string): string {
  const parts: string[] = [];
  let rest = text;
  for (let at = lower(rest).indexOf(secret); at >= 0; at = lower(rest).indexOf(secret)) {
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + secret.length);
  }
  return [...parts, rest].join('***');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Of ASCII alone: every place in the text stays where it is. */
function lower(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
