import { StartError } from '../errors/start-error.ts'

/**
 * Runs `listen` and explains the failures of a port.
 * @throws StartError when the port is taken or may not be used, naming the variable that changes it.
 */
export async function listenOn<T>(port: number, portVariable: string, listen: () => Promise<T>): Promise<T> {
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
    throw error
  }
}
