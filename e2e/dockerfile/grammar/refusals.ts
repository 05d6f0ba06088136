import type { Draft, Forms } from './draft.ts';
import type { Parts } from './parts.ts';

/** Instructions that BuildKit refuses wherever they stand, or where the target needs their stage. */
const faultyInstructions: Forms = {
  'refused: unknown instruction': (draft) => draft.pick(['COPPY a b', 'RUNmake', 'make', '<<EOF', '\u00a0', '"RUN" x']),
  'refused: ADD without words': () => 'ADD',
  'refused: ADD with --from': () => 'ADD --from=alpine a b',
  'refused: ADD with a wrong checksum': (draft) => `ADD --checksum=${draft.pick(['x', 'sha256:12'])} https://example.com/x /x`,
  'refused: ADD with a checksum for a folder': () => `ADD --checksum=sha256:${'a'.repeat(64)} a /x`,
  'refused: ARG without a name': (draft) => draft.pick(['ARG', 'ARG =x']),
  'refused: ARG with an open quote': () => 'ARG x="y',
  'refused: COPY with one word': () => 'COPY a',
  'refused: COPY from a URL': () => 'COPY https://example.com/x /x',
  'refused: COPY to a heredoc': () => 'COPY a <<EOF\nEOF',
  'refused: COPY with a wrong mode': (draft) => `COPY --chmod=${draft.pick(['8', '77777', 'u+q', '-1'])} a b`,
  'refused: COPY --from=variable': (draft) => `COPY --from=${draft.pick(['$x', '${TAG}', 'alpine:${TAG:-3}'])} a b`,
  'refused: COPY --from=index of no stage': (draft) => `COPY --from=${draft.pick(['99', '-1', '70000'])} a b`,
  'refused: COPY --from=no reference': (draft) => `COPY --from=${draft.pick(['Alpine', 'a::b', 'x@sha256:12', '-', 'a/b/'])} a b`,
  'refused: ENV without words': () => 'ENV',
  'refused: ENV without a value': () => 'ENV a',
  'refused: ENV with a word that is no pair': () => 'ENV a=b c',
  'refused: ENV without a name': () => 'ENV =b',
  'refused: EXPOSE without words': () => 'EXPOSE',
  'refused: EXPOSE of no port': (draft) => `EXPOSE ${draft.pick(['x', '70000', '80/x', '90-80', '1-2:3-9'])}`,
  'refused: FROM without words': () => 'FROM',
  'refused: FROM with two words': () => 'FROM a b',
  'refused: FROM with a wrong AS': () => 'FROM a IS b',
  'refused: FROM with a wrong name': (draft) => `FROM alpine AS ${draft.pick(['1', '-a', 'a$b', 'a/b', '_'])}`,
  'refused: FROM with a name that no context has': (draft) => `FROM alpine AS ${draft.pick(['a-', 'a..b', 'a.-b', 'a___b'])}`,
  'refused: FROM no reference': (draft) =>
    `FROM ${draft.pick(['Alpine', 'a::b', 'a:', 'x@sha256:12', 'a'.repeat(256), '-a', `a:${'x'.repeat(129)}`])}`,
  'refused: FROM nothing': (draft) => `FROM ${draft.pick(['$EMPTINESS', '""', '${EMPTINESS:+x}'])}`,
  'refused: FROM with a wrong platform': (draft) =>
    `FROM --platform=${draft.pick(['linux/a/b/c', '$NOTHING', 'x', 'linux/amd64,linux/arm64', 'a b/c'])} alpine`,
  'refused: expansion never closed': (draft) => `FROM ${draft.pick(['alpine:${x', '"alpine', "al'pine", 'alpine:${x:-${y}'])}`,
  'refused: expansion without a name': (draft) => `FROM alpine:${draft.pick(['${}', '${:-x}', '${{x}}'])}`,
  'refused: expansion of no known kind': (draft) => `FROM alpine:${draft.pick(['${x!y}', '${x:y}', '${x^}', '${x:=y}', '${x:0:1}'])}`,
  'refused: expansion of what must be set': (draft) =>
    `FROM alpine:${draft.pick(['${NOTHING:?}', '${NOTHING?it is missing}', '${TARGETOSVERSION:?}'])}`,
  'refused: pattern escapes something unusual': (draft) => `FROM alpine:${draft.pick(['${TARGETOS#\\\\l}', '${TARGETOS%x\\\\}'])}`,
  'refused: expansion in a stage': (draft) =>
    draft.pick([
      'WORKDIR /${x',
      'ENV a=${}',
      'LABEL a="${x!y}"',
      'USER ${x',
      'VOLUME ${x',
      'COPY ${x b',
      'EXPOSE ${',
      'STOPSIGNAL ${x',
      'ARG z=${x',
    ]),
  'refused: HEALTHCHECK': (draft) =>
    `HEALTHCHECK ${draft.pick(['', 'x', 'CMD', 'NONE x', '--interval=1 CMD x', '--retries=-1 CMD x', '--timeout=1us CMD x', '--x CMD y', '--interval=1s NONE'])}`,
  'refused: heredoc never closed': (draft) => draft.pick(['RUN <<EOF\nx', 'COPY <<EOF /x\n EOF', 'RUN <<"EOF\nx\nEOF"x']),
  'refused: heredoc that can not be expanded': () => 'COPY <<EOF /x\n${x\nEOF',
  'refused: LABEL': (draft) => draft.pick(['LABEL', 'LABEL a', 'LABEL a=b c']),
  'refused: MAINTAINER': () => 'MAINTAINER',
  'refused: ONBUILD without words': () => 'ONBUILD',
  'refused: ONBUILD of what can not be triggered': (draft) =>
    `ONBUILD ${draft.pick(['FROM alpine', 'MAINTAINER x', 'ONBUILD RUN x', 'onbuild RUN x'])}`,
  'refused: ONBUILD with a flag': () => 'ONBUILD --x RUN y',
  'refused: ONBUILD with a pair that is none': () => 'ONBUILD ENV a',
  'refused: RUN with an unknown flag': (draft) => `RUN ${draft.pick(['--from=alpine x', '--mounts=x y', '--MOUNT=from=a,target=/b x'])}`,
  'refused: flag twice': (draft) =>
    draft.pick([
      'FROM --platform=linux/amd64 --platform=linux/amd64 alpine',
      'RUN --network=none --network=none x',
      'COPY --from=a --from=a b c',
    ]),
  'refused: flag without a value': (draft) => draft.pick(['COPY --chown a b', 'FROM --platform alpine', 'RUN --mount x']),
  'refused: flag neither true nor false': () => 'COPY --link=maybe a b',
  'refused: RUN with a wrong network': () => 'RUN --network=x y',
  'refused: RUN with a wrong security': () => 'RUN --security=x y',
  'refused: RUN with a wrong device': (draft) => `RUN --device=${draft.pick(['a,b', 'name=a,b', 'required=x', ''])} y`,
  'refused: SHELL': (draft) => `SHELL ${draft.pick(['', 'sh', '[]', '["a", 1]'])}`,
  'refused: STOPSIGNAL': (draft) => `STOPSIGNAL ${draft.pick(['', 'SIGX', '0', 'RTMIN+99'])}`,
  'refused: USER': () => 'USER',
  'refused: VOLUME': (draft) => `VOLUME ${draft.pick(['', '[""]', '[]'])}`,
  'refused: WORKDIR': () => 'WORKDIR',
  'refused: text behind JSON flags': () => 'COPY ["a", 1] --x',
  'refused: mount of an unknown type': () => 'RUN --mount=type=volume,target=/x y',
  'refused: mount with an unknown key': () => 'RUN --mount=type=bind,form=alpine,target=/x y',
  'refused: mount key without a value': (draft) => `RUN --mount=type=bind,${draft.pick(['from', 'target', 'x', 'source'])} y`,
  'refused: mount with a wrong value': (draft) =>
    `RUN --mount=${draft.pick(['ro=x', 'type=cache,mode=8', 'type=cache,uid=-1', 'type=cache,sharing=x', 'type=tmpfs,size=x', 'type=secret,id=x,required=y'])},target=/x y`,
  'refused: mount key for another type': (draft) =>
    `RUN --mount=${draft.pick(['type=bind,size=1', 'type=bind,required', 'uid=1', 'sharing=locked', 'type=tmpfs,mode=1'])},target=/x y`,
  'refused: secret from an image': () => 'RUN --mount=type=secret,id=x,from=alpine y',
  'refused: secret without a name': () => 'RUN --mount=type=secret y',
  'refused: secret with two names': () => 'RUN --mount=type=secret,id=x,src=y z',
  'refused: ssh with a source': () => 'RUN --mount=type=ssh,source=x y',
  'refused: mount in place of the root': (draft) => `RUN --mount=${draft.pick(['target=/', 'type=cache,target=/', 'type=tmpfs,dst=/'])} x`,
  'refused: mount that is no CSV': (draft) => `RUN --mount=type=bind,${draft.pick([`'"from"=a'`, `from=a\\"b`])} x`,
  'refused: mount from a variable': (draft) => `RUN --mount=from=${draft.pick(['$x', '${TAG}', 'alpine:$TAG'])},target=/x y`,
  'refused: mount from no reference': (draft) => `RUN --mount=from=${draft.pick(['Alpine', 'a::b', ' a'])},target=/x y`,
};

