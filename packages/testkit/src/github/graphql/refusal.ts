import { GraphQLError } from 'graphql';

/** Types of errors, as GitHub puts them beside the message. Those of protection are the ones that clients look for. */
export type ErrorType = 'STALE_DATA' | 'FORBIDDEN' | 'NOT_FOUND' | 'UNPROCESSABLE' | 'BRANCH_PROTECTION_RULE_VIOLATION';

/** An error of a field: the answer has status 200 all the same. */
export function refuseField(type: ErrorType, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}
