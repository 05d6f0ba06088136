/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; without it and without `raw` the answer is empty. */
  readonly json?: unknown;
  readonly raw?: { readonly type: string; readonly bytes: Buffer };
}

/** Ends the handling of a request with an answer: thrown where a rule of GitHub refuses it. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

const documentation = 'https://docs.github.com/rest';

export function ok(json: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, json, headers };
}

export function created(json: unknown): Answer {
  return { status: 201, json };
}

export const noContent: Answer = { status: 204 };

/** An error with the body that GitHub gives all of them. */
export function refuse(status: number, message: string, more: { headers?: Record<string, string>; errors?: unknown[] } = {}): Refusal {
  const errors = more.errors === undefined ? {} : { errors: more.errors };
  return new Refusal({
    status,
    json: { message, ...errors, documentation_url: documentation, status: String(status) },
    ...(more.headers === undefined ? {} : { headers: more.headers }),
  });
}

export const notFound = (): Refusal => refuse(404, 'Not Found');

/** As GitHub words a field that breaks a rule of its own, which is not in its description. */
export function invalid(resource: string, message: string): Refusal {
  return refuse(422, 'Validation Failed', { errors: [{ resource, code: 'custom', message }] });
}
