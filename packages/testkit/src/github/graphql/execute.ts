import { execute, GraphQLError, parse, validate, type GraphQLFieldResolver } from 'graphql';
import { ok, refuse, type Answer } from '../answer.ts';
import { grants, reaches } from '../access.ts';
import type { Caller } from '../tokens.ts';
import { findRepository, type World } from '../world.ts';
import { createCommitOnBranch, type CreateCommitInput } from './create-commit.ts';
import { refuseField } from './refusal.ts';
import { loadGraphqlSchema } from './schema.ts';
import { updateRefs, type UpdateRefsInput } from './update-refs.ts';
import { viewRepositoryNode } from './views.ts';

export interface GraphqlResult {
  readonly answer: Answer;
  /** What is wrong with the query by GitHub's schema, or what the stand-in does not have. */
  readonly violations: readonly string[];
}

/** Runs a query by GitHub's own schema. Errors are in the answer, whose status is 200 as soon as there is a query. */
export async function answerGraphql(world: World, caller: Caller, body: Readonly<Record<string, unknown>>): Promise<GraphqlResult> {
  if (caller.kind !== 'token')
    throw refuse(401, caller.kind === 'anonymous' ? 'This endpoint requires you to be authenticated.' : 'Bad credentials');
  const { query, variables, operationName } = body;
  const unknown = Object.keys(body).filter((name) => !['query', 'variables', 'operationName'].includes(name));
  if (typeof query !== 'string') return wrong([new GraphQLError('A query attribute must be specified and must be a string.')]);
  const schema = await loadGraphqlSchema();
  const document = read(query);
  if (document instanceof GraphQLError) return wrong([document]);
  const invalid = validate(schema, document);
  if (invalid.length > 0) return wrong(invalid);
  const result = await execute({
    schema,
    document,
    rootValue: rootOf(world, caller),
    fieldResolver: resolveKnown,
    ...(isRecord(variables) ? { variableValues: variables } : {}),
    ...(typeof operationName === 'string' ? { operationName } : {}),
  });
  const errors = result.errors ?? [];
  // Refusals are part of the behavior; the rest are queries that GitHub would not take, or fields that are not here.
  const unforeseen = errors.filter(({ extensions }) => extensions['type'] === undefined).map(({ message }) => `graphql: ${message}`);
  const json = {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(errors.length === 0 ? {} : { errors: errors.map(view) }),
  };
  return { answer: ok(json), violations: [...unknown.map((name) => `graphql: there is no ${name} beside a query`), ...unforeseen] };
}

function rootOf(world: World, caller: Caller): object {
  return {
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const slug = `${owner}/${name}`;
      const repository = findRepository(world, slug);
      const isVisible =
        repository !== undefined &&
        caller.kind === 'token' &&
        (!repository.private || (reaches(caller.actor, repository) && grants(caller.actor, 'contents:read')));
      if (!isVisible) throw refuseField('NOT_FOUND', `Could not resolve to a Repository with the name '${slug}'.`);
      return viewRepositoryNode(world, repository);
    },
    createCommitOnBranch: ({ input }: { input: CreateCommitInput }) => createCommitOnBranch(world, caller, input),
    updateRefs: ({ input }: { input: UpdateRefsInput }) => updateRefs(world, caller, input),
    viewer: caller.kind === 'token' ? { __typename: 'User', login: caller.actor.login } : undefined,
  };
}

/** A field that is in the schema but not here is an error, and never quietly null. */
const resolveKnown: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info): unknown => {
  const value: unknown = isRecord(source) ? source[info.fieldName] : undefined;
  if (value === undefined) throw new GraphQLError(`The stand-in has no ${info.parentType.name}.${info.fieldName}.`);
  if (typeof value !== 'function') return value;
  const resolve = value as (args: unknown, context: unknown, info: unknown) => unknown;
  return resolve(args, context, info);
};

function read(query: string): ReturnType<typeof parse> | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function wrong(errors: readonly GraphQLError[]): GraphqlResult {
  return { answer: ok({ errors: errors.map(view) }), violations: errors.map(({ message }) => `graphql: ${message}`) };
}

/** There, the type stands beside the message, not in `extensions`. */
function view(error: GraphQLError): object {
  const { type } = error.extensions;
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(error.path === undefined ? {} : { path: error.path }),
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    message: error.message,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
