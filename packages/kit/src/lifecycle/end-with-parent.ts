const LOOK_MS = 250

/**
 * Takes the end of the process that started this one for a SIGTERM. npm runs a script in a shell and passes signals on to that;
 * a shell that waits for its program ends without it, and the program would run on with nobody to stop it.
 */
export function endWithParent(): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_MS)
  timer.unref()
}
