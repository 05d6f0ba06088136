import type { RuleTester } from 'oxlint/plugins-dev';

/** A rule as oxlint takes it. */
export type Rule = Extract<Parameters<RuleTester['run']>[1], { create: unknown }>;

export type Context = Parameters<Rule['create']>[0];

export type Visitor = ReturnType<Rule['create']>;

/** The syntax node that a visitor's function gets, by the function's name. */
export type Node<Kind extends keyof Visitor> = Parameters<NonNullable<Visitor[Kind]>>[0];

/** Something that a finding can be marked on. */
export type Marked = NonNullable<Parameters<Context['report']>[0]['node']>;
