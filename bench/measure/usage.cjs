// Loaded into every measured process ahead of its own code. Plain JavaScript: no compiler shall be measured with it.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(
    process.env.BENCH_USAGE,
    JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakKiB: peakOfThisProgram() ?? maxRSS }),
  );
});

/** The system's `maxRSS` starts with what the process held that started this one; this starts with the program. */
function peakOfThisProgram() {
  try {
    const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return peak === undefined ? undefined : Number(peak);
  } catch {
    return undefined; // not Linux
  }
}
