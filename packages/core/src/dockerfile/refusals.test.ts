import { describe, expect, it } from 'vitest';
import { analyzeDockerfile } from './analyze.ts';
import { limits } from './limits.ts';
import { parsePlatform } from './platform.ts';
import type { BuildOptions } from './types.ts';

function analyze(text: string, options: Omit<BuildOptions, 'file'> = {}) {
  return analyzeDockerfile(text, { file: 'Dockerfile', ...options });
}

interface Refusal {
  readonly text: string;
  readonly message: RegExp;
  readonly hint?: RegExp;
  /** 2 unless given: most rows stand behind `FROM a`. */
  readonly line?: number;
}

function itRefuses(rows: readonly Refusal[]): void {
  it.each(rows)('$text', ({ text, message, hint = /^/, line = 2 }) => {
    const { value, problems } = analyze(text);
    const [problem] = problems;
    expect(value).toMatchObject({ refused: true, images: [], unknown: [] });
    expect(problem?.severity).toBe('error');
    expect(problem?.message).toMatch(message);
    expect(problem?.hint ?? '').toMatch(hint);
    expect(problem?.source).toMatchObject({ file: 'Dockerfile', range: { start: { line } } });
  });
}

describe('refused as a file', () => {
  itRefuses([
    { text: '', message: /is empty/, line: 1 },
    { text: '# only a comment', message: /no FROM/, line: 1 },
    { text: 'ARG A=1', message: /no FROM/, line: 1 },
    { text: 'RUN x\nFROM a', message: /Only ARG may stand in front/, line: 1 },
    { text: '# escape=x\nFROM a', message: /backslash or a backtick/, line: 1 },
    { text: '# escape=`\n# escape=`\nFROM a', message: /given twice/ },
    { text: '# check=sikp=all\nFROM a', message: /no option `sikp=all`/, line: 1 },
    { text: '# check=error=maybe\nFROM a', message: /no option/, line: 1 },
    { text: 'FROM a\nRUN <<EOF\nx', message: /`EOF` is never closed/ },
    { text: 'FROM a\nRNU x', message: /`RNU` is no instruction/, hint: /Did you mean RUN\?/ },
    { text: 'FROM a\nRUN a &&\n  apt-get b', message: /`apt-get` is no instruction/, hint: /continues/, line: 3 },
    { text: '\\\n\\\n', message: /`` is no instruction/, line: 1 },
  ]);
});

describe('refused FROM', () => {
  itRefuses([
    { text: 'FROM', message: /FROM takes one image/, line: 1 },
    { text: 'FROM a b', message: /FROM takes one image/, line: 1 },
    { text: 'FROM a AS', message: /FROM takes one image/, line: 1 },
    { text: 'FROM a AS b c', message: /FROM takes one image/, line: 1 },
    { text: 'FROM a AS 1', message: /`1` is no name for a stage/, line: 1 },
    { text: 'FROM a AS b-', message: /named context `b-`/, line: 1 },
    { text: 'FROM a//b', message: /not an image reference/, line: 1 },
    { text: 'FROM Foo', message: /not an image reference/, line: 1 },
    { text: 'FROM a AS Foo\nFROM Foo', message: /`Foo` is not an image reference/ },
    { text: 'ARG V=:1\nFROM a:$V', message: /`a::1` \(from `a:\$V`\) is not an image reference/ },
    { text: 'FROM $NOTHING', message: /is empty once its variables are expanded/, line: 1 },
    { text: 'FROM ${A', message: /can not be expanded/, line: 1 },
    { text: 'FROM --platform=bogus a', message: /platform `bogus`/, line: 1 },
    { text: 'FROM --platform=$NOTHING a', message: /platform `\$NOTHING`, which comes to ``/, line: 1 },
    { text: 'FROM --plaftorm=x a', message: /no flag `--plaftorm`/, hint: /Did you mean `--platform`/, line: 1 },
    { text: 'FROM a AS unused\nFROM b//c AS unused2\nFROM d', message: /not an image reference/ },
    { text: 'ARG =x\nFROM a', message: /ARG needs a name/, line: 1 },
    { text: 'ARG\nFROM a', message: /ARG needs at least one name/, line: 1 },
    { text: 'ARG A=${B:z}\nFROM a', message: /can not be expanded/, line: 1 },
    { text: 'ARG A=1\nARG B=${UNDECLARED:?}\nFROM a', message: /`UNDECLARED` is not allowed to be unset/ },
  ]);
});

