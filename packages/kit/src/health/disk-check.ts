import { statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Check, CheckResult } from './checks.ts'

const MEBIBYTE = 1024 * 1024

/**
 * Looks at what is left on the disk of a folder, which need not exist yet: warns below `lowMebibytes`, and fails below an
 * eighth of that.
 */
export function diskCheck({ folder, lowMebibytes }: { folder: string; lowMebibytes: number }): Check {
  return {
    required: false,
    run: async (): Promise<CheckResult> => {
      const { bavail, bsize } = await statfsOfNearest(path.resolve(folder))
      const left = Math.floor((Number(bavail) * Number(bsize)) / MEBIBYTE)
      if (left >= lowMebibytes) return { status: 'pass' }
      return {
        status: left < lowMebibytes / 8 ? 'fail' : 'warn',
        output: `${left} MiB are left on the disk`,
        observedValue: left,
        observedUnit: 'MiB free',
      }
    },
  }
}

async function statfsOfNearest(folder: string): ReturnType<typeof statfs> {
  try {
    return await statfs(folder)
  } catch (error) {
    const parent = path.dirname(folder)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error
    return statfsOfNearest(parent)
  }
}
