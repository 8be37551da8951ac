import { once } from 'node:events'
import { createServer } from 'node:net'
import { StartError } from '../errors/start-error.ts'

/** Where a server is to listen, and the variables that say so. */
export interface Place {
  port: number
  portVariable: string
  host: string
  hostVariable: string
}

/**
 * Runs `listen` and explains the failures of its address.
 * @throws StartError when the port or the host cannot be used, naming the variable that changes it.
 */
export async function listenOn<T>(
  { port, portVariable, host, hostVariable }: Place,
  listen: () => Promise<T>,
): Promise<T> {
  try {
    return await listen()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${port} is taken by another program. Stop that one, or choose another port: ${portVariable}=${port + 1000}`,
      )
    }
    if (code === 'EACCES')
      throw new StartError(
        `This user may not listen on port ${port}. Choose one above 1023: ${portVariable}=4001`,
      )
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new StartError(
        `This machine has no address ${host}. Choose one of its own, or all: ${hostVariable}=0.0.0.0`,
      )
    throw error
  }
}

/**
 * Finds out whether a server could listen at a place, before work that takes long is done for it.
 * @throws StartError as `listenOn` does.
 */
export const tryPlace = (place: Place): Promise<void> =>
  listenOn(place, async () => {
    const trial = createServer().listen({ host: place.host, port: place.port })
    await once(trial, 'listening')
    trial.close()
    await once(trial, 'close')
  })
