// How a build reports to Sentry. The token is on Vercel alone: elsewhere nothing is uploaded.
//
// A source map that cannot be uploaded does not stop a release: a loud warning, and stack traces stay minified.

/** @type {import('@sentry/nextjs/config').SentryBuildOptions} */
export const sentryBuildOptions = {
  org: process.env.SENTRY_ORG,
  project: process.env.SENTRY_PROJECT,
  authToken: process.env.SENTRY_AUTH_TOKEN,
  silent: true,
  telemetry: false,
  release: { name: process.env.NEXT_PUBLIC_RELEASE ?? process.env.VERCEL_GIT_COMMIT_SHA },
  sourcemaps: { disable: !process.env.SENTRY_AUTH_TOKEN, deleteSourcemapsAfterUpload: true },
  webpack: { treeshake: { removeDebugLogging: true } },
  errorHandler: (error) => console.warn(`Sentry: ${error.message}. The release goes on without its source maps.`),
}
