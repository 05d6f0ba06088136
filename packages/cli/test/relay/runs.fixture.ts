import type { RelayDeps } from '@image-factory/use-cases';

const workflow = '/repos/acme/factory/actions/workflows/build.yml';

/** The runs of the stand-in, as simply as they can be asked for, and its clock. */
export function createRuns({ apiUrl, minutes }: { readonly apiUrl: string; readonly minutes: number }): Pick<RelayDeps, 'runs' | 'clock'> {
  const ask = (path: string, body?: object): Promise<Response> =>
    fetch(`${apiUrl}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/vnd.github+json', authorization: 'Bearer ghs_test', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    runs: {
      inspect: async () => ({ kind: 'form', inputs: ['image', 'key', 'reason'], showsKey: true }),
      async find({ keys, exclude }) {
        const listed: unknown = await (await ask(`${workflow}/runs?event=workflow_dispatch&per_page=100`)).json();
        const found = runsIn(listed).find(({ id, display_title: title }) => keys.some((key) => title.includes(key)) && !exclude.has(String(id)));
        return found === undefined ? { kind: 'none' } : { kind: 'found', run: { id: String(found.id) }, isNamed: true };
      },
      async start({ inputs }) {
        const answer: unknown = await (await ask(`${workflow}/dispatches`, { ref: 'main', inputs, return_run_details: true })).json();
        const id = typeof answer === 'object' && answer !== null && 'workflow_run_id' in answer ? answer.workflow_run_id : undefined;
        return typeof id === 'number' ? { kind: 'started', run: { id: String(id) } } : { kind: 'unclear', why: JSON.stringify(answer) };
      },
    },
    clock: {
      async now() {
        const response = await ask('/rate_limit');
        return new Date(Date.parse(response.headers.get('date') ?? '') + minutes * 60_000);
      },
    },
  };
}

function runsIn(listed: unknown): readonly { readonly id: number; readonly display_title: string }[] {
  return typeof listed === 'object' && listed !== null && 'workflow_runs' in listed && Array.isArray(listed.workflow_runs) ? listed.workflow_runs : [];
}
