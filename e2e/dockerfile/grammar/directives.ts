import type { Draft, Forms } from './draft.ts';

const syntaxForms: Forms = {
  'syntax: # syntax=': (draft) =>
    `# syntax=${draft.pick(['docker/dockerfile:1', 'docker/dockerfile', 'docker/dockerfile-upstream:master', 'docker.io/docker/dockerfile:1.7'])}`,
  'syntax: of somebody else': () => '# syntax=ghcr.io/acme/frontend:2',
  'syntax: behind //': () => '//syntax=docker/dockerfile:1',
  'syntax: in upper case, with blanks': () => '#  SYNTAX = docker/dockerfile:1  ',
  'syntax: with options behind it': () => '# syntax=docker/dockerfile:1 --verbose',
  'syntax: behind a shebang': () => '#!/usr/bin/env docker\n# syntax=docker/dockerfile:1',
  'syntax: behind a comment, which ends the directives': () => '# hello\n# syntax=docker/dockerfile:1',
  'syntax: blank in front': () => ' # syntax=docker/dockerfile:1',
  'syntax: empty': () => '# syntax=',
};

const checkForms: Forms = {
  'check: skip': (draft) => `# check=skip=${draft.pick(['all', 'JSONArgsRecommended,StageNameCasing'])}`,
  'check: error': () => '# check=error=true',
  'check: all options': () => '# check=skip=all;experimental=all;error=false',
};

const escapeForms: Forms = {
  'escape: backtick': (draft) => setEscape(draft, '`', '# escape=`'),
  'escape: backtick, with blanks and case': (draft) => setEscape(draft, '`', '#ESCAPE =  `'),
  'escape: backslash': (draft) => setEscape(draft, '\\', '# escape=\\'),
  'escape: behind an empty line, which ends the directives': () => '\n# escape=`',
  'escape: behind another directive': (draft) => setEscape(draft, '`', '# check=skip=all\n# escape=`'),
};

function setEscape(draft: Draft, escape: string, line: string): string {
  draft.escape = escape;
  return line;
}

/** The lines on top of a file. Each kind of directive once, or it would be refused. */
export function directives(draft: Draft): string[] {
  const lines: string[] = [];
  if (draft.chance(18)) lines.push(draft.form(syntaxForms));
  // Where the directives have ended, the escape character is the usual one.
  const isOpen = lines.every((line) => /^(?:# syntax=.|#  SYNTAX)/.test(line));
  if (draft.chance(18) && isOpen) lines.push(draft.form(escapeForms));
  else if (draft.chance(10) && isOpen) lines.push(draft.form(checkForms));
  return lines;
}

export const directiveForms: readonly Forms[] = [syntaxForms, checkForms, escapeForms];
