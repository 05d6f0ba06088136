/** A value that is used but never shown: printing, joining, inspecting or serializing it gives `***`. */
export class SecretText {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '***';
  }
}

/**
 * The forms in which a secret may turn up in a log: as it is, line by line (short lines, such as a lone bracket, would
 * blot out half the log), in URLs, and in the headers of git and registries. Nothing is assumed about its own length.
 */
export function secretForms(value: string): string[] {
  const lines = value
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= 8);
  const forms = [
    value,
    ...lines,
    encodeURIComponent(value.toWellFormed()),
    base64(value),
    ...gitUsers.map((user) => base64(`${user}:${value}`)),
  ];
  return [...new Set(forms)].filter((form) => form !== '');
}

// Who a token signs in as, on GitHub and on GitLab.
const gitUsers = ['x-access-token', 'oauth2'];

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
