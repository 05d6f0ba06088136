import { analyze, canonicalText, type Analyzer, type OurAnswer } from './ours.ts';
import type { Question } from './question.ts';

/** Analyzers with one mistake each, of kinds that real programs make. The comparison has to catch all of them. */
export const brokenAnalyzers: Readonly<Record<string, Analyzer>> = {
  'takes stages that the target does not need': (question) => unite(question, stageTargets(question)),
  'takes COPY --from=0 for an image': (question) => {
    const answer = analyze(question);
    return /^copy --from=0 /im.test(question.text) ? withPull(answer, 'docker.io/library/0:latest') : answer;
  },
  'takes a number in a mount for a stage': (question) => rewrite(question, /(--mount=\S*from=)[0-3](?=,)/g, '$1scratch'),
  'ignores the escape directive': (question) => rewrite(question, /^# ?escape *=.*$/im, '# hello'),
  'does not know ${x:-y}': (question) => rewrite(question, /\$\{(\w+):-[^{}]*\}/g, '${$1}'),
  'does not know ${x:+y}': (question) => rewrite(question, /\$\{(\w+):\+[^{}]*\}/g, ''),
  'takes # and ## for the same': (question) => rewrite(question, /\$\{(\w+)##/g, '${$1#'),
  'forgets all mounts but the first': (question) => rewrite(question, /(RUN --mount=\S+)(?: --mount=\S+)+/g, '$1'),
  'forgets mounts': (question) => rewrite(question, /^RUN (?:--mount=\S+ )+/gm, 'RUN '),
  'takes an image for the stage of the same name': (question) => withoutPulls(question, namesakes(question.text)),
  'finds no stage in another case': (question) => rewrite(question, /(--from=|from=)([A-Z][A-Z0-9._-]*)(?= |,)/g, '$1no-$2'.toLowerCase()),
  'ignores ONBUILD of bases': (question) => analyze({ ...question, onBuild: {} }),
  'ignores ONBUILD of stages': (question) => rewrite(question, /^ONBUILD .*$/gm, ''),
  'ignores named contexts': (question) => analyze({ ...question, contexts: {} }),
  'ignores build arguments': (question) => analyze({ ...question, buildArgs: {} }),
  'builds for the first platform alone': (question) =>
    analyze({ ...question, ...(question.platforms === undefined ? {} : { platforms: question.platforms.slice(0, 1) }) }),
  'ignores --platform': (question) => rewrite(question, /--platform=\S+ /g, ''),
  'ignores the build platform': (question) => analyze({ ...question, buildPlatform: 'linux/amd64' }),
  'ignores the frontend': (question) => rewrite(question, /^(?:#|\/\/) *syntax *=/im, '# none:'),
  'reads heredocs as instructions': (question) => rewrite(question, /<<-?"?\w+"?/g, 'x'),
  'stops at a comment within a continued line': (question) => rewrite(question, /([\\`])[ \t]*\r?\n[ \t]*#.*$/gm, ''),
  'keeps the byte order mark': (question) => rewrite(question, /^\uFEFF/, 'x'),
  'lets ARG of a stage count in FROM': (question) => analyze({ ...question, text: hoist(question.text) }),
  'refuses nothing at the end of a line': (question) => rewrite(question, /^(?:COPY a|ENV a|VOLUME \[""\])$/gm, 'USER a'),
};

function rewrite(question: Question, pattern: RegExp, replacement: string): OurAnswer {
  return analyze({ ...question, text: question.text.replace(pattern, replacement) });
}

function stageTargets({ text }: Question): string[] {
  return [...text.matchAll(/ as ([a-z][\w.-]*)/gi)].flatMap(([, name]) => name ?? []);
}

function unite(question: Question, targets: readonly string[]): OurAnswer {
  let united = analyze(question);
  for (const target of targets) {
    const { answer } = analyze({ ...question, target });
    for (const pull of answer.ok ? answer.pulls : []) united = withPull(united, pull);
  }
  return united;
}

function withPull(ours: OurAnswer, pull: string): OurAnswer {
  const { answer } = ours;
  return answer.ok ? { ...ours, answer: { ...answer, pulls: [...new Set([...answer.pulls, pull])] } } : ours;
}

function withoutPulls(question: Question, names: readonly string[]): OurAnswer {
  const ours = analyze(question);
  const images = new Set(names.map(canonicalText));
  const { answer } = ours;
  return answer.ok ? { ...ours, answer: { ...answer, pulls: answer.pulls.filter((pull) => !images.has(pull)) } } : ours;
}

function namesakes(text: string): string[] {
  return [...text.matchAll(/^from (?:--\S+ )?(\S+) as (\S+)/gim)].flatMap(([, base = '', name = '']) =>
    base === name.toLowerCase() ? [base] : [],
  );
}

function hoist(text: string): string {
  const args = text.match(/^[ \t]*ARG \w+=[\w."-]+(?=[ \t\r]*$)/gm) ?? [];
  return text.replace(/^(?=[ \t]*FROM\s)/im, `${args.join('\n')}\n`);
}
