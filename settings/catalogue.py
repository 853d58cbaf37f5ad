"""The one table of environment variables: what each is, where its value comes from, where it goes.

Vercel's variables, GitHub's secrets and variables, Trigger.dev's variables, `.env.example`, the app's `env.generated.ts`
and the reference in the docs are all computed from it.
"""

from typing import Final

from settings.model import GitHubEnvironment, VercelTarget
from settings.variable import Variable

RUNTIME: Final[frozenset[VercelTarget]] = frozenset({"production", "preview"})
"""Where a secret of the app goes: `development` is a person's machine, which has secrets of its own."""
EVERYWHERE: Final[frozenset[VercelTarget]] = frozenset({"production", "preview", "development"})
DEPLOY: Final[frozenset[GitHubEnvironment]] = frozenset({"production", "staging"})
"""The environments of the jobs that deploy main."""

_DATABASE = "Database"
_SUPABASE = "Supabase"
_APP = "Application"
_SECURITY = "Security"
_AI = "AI services"
_R2 = "Cloudflare R2"
_TRIGGER = "Trigger.dev"
_ADMIN = "Admin"
_EMAIL = "Email"
_SENTRY = "Monitoring (Sentry)"
_DEPLOY = "Deployment"
_BACKUP = "Backups"

_DEPLOY_AND_BACKUP: Final[frozenset[GitHubEnvironment]] = frozenset({"production", "backup"})
_STAGING_MIGRATIONS: Final[frozenset[GitHubEnvironment]] = frozenset({"staging", "preview"})
_EVERY_DEPLOY: Final[frozenset[GitHubEnvironment]] = frozenset({"production", "staging", "preview"})
_BACKUP_ONLY: Final[frozenset[GitHubEnvironment]] = frozenset({"backup"})

