import { withSentryConfig } from '@sentry/nextjs/config'

import { sentryBuildOptions } from './sentry.build.mjs'

/** @type {import('next').NextConfig} */
const nextConfig = {}

export default process.env.NEXT_PUBLIC_SENTRY_DSN ? withSentryConfig(nextConfig, sentryBuildOptions) : nextConfig
