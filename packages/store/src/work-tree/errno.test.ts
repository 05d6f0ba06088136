import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorCode, explainErrno } from './errno.ts';
import { StoreError, toStoreError } from './store-error.ts';

it.each([
  { code: 'EACCES', reason: 'permission denied', hint: /permissions and owner/ },
  { code: 'EPERM', reason: 'the system does not permit it', hint: /permissions and owner/ },
  { code: 'EROFS', reason: 'the file system is read-only', hint: /Mount it writable/ },
  { code: 'ENOSPC', reason: 'the disk is full', hint: /Make room/ },
  { code: 'EDQUOT', reason: 'the disk quota is used up', hint: /Make room/ },
  { code: 'EMFILE', reason: 'too many files are open', hint: /ulimit -n/ },
  { code: 'EWHATEVER', reason: 'the system reports EWHATEVER', hint: /Check the file system/ },
])('explains $code', ({ code, reason, hint }) => {
  const cause = Object.assign(new Error(code), { code, syscall: 'open' });
  const error = toStoreError('state/app.yaml', 'written', cause);
  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ message: `state/app.yaml can not be written: ${reason}.`, path: 'state/app.yaml', reason, cause });
  expect(error).toHaveProperty('hint', expect.stringMatching(hint));
});

it('a mistake in the program is no problem of the disk', () => {
  const mistake = new TypeError('no');
  expect(toStoreError('a', 'written', mistake)).toBe(mistake);
  expect(errorCode(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeUndefined();
});

it('knows the code of a real error of the system', () => {
  try {
    readFileSync(new URL('file:///no/such/file'));
  } catch (error) {
    expect(errorCode(error)).toBe('ENOENT');
  }
  expect.assertions(2);
  expect(explainErrno('ENOENT').reason).toBe('it went away while it was in use');
});