# fmt: off
CATALOGUE: Final[tuple[Variable, ...]] = (
    Variable("DATABASE_URL", "Pooled PostgreSQL connection.", "postgresql://user:password@pooler.example:6543/postgres?pgbouncer=true", "secret", "secret", _DATABASE, "always", "postgresql", RUNTIME, frozenset({"production"}), trigger=True),
    Variable("DIRECT_URL", "Direct PostgreSQL connection, for migrations and dumps.", "postgresql://user:password@db.example:5432/postgres", "secret", "secret", _DATABASE, "always", "postgresql", RUNTIME, _DEPLOY_AND_BACKUP, trigger=True),
    Variable("STAGING_DATABASE_URL", "Staging's pooled connection, for the migration check.", "postgresql://user:password@pooler.example:6543/postgres?pgbouncer=true", "secret", "wired", _DATABASE, "optional", "postgresql", github=_STAGING_MIGRATIONS, value_of="DATABASE_URL"),
    Variable("STAGING_DIRECT_URL", "Staging's direct connection, for the migration check.", "postgresql://user:password@db.example:5432/postgres", "secret", "wired", _DATABASE, "optional", "postgresql", github=_STAGING_MIGRATIONS, value_of="DIRECT_URL"),

    Variable("NEXT_PUBLIC_SUPABASE_URL", "Address of the Supabase project.", "https://abcdefghijklmnop.supabase.co", "public", "config", _SUPABASE, "always", "url", EVERYWHERE, trigger=True),
    Variable("NEXT_PUBLIC_SUPABASE_ANON_KEY", "Supabase's public key; row-level security guards the data.", "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl", "public", "config", _SUPABASE, "always", vercel=EVERYWHERE, trigger=True),
    Variable("SUPABASE_SERVICE_ROLE_KEY", "Supabase's key that bypasses row-level security.", "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmF0dXJl", "secret", "secret", _SUPABASE, "always", vercel=RUNTIME, trigger=True),

    Variable("NEXT_PUBLIC_APP_URL", "Public address of the app.", "https://luma.example", "public", "wired", _APP, "always", "url", EVERYWHERE, DEPLOY, trigger=True),
    Variable("NODE_ENV", "Set by Next.js itself; in Vercel's settings it would make npm skip devDependencies.", "production", "config", "validated", _APP, "always"),

    Variable("CSRF_SECRET", "Signs CSRF tokens.", "bG9jYWwtZXhhbXBsZS1jc3JmLXNlY3JldC0zMmJ5dGU=", "secret", "generated", _SECURITY, "always", "base64", RUNTIME),
    Variable("SESSION_SECRET", "Signs session cookies.", "bG9jYWwtZXhhbXBsZS1zZXNzaW9uLXNlY3JldC0zMmI=", "secret", "generated", _SECURITY, "always", "base64", RUNTIME),
    Variable("CSP_MODE", "enforce, or report-only while a new Content-Security-Policy is tried.", "enforce", "config", "config", _SECURITY, "optional", vercel=EVERYWHERE),
    Variable("CRON_SECRET", "Proves that a scheduled request comes from Vercel.", "bG9jYWwtZXhhbXBsZS1jcm9uLXNlY3JldC0zMmJ5dGU=", "secret", "generated", _SECURITY, "production", "base64", RUNTIME, condition="crons"),

    Variable("OPENROUTER_API_KEY", "Key for the language models.", "sk-or-v1-0000000000000000", "secret", "secret", _AI, "production", vercel=RUNTIME, trigger=True),
    Variable("MATHPIX_APP_ID", "Mathpix app, for formulas in PDFs.", "app_000000", "secret", "secret", _AI, "production", vercel=RUNTIME, trigger=True),
    Variable("MATHPIX_APP_KEY", "Mathpix key.", "0000000000000000000000000000000000000000", "secret", "secret", _AI, "production", vercel=RUNTIME, trigger=True),

    Variable("R2_ACCOUNT_ID", "Cloudflare account that holds the buckets.", "00000000000000000000000000000000", "config", "wired", _R2, "production", vercel=EVERYWHERE, github=_BACKUP_ONLY, trigger=True),
    Variable("R2_ACCESS_KEY_ID", "S3 key id, scoped to the image bucket.", "00000000000000000000000000000000", "secret", "wired", _R2, "production", vercel=RUNTIME, trigger=True),
    Variable("R2_SECRET_ACCESS_KEY", "S3 secret: the SHA-256 of the bucket's token.", "0000000000000000000000000000000000000000000000000000000000000000", "secret", "wired", _R2, "production", vercel=RUNTIME, trigger=True),
    Variable("R2_BUCKET_NAME", "The image bucket.", "app-images", "config", "wired", _R2, "production", vercel=EVERYWHERE, trigger=True),
    Variable("R2_PUBLIC_URL", "Address that serves the image bucket.", "https://images.luma.example", "config", "wired", _R2, "production", "url", EVERYWHERE, trigger=True),

    Variable("TRIGGER_API_KEY", "Key the app starts jobs with.", "tr_prod_000000000000000000000000", "secret", "secret", _TRIGGER, "production", vercel=RUNTIME),
    Variable("TRIGGER_API_URL", "Address of Trigger.dev's API.", "https://api.trigger.dev", "config", "config", _TRIGGER, "production", "url", EVERYWHERE, DEPLOY),
    Variable("TRIGGER_SECRET_KEY", "Key of the environment the jobs run in.", "tr_prod_111111111111111111111111", "secret", "secret", _TRIGGER, "production", vercel=RUNTIME),
    Variable("TRIGGER_PROJECT_REF", "The Trigger.dev project.", "proj_000000000000000000", "config", "config", _TRIGGER, "production", github=DEPLOY),
    Variable("TRIGGER_ACCESS_TOKEN", "Lets the workflow deploy the jobs.", "tr_pat_0000000000000000000000000000000000000000", "secret", "secret", _TRIGGER, "production", github=DEPLOY),

    Variable("SUPER_ADMIN_EMAIL", "Login of the first administrator.", "admin@luma.example", "config", "config", _ADMIN, "production", "email", RUNTIME),
    Variable("SUPER_ADMIN_PASSWORD", "Password of the first administrator.", "correct horse battery staple", "secret", "secret", _ADMIN, "production", vercel=RUNTIME),

    Variable("RESEND_API_KEY", "Key for sending mail.", "re_00000000_000000000000000000000000", "secret", "secret", _EMAIL, "production", vercel=RUNTIME, trigger=True),
    Variable("EMAIL_FROM", "Sender of the app's mail.", "noreply@luma.example", "config", "config", _EMAIL, "production", "email", EVERYWHERE, trigger=True),

    Variable("NEXT_PUBLIC_SENTRY_DSN", "Where the app reports errors.", "https://00000000000000000000000000000000@o1.ingest.us.sentry.io/1", "public", "wired", _SENTRY, "production", "url", EVERYWHERE, trigger=True),
    Variable("SENTRY_AUTH_TOKEN", "Uploads source maps and releases.", "sntrys_0000000000000000", "secret", "secret", _SENTRY, "production", vercel=RUNTIME, github=DEPLOY),
    Variable("SENTRY_ORG", "The Sentry organization.", "luma", "config", "wired", _SENTRY, "production", vercel=EVERYWHERE, github=DEPLOY),
    Variable("SENTRY_PROJECT", "The Sentry project.", "app-web", "config", "wired", _SENTRY, "production", vercel=EVERYWHERE, github=DEPLOY),

    Variable("VERCEL_TOKEN", "Lets the workflow deploy main.", "000000000000000000000000", "secret", "secret", _DEPLOY, "optional", github=DEPLOY),
    Variable("VERCEL_PREVIEW_TOKEN", "Lets pull requests deploy previews of the staging project, and nothing else.", "000000000000000000000000", "secret", "wired", _DEPLOY, "optional", github=frozenset({"preview"}), condition="previews"),
    Variable("VERCEL_ORG_ID", "The Vercel team.", "team_000000000000000000000000", "secret", "wired", _DEPLOY, "optional", github=_EVERY_DEPLOY),
    Variable("VERCEL_PROJECT_ID", "The Vercel project.", "prj_000000000000000000000000", "secret", "wired", _DEPLOY, "optional", github=_EVERY_DEPLOY),

    Variable("BACKUP_BUCKET_NAME", "The bucket with encrypted dumps.", "app-backups", "config", "wired", _BACKUP, "optional", github=_BACKUP_ONLY, condition="backups"),
    Variable("BACKUP_ACCESS_KEY_ID", "S3 key id, scoped to the backup bucket.", "00000000000000000000000000000000", "secret", "wired", _BACKUP, "optional", github=_BACKUP_ONLY, condition="backups"),
    Variable("BACKUP_SECRET_ACCESS_KEY", "S3 secret of that key.", "0000000000000000000000000000000000000000000000000000000000000000", "secret", "wired", _BACKUP, "optional", github=_BACKUP_ONLY, condition="backups"),
    Variable("BACKUP_PUBLIC_KEY", "Public key that dumps are encrypted to.", "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "config", "wired", _BACKUP, "optional", github=_BACKUP_ONLY, condition="backups"),
)
# fmt: on
