// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method, pagedMethod } from '../../methods.ts'

/** Query of `search.library`. */
export interface SearchLibraryQuery {
  /** Page to return, from 1. `1` when absent. */
  page?: number
  /** Items per page. `20` when absent. */
  page_size?: number
  /** What to look for. */
  q: string
  /** Only poses, or only sequences. */
  type?: 'pose' | 'sequence'
}

/** Answer of `search.library`. */
export interface SearchLibraryAnswer {
  results: readonly {
    type: 'pose' | 'sequence'
    /** The `pose_id` or `sequence_id`. */
    id: number
    name: string
    name_sanskrit: string | null
    difficulty_level: 'beginner' | 'intermediate' | 'advanced'
    /** The part of the description that matches best. */
    preview: string
    /** 1 is the best match there can be. */
    score: number
  }[]
  /** Items that match, on all pages. */
  total: number
  page: number
  page_size: number
  /** 0 when nothing matches. */
  total_pages: number
}

/** Why `search.library` may fail. */
export type SearchLibraryError =
  | 'limit.exceeded'
  | 'request.invalid'

/** Query of `search.suggest`. */
export interface SearchSuggestQuery {
  /** What has been typed so far. */
  q: string
  /** `8` when absent. */
  limit?: number
}

/** Answer of `search.suggest`. */
export interface SearchSuggestAnswer {
  suggestions: readonly {
    /** What to complete to: the name that was begun. */
    text: string
    type: 'pose' | 'sequence'
    /** The `pose_id` or `sequence_id`. */
    id: number
    /** The English name, when the Sanskrit one was begun. */
    name: string
  }[]
}

/** Why `search.suggest` may fail. */
export type SearchSuggestError =
  | 'limit.exceeded'
  | 'request.invalid'

/** The operations of `search`. */
export const search = (caller: Caller) => ({
  /**
   * Search poses and sequences.
   * Forgives typing errors and knows the spellings of Sanskrit names: `vrikshasana` finds Vṛkṣāsana. Looks through names, categories, areas of the body, themes and descriptions of poses, presets, and the custom sequences of the person asking. Answers the best few hundred matches.
   */
  library: pagedMethod<{ query: SearchLibraryQuery }, SearchLibraryAnswer, SearchLibraryAnswer['results'][number], SearchLibraryError>(caller, {
    id: 'search.library',
    method: 'GET',
    path: '/api/v1/search',
    items: 'results',
    errors: ['limit.exceeded', 'request.invalid'],
  }),

  /** Complete what is being typed. */
  suggest: method<{ query: SearchSuggestQuery }, SearchSuggestAnswer, SearchSuggestError>(caller, {
    id: 'search.suggest',
    method: 'GET',
    path: '/api/v1/search/suggestions',
    errors: ['limit.exceeded', 'request.invalid'],
  }),
})
