import { z } from 'zod'
import { integer } from './coerce.ts'

/** `page` and `page_size` of a list: from 1, default 1; 1 to 100, default 20. */
export const PageQuery = z.object({
  page: integer(z.int().min(1).max(1_000_000)).default(1).meta({ description: 'Page to return, from 1.' }),
  page_size: integer(z.int().min(1).max(100)).default(20).meta({ description: 'Items per page.' }),
})

/** The fields beside the items of a page. */
export const PageFields = {
  total: z.int().min(0).meta({ description: 'Items that match, on all pages.' }),
  page: z.int().min(1),
  page_size: z.int().min(1),
  total_pages: z.int().min(0).meta({ description: '0 when nothing matches.' }),
}

/** Rows to skip and to return for a page. */
export const offsetOf = ({ page, page_size }: z.output<typeof PageQuery>) => ({
  offset: (page - 1) * page_size,
  limit: page_size,
})

/** The page fields for `total` matching items. */
export const pageFields = (total: number, { page, page_size }: z.output<typeof PageQuery>) => ({
  total,
  page,
  page_size,
  total_pages: Math.ceil(total / page_size),
})
