terraform {
  required_providers {
    cloudflare = {"source": "cloudflare/cloudflare", "version": "~> 5.22"}
    github = {"source": "integrations/github", "version": "~> 6.13"}
    random = {"source": "hashicorp/random", "version": "~> 3.9"}
    sentry = {"source": "jianyuan/sentry", "version": "~> 0.11.2"}
    vercel = {"source": "vercel/vercel", "version": "~> 5.10"}
  }
}
provider "vercel" {
  team = "team_9wXqGv3kTzLrNpYh5JdB2mCs"
}
provider "github" {
  owner = "luma-app"
  write_delay_ms = "350"
}
provider "cloudflare" {
}
provider "sentry" {
}
provider "random" {
}
resource "cloudflare_r2_bucket" "r2-images" {
  account_id = "4f9a1c7e2b6d8035a1e4c9f7b3d26058"
  jurisdiction = "default"
  location = "enam"
  name = "luma-images"
  storage_class = "Standard"
}
resource "github_repository" "github-repository" {
  name = "luma-web"
  topics = ["luma", "nextjs"]
  visibility = "private"
}
resource "random_bytes" "secrets-CSRF_SECRET" {
  keepers = {"rotation": "0"}
  length = 32
}
resource "cloudflare_r2_bucket_lifecycle" "r2-images-lifecycle" {
  account_id = "4f9a1c7e2b6d8035a1e4c9f7b3d26058"
  bucket_name = "luma-images"
  jurisdiction = "default"
  rules = [{"abort_multipart_uploads_transition": {"condition": {"max_age": 604800, "type": "Age"}}, "conditions": {"prefix": "$${tmp}/%%{x}"}, "enabled": true, "id": "abort-uploads"}]
  depends_on = [cloudflare_r2_bucket.r2-images]
}
resource "github_repository_ruleset" "github-ruleset-tags" {
  conditions {
    ref_name {
      exclude = []
      include = ["refs/tags/v*"]
    }
  }
  enforcement = "active"
  name = "Release tags"
  repository = "luma-web"
  rules {
    deletion = true
    non_fast_forward = true
    update = true
  }
  target = "tag"
  depends_on = [github_repository.github-repository]
}
resource "sentry_key" "sentry-key" {
  name = "luma-web"
  organization = "luma"
  project = "luma-web"
  rate_limit_count = 1000
}
resource "vercel_project" "vercel-project" {
  name = "luma-web"
  node_version = "24.x"
  resource_config = {"fluid": true, "function_default_regions": ["iad1"], "function_default_timeout": 30}
  depends_on = [github_repository.github-repository]
}
resource "vercel_project_environment_variable" "vercel-env-CSRF_SECRET-production" {
  comment = "Signs CSRF tokens."
  key = "CSRF_SECRET"
  project_id = "${vercel_project.vercel-project.id}"
  sensitive = true
  target = ["production"]
  value = "${random_bytes.secrets-CSRF_SECRET.base64}"
}
