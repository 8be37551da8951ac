/** Version of the product and of its API document. */
export const version = '1.0.0'
