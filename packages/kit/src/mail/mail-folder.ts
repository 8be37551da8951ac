import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../db/make-folder.ts'
import { createTransport } from 'nodemailer'
import type { Mailer, MailerOptions } from './mailer.ts'
import { composeMessage } from './message.ts'

/** A mailer that writes each message to `<folder>/<time>-<to>.eml`, which mail programs open. */
export function createMailFolder({ folder, from, clock, log }: Omit<MailerOptions, 'smtp'>): Mailer {
  const composer = createTransport({
    streamTransport: true,
    buffer: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(message, { id } = {}) {
      const { message: content } = await composer.sendMail({
        ...composeMessage(message, from, id),
        date: clock.now(),
      })
      makeFolder(folder)
      const time = clock.now().toISOString().replaceAll(':', '-')
      const file = await writeNew(
        join(folder, `${time}-${message.to.replaceAll(/[^\w.+@-]/g, '_')}`),
        content as Buffer,
      )
      log.info({ file }, 'mail written to a file')
    },
    check: async () => {},
  }
}

async function writeNew(path: string, content: Buffer): Promise<string> {
  for (let copy = 1; ; copy++) {
    const file = copy === 1 ? `${path}.eml` : `${path}-${copy}.eml`
    try {
      await writeFile(file, content, { flag: 'wx', mode: 0o600 })
      return file
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
