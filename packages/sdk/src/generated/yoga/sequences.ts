// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method, pagedMethod } from '../../methods.ts'
import type { Sequence, SequenceDetail } from './schemas.ts'

/** Query of `sequences.list`. */
export interface SequencesListQuery {
  /** Page to return, from 1. `1` when absent. */
  page?: number
  /** Items per page. `20` when absent. */
  page_size?: number
  /** Part of the name; case and accents do not matter. */
  search?: string
  difficulty?: 'beginner' | 'intermediate' | 'advanced'
  focus_area?: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style?: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  /** Another word for `style`, whose unknown values find nothing. */
  category?: string
  /** Minutes at least. */
  min_duration?: number
  /** Minutes at most. */
  max_duration?: number
  /** Below 20, 20 to 35, above 35 minutes. */
  duration?: 'short' | 'medium' | 'long'
  /** `true` for presets only, `false` for your own only. */
  preset_only?: boolean
  /** By name, those made last first, or by minutes. `"name"` when absent. */
  sort?: 'name' | 'newest' | 'shortest' | 'longest'
}

/** Answer of `sequences.list`. */
export interface SequencesListAnswer {
  sequences: readonly Sequence[]
  /** Items that match, on all pages. */
  total: number
  page: number
  page_size: number
  /** 0 when nothing matches. */
  total_pages: number
}

/** Why `sequences.list` may fail. */
export type SequencesListError =
  | 'limit.exceeded'
  | 'request.invalid'

/** Answer of `sequences.categories`. */
export interface SequencesCategoriesAnswer {
  by_difficulty: Readonly<Record<string, number>>
  by_focus_area: Readonly<Record<string, number>>
  by_style: Readonly<Record<string, number>>
  /** By minutes. */
  by_duration: {
    '0-15': number
    '16-30': number
    '31-45': number
    '46+': number
  }
}

/** Why `sequences.categories` may fail. */
export type SequencesCategoriesError =
  | 'limit.exceeded'

/** Answer of `sequences.focus_areas`. */
export interface SequencesFocusAreasAnswer {
  focus_areas: readonly ('flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy')[]
}

/** Why `sequences.focus_areas` may fail. */
export type SequencesFocusAreasError =
  | 'limit.exceeded'

/** Answer of `sequences.styles`. */
export interface SequencesStylesAnswer {
  styles: readonly ('vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle')[]
}

/** Why `sequences.styles` may fail. */
export type SequencesStylesError =
  | 'limit.exceeded'

/** Params of `sequences.get`. */
export interface SequencesGetParams {
  sequence_id: number
}

/** Answer of `sequences.get`. */
export type SequencesGetAnswer = SequenceDetail

/** Why `sequences.get` may fail. */
export type SequencesGetError =
  | 'limit.exceeded'
  | 'request.invalid'
  | 'sequence.not_found'

/** The operations of `sequences`. */
export const sequences = (caller: Caller) => ({
  /**
   * List sequences, with filters that combine.
   * Presets, and the custom sequences of the person asking.
   */
  list: pagedMethod<{ query?: SequencesListQuery }, SequencesListAnswer, SequencesListAnswer['sequences'][number], SequencesListError>(caller, {
    id: 'sequences.list',
    method: 'GET',
    path: '/api/v1/sequences',
    items: 'sequences',
    errors: ['limit.exceeded', 'request.invalid'],
  }),

  /** How many presets there are of each kind. */
  categories: method<object, SequencesCategoriesAnswer, SequencesCategoriesError>(caller, {
    id: 'sequences.categories',
    method: 'GET',
    path: '/api/v1/sequences/categories',
    errors: ['limit.exceeded'],
  }),

  /** Focus areas that a sequence can have. */
  focusAreas: method<object, SequencesFocusAreasAnswer, SequencesFocusAreasError>(caller, {
    id: 'sequences.focus_areas',
    method: 'GET',
    path: '/api/v1/sequences/focus-areas',
    errors: ['limit.exceeded'],
  }),

  /** Styles that a sequence can have. */
  styles: method<object, SequencesStylesAnswer, SequencesStylesError>(caller, {
    id: 'sequences.styles',
    method: 'GET',
    path: '/api/v1/sequences/styles',
    errors: ['limit.exceeded'],
  }),

  /** Read one sequence with its steps and their poses. */
  get: method<{ params: SequencesGetParams }, SequencesGetAnswer, SequencesGetError>(caller, {
    id: 'sequences.get',
    method: 'GET',
    path: '/api/v1/sequences/{sequence_id}',
    errors: ['limit.exceeded', 'request.invalid', 'sequence.not_found'],
  }),
})
