// What nobody can do with less in this language: read these files, and write files of these sizes. Plain JavaScript, as usage.cjs.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const [list, scratch] = process.argv.slice(2);
const { reads, writes } = JSON.parse(readFileSync(list, 'utf8'));
let characters = 0;
for (const path of reads) characters += readFileSync(path, 'utf8').length;
for (const [index, size] of writes.entries()) writeFileSync(join(scratch, String(index)), 'x'.repeat(size));
process.exitCode = characters < 0 ? 1 : 0;
