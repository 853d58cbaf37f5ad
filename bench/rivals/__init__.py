"""Compares our previews with `terraform plan` and `checkov` on an equivalent set, where they are installed."""
