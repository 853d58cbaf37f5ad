/** Every background job of the app, in one place. */
export * from './jobs/extract-pdf-structure'
export * from './jobs/quota-reset'
