/** Loaded into every server before its own code: tells how much processor time the whole process has used, in µs. */
process.on('message', (question) => {
  if (question !== 'usage') return
  const { user, system } = process.cpuUsage()
  process.send!({ usage: user + system })
})
process.on('disconnect', () => process.exit())
