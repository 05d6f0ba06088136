import { wrongStageValue } from '../compare.ts';
import type { Draft, Forms } from './draft.ts';
import { copyForms, heredocForms, mountForms, onbuildForms, runForms } from './sources.ts';
import { tags } from './words.ts';

const plainForms: Forms = {
  ARG: (draft) => `ARG ${draft.pick(['TAG', 'VARIANT', 'local'])}${draft.pick(['', '=other', '="a b"', '=$TAG'])}`,
  ADD: (draft) => `ADD ${draft.pick(['a b', '--chown=1 a b', '--keep-git-dir=true https://github.com/a/b.git /x', '["a", "b"]'])}`,
  CMD: (draft) => `CMD ${draft.pick(['x', '["x"]', '', '[]', '["x", y]'])}`,
  COPY: (draft) => `COPY ${draft.pick(['a b', '--chmod=u+x a b', '["a", "b"]', '--parents=false a b', 'https a b'])}`,
  ENTRYPOINT: (draft) => `ENTRYPOINT ${draft.pick(['x', '["x", "y"]'])}`,
  ENV: (draft) => `ENV ${draft.pick(['a=b c=d', 'a b c', `a=${draft.escape}"x y`, 'a="x y"', "TAG='changed'", 'a=$b'])}`,
  EXPOSE: (draft) => `EXPOSE ${draft.pick(['80', '80/tcp 53/udp', '8000-8010', '1:2', '127.0.0.1:80:80', '${PORT:-80}'])}`,
  HEALTHCHECK: (draft) =>
    `HEALTHCHECK ${draft.pick(['NONE', 'CMD x', '--interval=1m30s --retries=3 CMD ["x"]', '--timeout=0 --start-period=2s --start-interval=1ms cmd x'])}`,
  LABEL: (draft) => `LABEL ${draft.pick(['a=b', '"a b"="c d"', 'a b c', 'a=1 b=2'])}`,
  MAINTAINER: () => 'MAINTAINER somebody',
  'RUN in a shell': (draft) => `RUN ${draft.pick(['make', '', 'echo "${x"', "echo 'a", 'a --mount=from=b', '["x"', '--'])}`,
  SHELL: () => 'SHELL ["/bin/bash", "-c"]',
  STOPSIGNAL: (draft) => `STOPSIGNAL ${draft.pick(['SIGTERM', '9', 'quit', 'RTMIN+3', '${SIGNAL:-SIGQUIT}'])}`,
  USER: (draft) => `USER ${draft.pick(['nobody', '1:1', '$USER'])}`,
  VOLUME: (draft) => `VOLUME ${draft.pick(['/a', '["/a", "/b"]', '/a /b'])}`,
  WORKDIR: (draft) => `WORKDIR ${draft.pick(['/a', 'b', '$HOME/x', '"/a b"'])}`,
  'stage: words with expansions': (draft) => `WORKDIR /${draft.pick(['${a:-b}', '${a#b}', '$b', '${TAG:-$(x)}', "'$x'"])}`,
  'stage: variable that holds a wrong value': (draft) =>
    draft.pick([
      `ENV P=${wrongStageValue}\nSTOPSIGNAL $P`,
      `ENV P=${wrongStageValue}\nEXPOSE $P`,
      `ENV P=${wrongStageValue}\nRUN --mount=type=$P,target=/m x`,
      `ARG P=${wrongStageValue}\nSTOPSIGNAL "$P"`,
    ]),
  'stage: path on another drive': (draft) => draft.pick(['WORKDIR d:/x', 'COPY a d:/x', 'ADD d:/a b', 'COPY a //host/x']),
  'stage: ARG in place of one in front of FROM': (draft) => `ARG ${draft.pick(['TAG', 'VARIANT', 'V', 'OTHER'])}=${draft.pick(tags)}`,
};

/** Anything that may follow FROM and that BuildKit takes, or takes most of the time. */
export function instruction(draft: Draft): string {
  const turn = draft.int(1, 100);
  if (turn <= 28) return draft.form(copyForms);
  if (turn <= 54) return draft.form(runForms);
  if (turn <= 66) return draft.form(heredocForms);
  if (turn <= 76) return draft.form(onbuildForms);
  return draft.form(plainForms);
}

export const instructionForms: readonly Forms[] = [copyForms, runForms, mountForms, heredocForms, onbuildForms, plainForms];
