import { testRule } from '../rule-tests.fixture.ts';
import { noBuiltText } from './no-built-text.ts';

const file = 'packages/store/src/git/a.ts';

testRule('no-built-text', noBuiltText, [
  { story: 'a value with a name', file, code: 'spawn(git, [...options, refspec]);' },
  { story: 'a constant text', file, code: 'fetch(`https://example.com/`);' },
  { story: 'a text for people', file, code: 'throw new Error(`no ${thing}`);' },
  { story: 'a test glues its own texts', file: 'packages/store/src/git/a.test.ts', code: 'new URL(`../${name}`, import.meta.url);' },

  { story: 'a program', file, code: 'spawn(`/opt/${name}`, []);', says: /inside `spawn\(…\)`/ },
  { story: 'an argument', file, code: 'execFile("git", ["fetch", `--upload-pack=${program}`]);', says: /inside `execFile\(…\)`/ },
  { story: 'an address', file, code: 'fetch(`https://${host}/v2/`);', says: /inside `fetch\(…\)`: data could become another command or another host/ },
  { story: 'an address by plus', file, code: 'fetch("https://" + host);', says: /inside `fetch/ },
  { story: 'a parsed address', file, code: 'new URL(`https://api.github.com/repos/${repo}`);', says: /inside `new URL/ },
]);
