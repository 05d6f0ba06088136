import type { GraphQLSchema } from 'graphql';

let loading: Promise<GraphQLSchema> | undefined;

/** GitHub's own GraphQL schema. It takes a moment, so only who asks a query waits for it, once. */
export function loadGraphqlSchema(): Promise<GraphQLSchema> {
  loading ??= build();
  return loading;
}

async function build(): Promise<GraphQLSchema> {
  const [{ buildSchema }, { schema }] = await Promise.all([import('graphql'), import('@octokit/graphql-schema')]);
  return buildSchema(schema.idl, { assumeValid: true });
}