describe('refused COPY and ADD', () => {
  itRefuses([
    { text: 'FROM a\nCOPY x', message: /needs at least one source/ },
    { text: 'FROM a\nCOPY [1, "x"]', message: /something other than strings/ },
    { text: 'FROM a\nCOPY --from=1 x y', message: /There is no stage `1`/ },
    { text: 'FROM a\nCOPY --from=-1 x y', message: /There is no stage `-1`/ },
    { text: 'FROM a AS x\nCOPY --from=x y z', message: /takes files from itself/ },
    { text: 'FROM a\nCOPY --from=0 y z', message: /takes files from itself/ },
    { text: 'FROM a AS x\nCOPY --from=y b c\nFROM a AS y\nCOPY --from=x b c', message: /takes files from itself/, line: 4 },
    { text: 'FROM a AS x\nCOPY --from=y b c\nFROM x AS y', message: /`y` stands behind/, line: 2 },
    { text: 'FROM a\nCOPY --from=$X y z', message: /can not hold variables/ },
    { text: 'FROM a\nCOPY --from=a//b y z', message: /not an image reference/ },
    { text: 'FROM a\nCOPY --from=x --from=y a b', message: /given twice/ },
    { text: 'FROM a\nCOPY --from a b', message: /has no value/ },
    { text: 'FROM a\nCOPY --link=maybe a b', message: /true or false/ },
    { text: 'FROM a\nADD --from=x a b', message: /no flag `--from`/ },
    { text: 'FROM a\nCOPY a <<EOF\nEOF', message: /can not write to a heredoc/ },
    { text: 'FROM a\nCOPY https://example.com/x /y', message: /can not take files from a URL/ },
    { text: 'FROM a\nCOPY --chmod=999 x y', message: /`999` is no file mode/ },
    { text: 'FROM a\nADD --checksum=sha256:x https://example.com/x /y', message: /`sha256:x` is no digest/ },
    { text: 'FROM a\nADD --checksum=x y z', message: /needs a URL/ },
    { text: 'FROM a\nCOPY "x y', message: /can not be expanded: a double quote is never closed/ },
    { text: 'FROM a\nCOPY <<EOF /x\n${\nEOF', message: /heredoc can not be expanded/ },
  ]);
});

describe('refused RUN', () => {
  itRefuses([
    { text: 'FROM a\nRUN --mount= x', message: /no list of comma-separated fields/ },
    { text: 'FROM a\nRUN --mount=\\"from=b\\"c,target=/x y', message: /no list of comma-separated fields/ },
    { text: 'FROM a\nRUN --mount=from=$X,target=/x y', message: /`from` of a mount can not hold a variable/ },
    { text: 'FROM a\nRUN --mount=type=bnid,target=/x y', message: /no type `bnid`/, hint: /Did you mean `bind`/ },
    { text: 'FROM a\nRUN --mount=tagret=/x y', message: /no key `tagret`/, hint: /Did you mean `target`/ },
    { text: 'FROM a\nRUN --mount=type=secret,id=x,from=b y', message: /not taken from an image/ },
    { text: 'FROM a\nRUN --mount=type=secret y', message: /needs an `id`/ },
    { text: 'FROM a\nRUN --mount=type=bind,target=/ y', message: /place of the root/ },
    { text: 'FROM a\nRUN --mount=type=bind,target=/x,uid=1 y', message: /no mode and no owner/ },
    { text: 'FROM a\nRUN --mount=type=bind,target=/x,required y', message: /no `required`/ },
    { text: 'FROM a\nRUN --mount=type=cache,target=/x,sharing=x y', message: /no value for `sharing`/ },
    { text: 'FROM a\nRUN --mount=type=bind,target=/x,sharing=locked y', message: /for mounts of type cache/ },
    { text: 'FROM a\nRUN --mount=from=y,target=/x z\nFROM b AS y\nFROM a AS w\nRUN --mount=from=w,target=/x z', message: /takes files from itself/, line: 5 },
    { text: 'FROM a\nRUN --network=web x', message: /one of default, none, host/ },
    { text: 'FROM a\nRUN --security=none x', message: /one of sandbox, insecure/ },
    { text: 'FROM a\nRUN --device=a,b x', message: /does not name one device/ },
    { text: 'FROM a\nRUN [1]', message: /something other than strings/ },
  ]);
});

describe('refused other instructions', () => {
  itRefuses([
    { text: 'FROM a\nENV A', message: /ENV needs a name and a value/ },
    { text: 'FROM a\nENV A=1 B', message: /`B` is not of the form/ },
    { text: 'FROM a\nENV =1', message: /needs a name in front/ },
    { text: "FROM a\nENV A='1", message: /single quote is never closed/ },
    { text: 'FROM a\nLABEL', message: /LABEL needs at least one/ },
    { text: 'FROM a\nEXPOSE', message: /at least one port/ },
    { text: 'FROM a\nEXPOSE web', message: /`web` is no port/ },
    { text: 'FROM a\nEXPOSE 80/http', message: /is no port/ },
    { text: 'FROM a\nSTOPSIGNAL SIGSTOPPED', message: /is no signal/ },
    { text: 'FROM a\nWORKDIR', message: /WORKDIR needs an argument/ },
    { text: 'FROM a\nUSER --x y', message: /no flag `--x`/, hint: /takes no flags/ },
    { text: 'FROM a\nVOLUME [""]', message: /path of VOLUME is empty/ },
    { text: 'FROM a\nSHELL sh', message: /SHELL needs a JSON array/ },
    { text: 'FROM a\nCMD [1]', message: /something other than strings/ },
    { text: 'FROM a\nHEALTHCHECK x', message: /knows CMD and NONE/ },
    { text: 'FROM a\nHEALTHCHECK --interval=5 CMD x', message: /`5` is no value for `--interval`/ },
    { text: 'FROM a\nHEALTHCHECK CMD', message: /needs a command/ },
    { text: 'FROM a\nONBUILD', message: /ONBUILD needs an instruction/ },
    { text: 'FROM a\nONBUILD FROM b', message: /can not trigger FROM/ },
    { text: 'FROM a\nONBUILD ONBUILD RUN x', message: /another ONBUILD/ },
    { text: 'FROM a\nONBUILD ENV A', message: /needs a name and a value/ },
  ]);
});

