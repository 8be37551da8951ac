/**
 * Ends the process with exit code 1 when an error reaches nobody, thrown or rejected: what it left half done cannot be relied on.
 * `tell` says so before; what else is thrown meanwhile changes nothing.
 */
export function endOnCrash(tell: (error: unknown) => Promise<void>): void {
  let isEnding = false
  const end = async (error: unknown) => {
    if (isEnding) return
    isEnding = true
    await tell(error)
    process.exit(1)
  }
  process.on('uncaughtException', (error) => void end(error))
}
