import sharp from 'sharp'
import { formOf } from '@groundwork/kit/testing/form'
import type { ExampleStates } from '../testing/example-state.ts'

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3366cc' } })
    .png({ compressionLevel: 9 })
    .toBuffer()

export const uploadStates: ExampleStates = {
  'a photograph': async () => ({ photo: await picture(60, 40) }),
  'a file above 10 MiB': async () => ({ file: new Uint8Array(10 * 1024 * 1024 + 1) }),
  'a small file of many pixels': async () => ({ file: await picture(9000, 9000) }),
  'an uploaded image': async ({ send }) => {
    const form = formOf({ bytes: await picture(60, 40) })
    const { json } = await send({ method: 'POST', url: '/api/v1/upload/image', as: 'admin', ...form })
    return { image: json.filename }
  },
}