describe('not refused', () => {
  it.each([
    "FROM a AS x\nENV A='1\nFROM b",
    'FROM a AS x\nRUN --mount=type=nonsense y\nFROM b',
    'FROM a\nHEALTHCHECK --interval=1m30s --retries=3 CMD x',
    'FROM a\nHEALTHCHECK NONE',
    'FROM a\nEXPOSE 80 443/tcp 8000-8010/udp $PORT',
    'FROM a\nSTOPSIGNAL RTMIN+3',
    'FROM a\nCOPY --chmod=u=rwX,go=rX --exclude=x --exclude=y a b',
    'FROM a\nRUN --mount=type=cache,target=/x,sharing=locked,uid=1000,mode=0755 y',
    'FROM a\nRUN --mount=type=$KIND,target=$WHERE y',
    'FROM a\nRUN --device=vendor.com/device=all,required x',
    'FROM a\nRUN [ "$X" = 1 ]',
    'FROM a\nSHELL ["/bin/sh"]\nCMD []\nENTRYPOINT x',
    'FROM a\nONBUILD NONSENSE',
    'FROM a\nMAINTAINER me\nVOLUME /a /b\nADD --checksum=abc git@example.com:a/b.git /x',
  ])('%s', (text) => {
    expect(analyze(text)).toMatchObject({ value: { refused: false }, problems: [] });
  });
});

describe('several problems', () => {
  it('tells every instruction that is wrong, by line', () => {
    const { problems } = analyze('FORM a\nFROM b\nCOPY x\nRUNN y');
    expect(problems.map(({ source }) => source?.range?.start.line)).toEqual([1, 3, 4]);
  });

  it('points at the words that are meant', () => {
    const { problems } = analyze('FROM b\nRUN --network=web x');
    expect(problems[0]?.source?.range).toEqual({ start: { line: 2, column: 15 }, end: { line: 2, column: 18 } });
  });

  it('ends after many', () => {
    const { problems } = analyze(`FROM a\n${'x\n'.repeat(500)}`);
    expect(problems).toHaveLength(limits.problems + 1);
    expect(problems.at(-1)?.message).toBe('From here on, more is invalid.');
  });
});

describe('limits', () => {
  it.each([
    { story: 'a secret without a place on Windows', text: 'FROM a\nRUN --mount=type=secret,id=x y', isRefused: true },
    { story: 'a place that is no absolute path of Windows', text: 'FROM a\nRUN --mount=type=secret,id=x,target=d:/y z', isRefused: true },
    { story: 'a place', text: 'FROM a\nRUN --mount=type=secret,id=x,target=C:/y z', isRefused: false },
    { story: 'a variable instead of a place', text: 'FROM a\nRUN --mount=type=secret,id=x,env=X z', isRefused: false },
    { story: 'a stage that runs elsewhere', text: 'FROM --platform=linux/amd64 a\nRUN --mount=type=secret,id=x y', isRefused: false },
    { story: 'a stage from one that runs on Windows', text: 'FROM a AS b\nFROM --platform=linux/amd64 b\nRUN --mount=type=secret,id=x y', isRefused: true },
    { story: 'a base of nothing, which has no platform', text: 'FROM --platform=linux/amd64 scratch\nRUN --mount=type=secret,id=x y', isRefused: true },
  ])('knows where secrets need a place: $story', ({ text, isRefused }) => {
    const platform = parsePlatform('windows/amd64');
    expect(analyze(text, { platforms: platform === undefined ? [] : [platform] }).value.refused).toBe(isRefused);
  });

  it.each([
    { story: 'a file of more than 1 MiB', text: `FROM a\n${'#'.repeat(100)}\n`.repeat(11_000) },
    { story: 'a line of more than 65,535 bytes', text: `FROM a\nRUN ${'x'.repeat(65_532)}` },
    { story: 'more than 10,000 instructions', text: `FROM a\n${'RUN x\n'.repeat(10_000)}` },
    { story: 'more than 500 stages', text: 'FROM a\n'.repeat(501) },
  ])('refuses $story', ({ text }) => {
    const { value, problems } = analyze(text);
    expect(value.refused).toBe(true);
    expect(problems.map(({ code }) => code)).toContain('dockerfile/too-large');
  });

  it('takes a file at all its limits', () => {
    const stages = Array.from({ length: 500 }, (_, index) => `FROM ${index === 0 ? 'a' : `s${index - 1}`} AS s${index}\n`).join('');
    const text = `${stages}${'RUN x\n'.repeat(9_500)}`;
    expect(analyze(text).value.images).toMatchObject([{ use: 'final-base', line: 1 }]);
  });
});
