import { noContent, notFound, ok, refuse } from '../answer.ts';
import { repositoryUrl } from '../view/repository.ts';
import { viewRun, viewWorkflow, type Workflow } from '../view/run.ts';
import { readInputs, readTrigger, readWorkflows, renderRunName, type WorkflowInput } from '../workflows.ts';
import type { Repository, Run, World } from '../world.ts';
import { answerPage, cutPage } from './page.ts';
import { loginOf, route, textOf, type Body, type RepositoryExchange } from './route.ts';

const payloadLimit = 65_535;

export const workflowRoutes = [
  route('GET /actions/workflows', ['actions:read'], async (exchange) => {
    const { world, repository, query } = exchange;
    const all = await readWorkflows(repository);
    const workflows = cutPage(all, exchange).map((workflow) => viewWorkflow(world, repository, workflow));
    return answerPage({ total_count: all.length, workflows }, all.length, `${repositoryUrl(world, repository)}/actions/workflows`, query);
  }),
  route('GET /actions/workflows/{workflow_id}', ['actions:read'], async (exchange) => {
    return ok(viewWorkflow(exchange.world, exchange.repository, await findWorkflow(exchange)));
  }),
  route('POST /actions/workflows/{workflow_id}/dispatches', ['actions:write'], async (exchange) => {
    const { world, repository, caller, body, version } = exchange;
    const isOld = world.mode === 'ghes-3.19';
    const withDetails = body['return_run_details'];
    if (isOld && withDetails !== undefined) throw refuse(400, 'Invalid request.\n\n"return_run_details" is not a permitted key.');
    const workflow = await findWorkflow(exchange);
    const ref = textOf(body, 'ref') ?? '';
    const { sha, branch } = await findRef(repository, ref);
    const inputs = mapping(body['inputs']);
    checkInputs(await atCommit(repository, sha, workflow), inputs, isOld ? 10 : 25);
    if (exchange.bodyLength > payloadLimit) throw refuse(422, 'inputs are too large.');
    const title = renderRunName(workflow.text, { inputs }) ?? workflow.name;
    const run = startRun(world, repository, workflow, { title, event: 'workflow_dispatch', branch, sha, actor: loginOf(caller) });
    const dispatch = {
      repository: repository.slug,
      event: 'workflow_dispatch',
      workflow: workflow.file,
      ref,
      inputs,
      runs: [run.id],
    } as const;
    repository.dispatches.push(dispatch);
    await world.onDispatch(dispatch);
    if (withDetails !== true && version !== '2026-03-10') return noContent; // that version always has them
    const { url, html_url } = await viewRun(world, repository, run);
    return ok({ workflow_run_id: run.id, run_url: url, html_url });
  }),
  route('POST /dispatches', ['contents:write'], async (exchange) => {
    const { world, repository, caller, body } = exchange;
    const eventType = textOf(body, 'event_type') ?? '';
    const clientPayload = mapping(body['client_payload']);
    checkPayload(eventType, clientPayload);
    const branch = repository.defaultBranch;
    const sha = (await repository.git.ref(`refs/heads/${branch}`)) ?? '';
    const workflows = (await readWorkflows(repository)).filter(({ text, state }) => state === 'active' && listens(text, eventType));
    const event = { action: eventType, client_payload: clientPayload };
    const runs = workflows.map((workflow) => {
      const title = renderRunName(workflow.text, event) ?? eventType;
      return startRun(world, repository, workflow, { title, event: 'repository_dispatch', branch, sha, actor: loginOf(caller) }).id;
    });
    const dispatch = { repository: repository.slug, event: 'repository_dispatch', eventType, clientPayload, runs } as const;
    repository.dispatches.push(dispatch);
    await world.onDispatch(dispatch);
    return noContent;
  }),
];

/** By id, or by the file's name. */
export async function findWorkflow({ repository, path }: RepositoryExchange): Promise<Workflow> {
  const wanted = path['workflow_id'];
  const found = (await readWorkflows(repository)).find(({ id, file }) => String(id) === wanted || file === wanted);
  if (found === undefined) throw notFound();
  return found;
}

/** A branch or a tag; ids are not taken there. */
async function findRef({ git }: Repository, ref: string): Promise<{ sha: string; branch: string }> {
  const names = ref.startsWith('refs/') ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  for (const name of names) {
    const sha = await git.resolve(name);
    if (ref !== '' && sha !== undefined) return { sha, branch: name.replace(/^refs\/(?:heads|tags)\//, '') };
  }
  throw refuse(422, `No ref found for: ${ref}`);
}

/** The file of the ref says which inputs there are; whether it is switched off is one for all. */
async function atCommit({ git }: Repository, sha: string, workflow: Workflow): Promise<ReadonlyMap<string, WorkflowInput>> {
  if (workflow.state !== 'active') throw refuse(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  const [entry] = await git.tree(sha, { path: workflow.path });
  const text = entry === undefined ? '' : (await git.blob(entry.sha)).toString('utf8');
  const trigger = text === '' ? undefined : readTrigger(text, 'workflow_dispatch');
  if (trigger === undefined) throw refuse(422, "Workflow does not have 'workflow_dispatch' trigger");
  return readInputs(trigger);
}

function checkInputs(declared: ReadonlyMap<string, WorkflowInput>, given: Body, limit: number): void {
  const names = Object.keys(given);
  if (names.length > limit) throw refuse(422, `No more than ${limit} properties are allowed; ${names.length} were supplied.`);
  const unexpected = names.filter((name) => !declared.has(name));
  if (unexpected.length > 0) throw refuse(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  for (const [name, { required, hasDefault, options }] of declared) {
    const value = given[name];
    if (required && !hasDefault && (value === undefined || value === '')) throw refuse(422, `Required input '${name}' not provided`);
    if (typeof value === 'string' && options !== undefined && !options.includes(value))
      throw refuse(422, `Provided value '${value}' for input '${name}' not in the list of allowed values`);
  }
}

function checkPayload(eventType: string, payload: Body): void {
  if (eventType.length > 100) throw refuse(422, 'event_type is too long (maximum is 100 characters)');
  const count = Object.keys(payload).length;
  if (count > 10) throw refuse(422, `No more than 10 properties are allowed; ${count} were supplied.`);
  if (JSON.stringify(payload).length > payloadLimit) throw refuse(422, 'client_payload is too large.');
}

function listens(text: string, eventType: string): boolean {
  const trigger = readTrigger(text, 'repository_dispatch');
  if (trigger === undefined) return false;
  const { types } = trigger;
  if (types === undefined) return true;
  return Array.isArray(types) ? types.includes(eventType) : types === eventType;
}

type Start = Pick<Run, 'title' | 'event' | 'branch' | 'sha' | 'actor'>;

function startRun(world: World, repository: Repository, { id, path, name }: Workflow, start: Start): Run {
  const at = world.now();
  const number = repository.runs.filter(({ workflow }) => workflow.id === id).length + 1;
  const run: Run = {
    ...start,
    id: world.nextId(),
    workflow: { id, path, name },
    number,
    status: 'queued',
    conclusion: null,
    createdAt: at,
    updatedAt: at,
  };
  repository.runs.push(run);
  return run;
}

function mapping(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