type Fault = (parts: Parts, draft: Draft) => void;

/** What is wrong with a file as a whole, or with what a build is told beside it. */
const faultyFiles: Readonly<Record<string, Fault>> = {
  'refused: empty file': (parts) => Object.assign(parts, { head: [], globals: [], stages: [] }),
  'refused: no FROM': (parts) => Object.assign(parts, { stages: [] }),
  'refused: instruction in front of FROM': ({ globals }, draft) => globals.push(draft.pick(['RUN x', 'ENV a=b', 'COPY a b'])),
  'refused: syntax error in front of FROM': ({ globals }, draft) => globals.push(draft.pick(['ARG', 'ARG x=${', "ARG x='y"])),
  'refused: argument in front of FROM that must be set': ({ globals }) => globals.push('ARG z=${NOTHING:?it is missing}'),
  'refused: escape directive': ({ head }, draft) => head.unshift(`# escape=${draft.pick(['x', '\\\\', '``', '/'])}`),
  'refused: directive twice': ({ head }) => head.unshift('# check=skip=all', '# check=skip=all'),
  'refused: check directive': ({ head }, draft) => head.unshift(`# check=${draft.pick(['all', 'x=y', 'error=maybe', ';'])}`),
  'refused: syntax that is no reference': ({ head }, draft) => head.unshift(`# syntax=${draft.pick(['Docker/dockerfile', 'a::b', '-'])}`),
  'refused: JSON with a syntax': (parts) => Object.assign(parts, { head: ['{"syntax": "acme/frontend:2"}'], globals: [], stages: [] }),
  'refused: line that is too long': ({ stages }) => stages.at(-1)?.push(`RUN ${'x'.repeat(65_536)}`),
  'refused: unknown target': (parts, draft) => Object.assign(parts, { target: draft.pick(['nothing', 'buidl', 'stage-0']) }),
  'refused: target by number': (parts, draft) => Object.assign(parts, { target: String(draft.int(0, 2)) }),
  'refused: context without a usable name': ({ contexts }) => (contexts['Not Good'] = 'docker-image://alpine'),
  'refused: context that is no reference': ({ contexts, stages }) => {
    contexts['wrong'] = 'docker-image://A::b';
    stages.at(-1)?.push('COPY --from=wrong a b');
  },
  'refused: stage behind': ({ stages }) => {
    stages.at(-1)?.push('COPY --from=later a b');
    stages.push(['FROM busybox AS later', 'RUN x'], ['FROM scratch', 'COPY --from=later a b', `COPY --from=${stages.length - 1} a b`]);
  },
  'refused: stages in a circle': ({ stages }) => {
    stages.unshift(['FROM alpine AS one', 'COPY --from=two a b'], ['FROM alpine AS two', 'RUN --mount=from=one,target=/m x']);
  },
  'refused: stage from itself': ({ stages }) => stages.push(['FROM alpine AS itself', 'COPY --from=itself a b']),
  'refused: no reference in a stage that nobody needs': ({ stages }) => stages.unshift(['FROM Alpine AS unneeded']),
  'refused: fault in a stage that nobody needs': ({ stages }) => stages.unshift(['FROM alpine AS unneeded', 'COPY a']),
  'refused: trigger of the base': ({ stages, onBuild }, draft) => {
    onBuild['tools.example.com/bad:1'] = [
      draft.pick([
        'FROM alpine',
        'ONBUILD RUN x',
        'BAD x',
        'COPY --from=$x a b',
        'COPY a',
        'RUN <<EOF',
        'COPY --from=A::b c d',
        'RUN x\nRUN y',
        '',
      ]),
    ];
    stages.at(-1)?.splice(0, 1, 'FROM tools.example.com/bad:1');
  },
};

/** Makes something wrong, of one kind. */
export function addFault(draft: Draft, parts: Parts): void {
  if (draft.chance(70)) {
    const stage = parts.stages.at(-1);
    stage?.splice(draft.int(1, stage.length), 0, draft.form(faultyInstructions));
    return;
  }
  const kind = draft.pick(Object.keys(faultyFiles));
  draft.note(kind);
  faultyFiles[kind]?.(parts, draft);
}

export const refusalKinds: readonly string[] = [...Object.keys(faultyInstructions), ...Object.keys(faultyFiles)];
