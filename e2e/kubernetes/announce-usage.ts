// Loaded ahead of the command line: at its end it says what it took.
import { writeFileSync } from 'node:fs';

const file = process.env['IMAGE_FACTORY_USAGE'];
if (file !== undefined)
  process.once('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
  });
