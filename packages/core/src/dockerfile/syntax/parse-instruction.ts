import { fail, ok, show, suggest, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { plainWords, trimSpace, trimSpaceStart } from '../words/whitespace.ts';
import { splitCommand } from './command.ts';
import type { Statement } from './document.ts';
import { noFlags, readFlags } from './flags.ts';
import type { Instruction, WordsInstruction } from './instruction.ts';
import { jsonWords } from './json-words.ts';
import { parseDeclarations, parsePairs } from './key-values.ts';
import { listWords, parseCopy } from './parse-copy.ts';
import { parseFrom } from './parse-from.ts';
import { checkHealthcheck } from './parse-healthcheck.ts';
import { parseRun } from './parse-run.ts';
import { lowerCase } from '../words/lower-case.ts';

type Parsed = Result<Instruction, Complaint>;
type Parser = (statement: Statement, escape: string) => Parsed;

/** Every instruction that BuildKit knows, by its keyword in lower case. */
const parsers: Readonly<Record<string, Parser>> = {
  add: (statement) => parseCopy('add', statement),
  arg: parseArg,
  cmd: parseExec,
  copy: (statement) => parseCopy('copy', statement),
  entrypoint: parseExec,
  env: parseEnv,
  expose: parseExpose,
  from: parseFrom,
  healthcheck: parseHealthcheck,
  label: parseEnv,
  maintainer: parseText,
  onbuild: parseOnbuild,
  run: parseRun,
  shell: parseShell,
  stopsignal: parseStopsignal,
  user: parseText,
  volume: parseVolume,
  workdir: parseText,
};

const keywords = Object.keys(parsers).map((keyword) => keyword.toUpperCase());

/** What a statement says, or why BuildKit's parser would refuse it. */
export function parseInstruction(statement: Statement, escape: string): Parsed {
  const keyword = lowerCase(statement.keyword);
  const parser = Object.hasOwn(parsers, keyword) ? parsers[keyword] : undefined;
  return parser === undefined ? fail(unknownInstruction(statement.keyword)) : parser(statement, escape);
}

function unknownInstruction(keyword: string): Complaint {
  const meant = suggest(keyword, keywords);
  const hint = meant === undefined ? 'A line that continues the one before needs a `\\` at the end of that one.' : `Did you mean ${meant}?`;
  return complain(`${show(keyword, 40)} is no instruction of a Dockerfile.`, { hint, words: keyword });
}

/** Flags come last here: BuildKit tells of missing arguments first. */
function withoutFlags(statement: Statement, instruction: Instruction): Parsed {
  const flags = readFlags(statement.flags, noFlags);
  return flags.ok ? ok(instruction) : flags;
}

function words(statement: Statement, list: readonly string[]): WordsInstruction {
  return { kind: 'words', line: statement.line, words: list };
}

function parseArg(statement: Statement, escape: string): Parsed {
  const args = parseDeclarations(statement.rest, escape);
  return args.ok ? ok({ kind: 'arg', line: statement.line, args: args.value }) : args;
}

function parseEnv(statement: Statement, escape: string): Parsed {
  const keyword = statement.keyword.toUpperCase();
  const pairs = parsePairs(keyword, statement.rest, escape);
  if (!pairs.ok) return pairs;
  const blank = pairs.value.find((name, index) => index % 2 === 0 && name === '');
  if (blank !== undefined) return fail(complain(`${keyword} needs a name in front of every \`=\`.`));
  return withoutFlags(statement, words(statement, pairs.value));
}

function parseText(statement: Statement): Parsed {
  const { keyword, rest, line } = statement;
  if (rest === '') return fail(complain(`${keyword.toUpperCase()} needs an argument.`));
  return withoutFlags(statement, lowerCase(keyword) === 'maintainer' ? { kind: 'other', line } : words(statement, [rest]));
}

function parseStopsignal({ rest, line }: Statement): Parsed {
  return rest === '' ? fail(complain('STOPSIGNAL needs a signal.')) : ok({ kind: 'stopsignal', line, signal: rest });
}

function parseExpose(statement: Statement): Parsed {
  const ports = plainWords(statement.rest);
  if (ports.length === 0) return fail(complain('EXPOSE needs at least one port.'));
  return withoutFlags(statement, { kind: 'expose', line: statement.line, ports });
}

function parseVolume(statement: Statement): Parsed {
  const list = listWords(statement.rest);
  if (!list.ok) return list;
  if (list.value.length === 0) return fail(complain('VOLUME needs at least one path.'));
  if (list.value.some((path) => trimSpace(path) === '')) return fail(complain('A path of VOLUME is empty.'));
  return withoutFlags(statement, words(statement, list.value.map(trimSpace)));
}

function parseExec(statement: Statement): Parsed {
  const json = jsonWords(statement.rest);
  return json.ok ? withoutFlags(statement, { kind: 'other', line: statement.line }) : json;
}

function parseShell(statement: Statement): Parsed {
  const json = jsonWords(statement.rest);
  if (!json.ok) return json;
  if (json.value === undefined || json.value.length === 0) {
    return fail(complain('SHELL needs a JSON array of words.', { hint: 'For example `SHELL ["/bin/bash", "-c"]`.' }));
  }
  return withoutFlags(statement, { kind: 'other', line: statement.line });
}

function parseHealthcheck({ flags, rest, line }: Statement): Parsed {
  const complaint = checkHealthcheck(flags, rest);
  return complaint === undefined ? ok({ kind: 'other', line }) : fail(complaint);
}

/** Only the keyword behind ONBUILD and what the lexer needs are judged now, the rest where the trigger fires. */
function parseOnbuild(statement: Statement, escape: string): Parsed {
  const { rest, line, text, heredocs } = statement;
  if (rest === '') return fail(complain('ONBUILD needs an instruction.'));
  const inner = splitCommand(rest, escape);
  const keyword = inner.keyword.toUpperCase();
  if (keyword === 'ONBUILD') return fail(complain('ONBUILD can not trigger another ONBUILD.'));
  if (keyword === 'FROM' || keyword === 'MAINTAINER') return fail(complain(`ONBUILD can not trigger ${keyword}.`));
  const complaint = lexTrigger(lowerCase(keyword), inner.rest, escape);
  if (complaint !== undefined) return fail(complaint);
  const instruction = trimSpaceStart(trimSpaceStart(text).slice('onbuild'.length));
  const trigger = [instruction, ...heredocs.map(({ content, name }) => `\n${content}${name}`)].join('');
  return withoutFlags(statement, { kind: 'onbuild', line, trigger });
}

function lexTrigger(keyword: string, rest: string, escape: string): Complaint | undefined {
  if (keyword === 'env' || keyword === 'label') {
    const isEmpty = rest === '';
    const pairs = isEmpty ? undefined : parsePairs(keyword.toUpperCase(), rest, escape);
    return pairs?.ok === false ? pairs.error : undefined;
  }
  const json = /^(?:add|cmd|copy|entrypoint|run|shell|volume)$/.test(keyword) ? jsonWords(rest) : undefined;
  return json?.ok === false ? json.error : undefined;
}
